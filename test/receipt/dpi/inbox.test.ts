import { test, type Test } from 'tap'
import { createInbox, type Inbox } from '../../../src/receipt/dpi/inbox.ts'
import { deserted, json, serve, type LocalServer } from '../../support/serve.ts'

const now = new Date('2026-03-01T10:00:00Z')

async function bench (
  t: Test, answer: Parameters<typeof serve>[1], baseUrl?: string, timeoutMs = 1500
): Promise<{ inbox: Inbox, server: LocalServer }> {
  const server = await serve(t, answer)
  const inbox = createInbox({
    baseUrl: baseUrl ?? server.url, token: () => Promise.resolve('token-1'), fetch, timeoutMs, channelName: 'postbud', now: () => now
  })
  return { inbox, server }
}

test('list() gives the first page of our channel, without what is no message', async t => {
  const page = [{ forretningsmelding: 'a.b.c', downloadurl: 'x' }, { forretningsmelding: null }, { forretningsmelding: 'd.e.f' }, 'garbage']
  const { inbox, server } = await bench(t, (_, response) => { json(response, page) })
  t.strictSame(await inbox.list(0), { messages: [{ raw: 'a.b.c' }, { raw: 'd.e.f' }], empty: 2, isFull: false })
  t.match(server.seen, [{ method: 'GET', url: '/messages/in?kanal=postbud&page_size=100&page=0', headers: { authorization: 'Bearer token-1' } }])
})

test('list() tells the id that a message is listed by, if it is safe in a path', async t => {
  const addresses = ['https://c2.example/messages/in/ff88849c-e281', 'https://c2.example/messages/in/..%2fx', 'https://c2.example/other', 7]
  const { inbox } = await bench(t, (_, response) => { json(response, addresses.map(downloadurl => ({ forretningsmelding: 'a.b.c', downloadurl }))) })
  t.strictSame((await inbox.list(0)).messages, [{ raw: 'a.b.c', listedAs: 'ff88849c-e281' }, ...Array.from({ length: 3 }, () => ({ raw: 'a.b.c' }))])
})

test('list() tells that a page is full, and gives the page it is asked for', async t => {
  const { inbox, server } = await bench(t, (_, response) => { json(response, Array.from({ length: 100 }, () => ({ forretningsmelding: null }))) })
  t.strictSame(await inbox.list(3), { messages: [], empty: 100, isFull: true })
  t.match(server.seen, [{ url: '/messages/in?kanal=postbud&page_size=100&page=3' }])
})

test('list() takes in parts what is too large at once, and passes over the message that is so by itself', async t => {
  const messages = Array.from({ length: 101 }, (_, index) => index === 7 ? 'm'.repeat(17 * 1024 * 1024) : index < 25 ? `${index}/`.padEnd(900_000, 'm') : `${index}/`)
  const { inbox, server } = await bench(t, (request, response) => {
    const { searchParams } = new URL(request.url, 'http://c2.example')
    const [size, page] = [Number(searchParams.get('page_size')), Number(searchParams.get('page'))]
    json(response, messages.slice(size * page, size * page + size).map(forretningsmelding => ({ forretningsmelding })))
  }, undefined, 30_000)
  const { messages: taken, empty, isFull } = await inbox.list(0)
  const first = taken.map(({ raw }) => raw.split('/')[0])
  t.strictSame(first, Array.from({ length: first.length + 1 }, (_, index) => String(index)).filter(index => index !== '7'), 'from the oldest, none left out but that one')
  t.ok(first.length >= 18, `${first.length} taken`)
  t.match({ empty, isFull }, { empty: 1, isFull: true })
  t.ok(server.seen.length < 30, `${server.seen.length} questions`)
  t.match(await inbox.list(1), { messages: [{ raw: '100/' }], empty: 0, isFull: false })
})

test('list() is empty when nothing is unread', async t => {
  const { inbox } = await bench(t, (_, response) => { response.writeHead(204).end() })
  t.strictSame(await inbox.list(0), { messages: [], empty: 0, isFull: false })
})

test('list() takes every other answer as trouble that passes', async t => {
  for (const [status, body] of [[303, ''], [401, ''], [403, ''], [500, ''], [200, '<html>'], [200, '{}']] as const) {
    const { inbox } = await bench(t, (_, response) => { response.writeHead(status, { location: 'http://127.0.0.1/x' }).end(body) })
    await t.rejects(inbox.list(0), { code: 'ERR_RECEIPT_UNAVAILABLE' }, `${status} ${body}`)
  }
})

test('list() waits as Retry-After says', async t => {
  const { inbox } = await bench(t, (_, response) => { json(response, {}, 429, { 'retry-after': '5' }) })
  await t.rejects(inbox.list(0), { code: 'ERR_RECEIPT_UNAVAILABLE', notBefore: new Date('2026-03-01T10:00:05Z') })
})

test('list() ends at its deadline, and without a connection', async t => {
  const { inbox } = await bench(t, (_, response) => { response.writeHead(200).write('[') })
  await t.rejects(inbox.list(0), { code: 'ERR_RECEIPT_UNAVAILABLE' })
  const unreachable = await bench(t, () => {}, await deserted())
  await t.rejects(unreachable.inbox.list(0), { code: 'ERR_RECEIPT_UNAVAILABLE' })
})

test('acknowledge() marks one message as read', async t => {
  const { inbox, server } = await bench(t, (_, response) => { response.writeHead(200).end() })
  t.equal(await inbox.acknowledge('ff88849c-e281-4809-8555-7cd54952b916'), true)
  t.match(server.seen, [{ method: 'POST', url: '/messages/in/ff88849c-e281-4809-8555-7cd54952b916/read' }])
})

test('acknowledge() is content with a message that was read before', async t => {
  const { inbox } = await bench(t, (_, response) => { response.writeHead(404).end() })
  t.equal(await inbox.acknowledge('a'), true)
})

test('acknowledge() tells of a message that may not be taken off the list', async t => {
  for (const status of [400, 403, 409, 410]) {
    const { inbox } = await bench(t, (_, response) => { response.writeHead(status).end() })
    t.equal(await inbox.acknowledge('a'), false, String(status))
  }
})

test('acknowledge() fails when it may not have been heard', async t => {
  for (const status of [303, 401, 408, 429, 500]) {
    const { inbox } = await bench(t, (_, response) => { response.writeHead(status).end() })
    await t.rejects(inbox.acknowledge('a'), { code: 'ERR_RECEIPT_UNAVAILABLE' })
  }
})
