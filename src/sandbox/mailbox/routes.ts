import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { MessageRecord } from '../ledger/state.ts'
import type { Mailbox, Person } from '../population/person.ts'
import type { World } from '../world.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { address, layout, mailboxPath } from './layout.ts'
import type { Letters, Owner } from './letters.ts'
import { inboxPage, letterPage, startPage, type LetterView, type MailboxRow } from './pages.ts'
import { chooseLanguage, texts, type PageLanguage } from './texts.ts'

/** No script, nothing inline, nothing from elsewhere; a letter's PDF is framed from our own origin. */
const pagePolicy = 'default-src \'none\'; style-src \'self\'; img-src \'self\' data:; frame-src \'self\'; object-src \'self\'; form-action \'self\'; '
  + 'frame-ancestors \'none\'; base-uri \'none\''
/** A document is somebody else's content: it may be framed by our pages and do nothing. */
const documentPolicy = 'default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; object-src \'self\'; frame-ancestors \'self\''

/** What a browser may show by itself. Everything else, HTML first of all, is downloaded. */
const shownInline = new Set(['application/pdf', 'text/plain', 'image/png', 'image/jpeg', 'image/gif'])

const operators: Readonly<Record<Mailbox['provider'], string>> = { 'eboks': 'e-Boks', 'digipost': 'Digipost', 'unknown-operator': '?' }

type LetterRequest = FastifyRequest<{ Params: { owner: string, letter?: string, number?: string } }>

/** The citizen's pages: choose a mailbox, see its letters, open one. They work without JavaScript. */
export async function mailboxRoutes (scope: FastifyInstance, world: World, letters: Letters): Promise<void> {
  await serveStyles(scope)
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)))
  })
  scope.setNotFoundHandler(sendMissing)
  startRoutes(scope, world, letters)
  letterRoutes(scope, world, letters)
}

/** Straight from the package, without a bundler. */
async function serveStyles (scope: FastifyInstance): Promise<void> {
  const design = dirname(dirname(createRequire(import.meta.url).resolve('@digdir/designsystemet-css')))
  await scope.register(fastifyStatic, { root: design, prefix: '/design/', decorateReply: false })
  await scope.register(fastifyStatic, { root: fileURLToPath(new URL('assets/', import.meta.url)), prefix: '/assets/', decorateReply: false })
}

function startRoutes (scope: FastifyInstance, world: World, letters: Letters): void {
  scope.get<{ Querystring: { missed?: string } }>('/', async (request, reply) => {
    const language = languageOf(request)
    const row = (person: Person): MailboxRow => mailboxRow(person, letters)
    const owners = world.population.people.filter(({ contact }) => contact.mailbox !== undefined && contact.mailbox.address !== '')
    const filled = new Set([...world.ledger.state.messages.values()].map(({ letter }) => letter?.mailboxAddress))
    const withLetters = owners.filter(({ contact }) => filled.has(contact.mailbox?.address)).map(row).slice(0, 200)
    const printed = { id: 'print', name: texts[language].printShop, operator: '', letters: letters.of({ kind: 'print', id: 'print' }).length }
    const examples = [printed, ...firstOfEachCase(owners).map(row)]
    const content = startPage({ withLetters, examples, isMissed: request.query.missed !== undefined }, language)
    return await sendPage(reply, language, '', texts[language].people, content)
  })

  // The number comes in the body, so that it stands in no address, history or log.
  scope.post('/search', async (request, reply) => {
    const language = languageOf(request)
    const number = request.body instanceof URLSearchParams ? request.body.get('number')?.trim() : undefined
    const person = number === undefined ? undefined : world.population.byNumber(number)
    const target = person?.contact.mailbox === undefined ? `${address('', language)}&missed=1` : address(`/${person.id}`, language)
    return await reply.redirect(target, 303)
  })
}

