import { test, type Test } from 'tap'
import { createContactChangeFeed } from '../../../src/lookup/krr/change-feed.ts'
import type { ChangeFeed } from '../../../src/lookup/registers.ts'
import { json, serve, type LocalServer } from '../../support/serve.ts'

const numbers = ['20914695016', '03851598730']
const now = new Date('2026-03-01T10:00:00Z')

async function bench (t: Test, answer: Parameters<typeof serve>[1]): Promise<{ feed: ChangeFeed, server: LocalServer }> {
  const server = await serve(t, answer)
  return { feed: createContactChangeFeed({ baseUrl: server.url, token: () => Promise.resolve('t'), fetch, timeoutMs: 5000, now: () => now }), server }
}

/** A feed that answers each call with this. */
async function answering (t: Test, body: unknown): Promise<ChangeFeed> {
  return (await bench(t, (_, response) => { json(response, body) })).feed
}

function page (changes: Record<string, unknown> = {}): Record<string, unknown> {
  const list = numbers.map(personidentifikator => ({ personidentifikator, reservasjon: 'NEI', status: 'AKTIV', kontaktinformasjon: { epostadresse: 'a@example.com' } }))
  return { list, fraEndringsId: 23, tilEndringsId: 33, sisteEndringsId: 38, ...changes }
}

test('changes() asks in one POST with the cursor in the body, and takes nothing but who changed', async t => {
  const { feed, server } = await bench(t, (_, response) => { json(response, page()) })
  t.strictSame(await feed.changes('23'), { people: numbers, next: '33', isMore: true })
  t.strictSame(server.seen.map(({ method, url, body }) => [method, url, String(body)]), [['POST', '/rest/v2/krr/hentEndringer', '{"fraEndringsId":23}']])
})

test('changes() ends where the register ends', async t => {
  t.strictSame(await (await answering(t, page({ tilEndringsId: 38 }))).changes('33'), { people: numbers, next: '38', isMore: false })
})

test('changes() tells of nobody when the page ends at the cursor, even if the register names the last one again', async t => {
  for (const list of [[], [{ personidentifikator: numbers[0] }]]) {
    t.strictSame(await (await answering(t, page({ list, tilEndringsId: 38 }))).changes('38'), { people: [], next: '38', isMore: false })
  }
})

test('changes() names each person once and passes over entries it cannot read', async t => {
  const list = [{ personidentifikator: numbers[0] }, { personidentifikator: numbers[0] }, { personidentifikator: '' }, 'x', null, {}]
  t.strictSame((await (await answering(t, page({ list }))).changes('23')).people, [numbers[0]])
})

test('changes() does not go on when the register stands before the cursor', async t => {
  await t.rejects((await answering(t, page())).changes('39'), { code: 'ERR_LOOKUP_UNREADABLE', message: 'Cannot go on in the changes of KRR: they end before the cursor' })
})

test('changes() and latest() refuse a page without its list or ends', async t => {
  for (const changes of [{ list: undefined }, { list: {} }, { tilEndringsId: undefined }, { sisteEndringsId: '' }]) {
    const feed = await answering(t, page(changes))
    await t.rejects(feed.changes('23'), { code: 'ERR_LOOKUP_UNREADABLE' })
    await t.rejects(feed.latest(), { code: 'ERR_LOOKUP_UNREADABLE' })
  }
})

test('changes() refuses a cursor that was never given', async t => {
  await t.rejects((await answering(t, page())).changes('now'), RangeError)
})

test('latest() is where the register stands', async t => {
  t.equal(await (await answering(t, page())).latest(), '38')
})

test('changes() counts Retry-After in seconds', async t => {
  const { feed } = await bench(t, (_, response) => { json(response, {}, 429, { 'retry-after': '2' }) })
  await t.rejects(feed.changes('23'), { code: 'ERR_LOOKUP_UNAVAILABLE', notBefore: new Date('2026-03-01T10:00:02Z') })
})
