// Pages for people, behind the same key as the API: asked for by the browser itself (RFC 7617, Basic), any user name.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GatewayPorts } from './ports.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** Whatever stands in path and query; the page reads it. */
interface Asked { Params: Record<string, unknown>, Querystring: Record<string, unknown> }

/** A page as the room that writes it describes it. */
export interface ServedPage {
  path: string
  title: string
  render: (request: PageAsked) => Promise<PageAnswer>
  /** For a page with a form: what is sent comes as texts. */
  submit?: (request: PageAsked & { form: Record<string, string> }) => Promise<PageAnswer>
}

interface PageAsked { params: Record<string, unknown>, query: Record<string, unknown>, language?: string | undefined }

interface PageAnswer { status: number, html: string, location?: string }

/** More than any form of ours can hold. */
const maxFormBytes = 32 * 1024

/** Makes a plugin of pages. Each needs a key; none is ever cached, and none is told to search engines. */
export function servePages (pages: readonly ServedPage[], ports: Pick<GatewayPorts, 'authenticate'>): (app: FastifyInstance) => Promise<void> {
  return app => {
    app.addHook('onRequest', async (request, reply) => {
      if (ports.authenticate(keyOf(request)) === undefined) await askForKey(reply)
    })
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: maxFormBytes }, (_request, body, done) => {
      done(null, new URLSearchParams(String(body)))
    })
    for (const page of pages) addPage(app, page)
    return Promise.resolve()
  }
}

function addPage (app: FastifyInstance, { path, render, submit }: ServedPage): void {
  const schema = { hide: true }
  app.get<Asked>(path, { schema }, async (request, reply) => send(await render(asked(request)), reply))
  if (submit === undefined) return
  app.post<Asked>(path, { schema, onRequest: refuseForeignForms }, async (request, reply) => {
    if (!(request.body instanceof URLSearchParams)) throw new GatewayError('ERR_HTTP_MEDIA_TYPE', 'Cannot read the form: it is not application/x-www-form-urlencoded')
    return send(await submit({ ...asked(request), form: Object.fromEntries(request.body) }), reply)
  })
}

function asked (request: FastifyRequest<Asked>): PageAsked {
  return { params: request.params, query: request.query, language: request.headers['accept-language'] }
}

/**
 * A browser sends the key of Basic by itself, also with a form that another site made. So a form counts only if the browser says that it came
 * from a page of ours: `Sec-Fetch-Site` (Fetch Metadata), or `Origin` where the connection is such that browsers leave that out.
 */
function refuseForeignForms (request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  const { 'sec-fetch-site': site, origin, host } = request.headers
  const isOurs = site === undefined ? origin !== undefined && hostOf(origin) === host : site === 'same-origin'
  if (!isOurs) throw new GatewayError('ERR_HTTP_FORBIDDEN', 'Cannot take the form: it did not come from a page of this gateway')
  done()
}

function hostOf (origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function send ({ status, html, location }: PageAnswer, reply: FastifyReply): FastifyReply {
  // Without a referrer to our own pages, browsers would call the origin of our forms "null".
  const headers = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex', 'referrer-policy': 'same-origin', ...location !== undefined && { location } }
  return reply.code(status).headers(headers).type('text/html; charset=utf-8').send(html)
}

/** The password of Basic, or the token of Bearer; empty when there is neither. */
function keyOf (request: FastifyRequest): string {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() === 'bearer') return value ?? ''
  if (scheme?.toLowerCase() !== 'basic') return ''
  const pair = Buffer.from(value ?? '', 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}

async function askForKey (reply: FastifyReply): Promise<void> {
  await reply.code(401).header('www-authenticate', 'Basic realm="Postbud", charset="UTF-8"').type('text/plain; charset=utf-8')
    .send('Postbud: give the key as the password')
}