function letterRoutes (scope: FastifyInstance, world: World, letters: Letters): void {
  const find = (request: LetterRequest): { owner: Owner, message: MessageRecord } | undefined => {
    const owner = ownerOf(request.params.owner, world)
    const message = owner && letters.of(owner).find(({ messageId }) => messageId === request.params.letter)
    return owner === undefined || message === undefined ? undefined : { owner, message }
  }

  scope.get('/:owner', async (request: LetterRequest, reply) => {
    const language = languageOf(request)
    const owner = ownerOf(request.params.owner, world)
    if (owner === undefined) return await sendMissing(request, reply)
    const rows = letters.of(owner).map(message => letterView(message, owner))
    return await sendPage(reply, language, `/${owner.id}`, ownerName(owner, language), inboxPage(owner.id, rows, language), '')
  })

  scope.get('/:owner/letters/:letter', async (request: LetterRequest, reply) => {
    const language = languageOf(request)
    const found = find(request)
    if (found === undefined) return await sendMissing(request, reply)
    const view = letterView(found.message, found.owner)
    const { id } = found.owner
    return await sendPage(reply, language, `/${id}/letters/${view.id}`, view.title || texts[language].paperLetter, letterPage(id, view, language), `/${id}`)
  })

  scope.post('/:owner/letters/:letter/open', async (request: LetterRequest, reply) => {
    const found = find(request)
    if (found === undefined) return await sendMissing(request, reply)
    if (found.owner.kind === 'person') await letters.open(found.message)
    return await reply.redirect(address(`/${found.owner.id}/letters/${found.message.messageId}`, languageOf(request)), 303)
  })

  scope.get('/:owner/letters/:letter/documents/:number', async (request: LetterRequest, reply) => {
    const found = find(request)
    const mayRead = found !== undefined && (found.owner.kind === 'print' || found.message.openedAt !== undefined)
    const document = mayRead ? await letters.document(found.message, Number(request.params.number)) : undefined
    if (document === undefined) return await sendMissing(request, reply)
    const isInline = shownInline.has(document.mediaType)
    return await reply.headers({
      'content-type': isInline ? document.mediaType : 'application/octet-stream',
      'content-disposition': isInline ? 'inline' : `attachment; filename="${document.name.replaceAll(/[^\w.-]/g, '_')}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': documentPolicy,
      'cache-control': 'no-store'
    }).send(Buffer.from(document.content))
  })
}

/** Every page, with every header that a page of ours has. Nothing is stored: another citizen may sit down at the same machine. */
async function sendPage (
  reply: FastifyReply, language: PageLanguage, path: string, heading: string, content: Html, backTo?: string
): Promise<FastifyReply> {
  const page = layout({ language, path, heading, content, ...(backTo === undefined ? {} : { backTo }) })
  return await reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': pagePolicy,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'vary': 'accept-language'
  }).send(page)
}

/** One answer for a page that is not there, a letter that is not available yet, and somebody else's letter. */
async function sendMissing (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const language = languageOf(request)
  const content = html`<p class="ds-paragraph">${texts[language].missingText}</p>`
  return await sendPage(reply.code(404), language, '', texts[language].missing, content, '')
}

/** People without a mailbox have no page. */
function ownerOf (id: string, world: World): Owner | undefined {
  if (id === 'print') return { kind: 'print', id }
  const person = world.population.byId(id)
  return person?.contact.mailbox === undefined ? undefined : { kind: 'person', id, person }
}

function ownerName (owner: Owner, language: PageLanguage): string {
  return owner.kind === 'print' ? texts[language].printShop : `${owner.person.givenName} ${owner.person.familyName}`
}

function mailboxRow (person: Person, letters: Letters): MailboxRow {
  const provider = person.contact.mailbox?.provider
  return {
    id: person.id,
    name: `${person.givenName} ${person.familyName}`,
    operator: provider === undefined ? '' : operators[provider],
    letters: letters.of({ kind: 'person', id: person.id, person }).length
  }
}

function letterView (message: MessageRecord, owner: Owner): LetterView {
  return {
    id: message.messageId,
    title: message.letter?.title ?? '',
    sender: message.onBehalfOf,
    receivedAt: message.judgedAt ?? message.acceptedAt,
    isOpened: message.openedAt !== undefined,
    isPrinted: owner.kind === 'print',
    wantsReceipt: message.letter?.openingReceipt === true,
    documents: message.letter?.documents ?? []
  }
}

/** In the order of the cases. */
function firstOfEachCase (people: readonly Person[]): Person[] {
  return [...new Map(people.toReversed().map(person => [person.case, person])).values()].reverse()
}

function languageOf (request: FastifyRequest): PageLanguage {
  const asked = new URL(request.url, `http://sandbox${mailboxPath}`).searchParams.get('lang') ?? undefined
  return chooseLanguage(asked, request.headers['accept-language'])
}
