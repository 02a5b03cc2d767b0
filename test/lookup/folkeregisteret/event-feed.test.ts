import { test, type Test } from 'tap'
import { createEventFeed } from '../../../src/lookup/folkeregisteret/event-feed.ts'
import type { ChangeFeed } from '../../../src/lookup/registers.ts'
import { json, serve, type LocalServer } from '../../support/serve.ts'

const number = '16852749559'
const now = new Date('2026-03-01T10:00:00Z')

async function bench (t: Test, answer: Parameters<typeof serve>[1]): Promise<{ feed: ChangeFeed, server: LocalServer }> {
  const server = await serve(t, answer)
  return { feed: createEventFeed({ baseUrl: server.url, token: () => Promise.resolve('t'), fetch, timeoutMs: 5000, now: () => now }), server }
}

/** A feed that answers each call with this. */
async function answering (t: Test, body: unknown): Promise<ChangeFeed> {
  return (await bench(t, (_, response) => { json(response, body) })).feed
}

function event (sekvensnummer: number, hendelsetype = 'personErDoed', folkeregisteridentifikator = number): object {
  return { sekvensnummer, hendelse: { folkeregisteridentifikator, hendelsetype, hendelsesdokument: 'h', persondokument: 'p', ajourholdstidspunkt: now.toISOString() } }
}

test('changes() asks from the event after the cursor, without a number of anybody in the URL', async t => {
  const { feed, server } = await bench(t, (_, response) => { json(response, [event(41)]) })
  t.strictSame(await feed.changes('40'), { people: [number], next: '41', isMore: false })
  t.strictSame(server.seen.map(({ method, url }) => `${method} ${url}`), ['GET /v1/hendelser/feed?seq=41'])
})

test('changes() stays where it is when there is nothing new', async t => {
  t.strictSame(await (await answering(t, [])).changes('40'), { people: [], next: '40', isMore: false })
})

test('changes() names each person once, whatever the order of the events', async t => {
  const feed = await answering(t, [event(43, 'endringIStatus', '20914695016'), event(41), event(42, 'endringIAdressebeskyttelse')])
  t.strictSame(await feed.changes('40'), { people: ['20914695016', number], next: '43', isMore: false })
})

test('changes() passes over events that mean nothing to a letter, and types it does not know', async t => {
  const others = ['endringIKjoenn', 'endringISivilstand', 'endringIFamilierelasjon', 'endringIDeltBosted', 'personErHibernert', '']
  t.strictSame(await (await answering(t, others.map((type, index) => event(41 + index, type)))).changes('40'), { people: [], next: '46', isMore: false })
  t.strictSame(await (await answering(t, [{ sekvensnummer: 41 }, { sekvensnummer: 42, hendelse: { hendelsetype: 'personErDoed' } }])).changes('40'),
    { people: [], next: '42', isMore: false })
})

test('changes() knows that another page waits when this one is full', async t => {
  const page = (count: number): object[] => Array.from({ length: count }, (_, index) => event(41 + index))
  t.match(await (await answering(t, page(1000))).changes('40'), { next: '1040', isMore: true })
  t.match(await (await answering(t, page(999))).changes('40'), { next: '1039', isMore: false })
})

test('changes() never goes back', async t => {
  t.strictSame(await (await answering(t, [event(12)])).changes('40'), { people: [], next: '40', isMore: false })
})

test('changes() refuses what is no list of numbered events', async t => {
  for (const body of [{}, { hendelser: [] }, [event(41), { hendelse: {} }], [event(41), null], [{ ...event(41), sekvensnummer: '41' }]]) {
    await t.rejects((await answering(t, body)).changes('40'), { code: 'ERR_LOOKUP_UNREADABLE' })
  }
})

test('changes() refuses a cursor that was never given', async t => {
  const { feed, server } = await bench(t, (_, response) => { json(response, []) })
  await t.rejects(feed.changes('../personer'), RangeError)
  t.equal(server.seen.length, 0)
})

test('latest() reads the last number, as an object or bare', async t => {
  for (const body of [{ sekvensnummer: 40241 }, 40241]) t.equal(await (await answering(t, body)).latest(), '40241')
  for (const body of [{}, [], null, '40241', { sekvensnummer: -1 }]) await t.rejects((await answering(t, body)).latest(), { code: 'ERR_LOOKUP_UNREADABLE' })
})

test('changes() and latest() count Retry-After in milliseconds', async t => {
  const { feed } = await bench(t, (_, response) => { json(response, {}, 429, { 'retry-after': '1500' }) })
  const busy = { code: 'ERR_LOOKUP_UNAVAILABLE', notBefore: new Date('2026-03-01T10:00:01.500Z') }
  await t.rejects(feed.changes('40'), busy)
  await t.rejects(feed.latest(), busy)
})
