// Pages for people, behind the same key as the API: asked for by the browser itself (RFC 7617, Basic), any user name.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GatewayPorts } from './ports.ts'

/** Whatever stands in path and query; the page reads it. */
interface Asked { Params: Record<string, unknown>, Querystring: Record<string, unknown> }

/** A page as the room that writes it describes it. */
export interface ServedPage {
  path: string
  title: string
  render: (request: { params: Record<string, unknown>, query: Record<string, unknown>, language?: string | undefined }) =>
  Promise<{ status: number, html: string }>
}

/** Makes a plugin of pages. Each needs a key; none is ever cached, and none is told to search engines. */
export function servePages (pages: readonly ServedPage[], ports: Pick<GatewayPorts, 'authenticate'>): (app: FastifyInstance) => Promise<void> {
  return app => {
    app.addHook('onRequest', async (request, reply) => {
      if (ports.authenticate(keyOf(request)) === undefined) await askForKey(reply)
    })
    for (const page of pages) app.get<Asked>(page.path, { schema: { hide: true } }, (request, reply) => answer(page, request, reply))
    return Promise.resolve()
  }
}

async function answer (page: ServedPage, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<FastifyReply> {
  const { status, html } = await page.render({ params: request.params, query: request.query, language: request.headers['accept-language'] })
  return reply.code(status).headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' }).type('text/html; charset=utf-8').send(html)
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
