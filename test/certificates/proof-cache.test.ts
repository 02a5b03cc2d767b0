import { test } from 'tap'
import { ageOf, createProofCache, type ProofCache, type ProofShelf, type ProofSource } from '../../src/certificates/proof-cache.ts'
import type { RevocationProof } from '../../src/certificates/revocation-status.ts'

const start = new Date('2026-06-01T12:00:00Z').getTime()
const minuteMs = 60_000

/** A proof whose bytes tell from when to when it counts, in minutes after the start. */
interface Minutes { from: number, to: number | null }

interface Bench {
  clock: { minutes: number }
  /** What the authority answers; undefined: nothing. */
  authority: { says: Minutes | undefined }
  calls: { count: number }
  shelved: Map<string, { bytes: Uint8Array, at: Date }>
  cache: ProofCache<RevocationProof>
  source: ProofSource<RevocationProof>
  another: () => ProofCache<RevocationProof>
}

const at = (minutes: number): Date => new Date(start + minutes * minuteMs)
const encode = (minutes: Minutes): Uint8Array => Buffer.from(JSON.stringify(minutes))

function aBench (shelf?: ProofShelf): Bench {
  const clock = { minutes: 0 }
  const authority: Bench['authority'] = { says: { from: 0, to: 60 } }
  const calls = { count: 0 }
  const shelved: Bench['shelved'] = new Map()
  const inMemory: ProofShelf = {
    read: async key => shelved.get(key),
    write: async (key, bytes, fetchedAt) => { shelved.set(key, { bytes, at: fetchedAt }) }
  }
  const now = (): Date => at(clock.minutes)
  const another = (): ProofCache<RevocationProof> => createProofCache({ now, shelf: shelf ?? inMemory, graceMs: 120 * minuteMs })
  const source: ProofSource<RevocationProof> = {
    key: 'a',
    fetch: async () => {
      calls.count += 1
      if (authority.says === undefined) throw new Error('silence')
      return encode(authority.says)
    },
    prove: async bytes => {
      const { from, to } = JSON.parse(Buffer.from(bytes).toString()) as Minutes
      return { thisUpdate: at(from), nextUpdate: to === null ? undefined : at(to), statusOf: () => ({ kind: 'good' }) }
    }
  }
  return { clock, authority, calls, shelved, cache: another(), source, another }
}

test('createProofCache() fetches once while the proof is fresh, for all who ask at once', async t => {
  const { cache, source, calls, clock } = aBench()
  const ages = await Promise.all(Array.from({ length: 20 }, async () => (await cache.get(source))?.age))
  clock.minutes = 59
  t.strictSame([...new Set([...ages, (await cache.get(source))?.age])], ['fresh'])
  t.equal(calls.count, 1)
})

test('createProofCache() shares what one process fetched with the next', async t => {
  const { cache, source, calls, another } = aBench()
  await cache.get(source)
  t.match(await another().get(source), { age: 'fresh' })
  t.equal(calls.count, 1)
})

test('createProofCache() fetches anew when the proof\'s time is over', async t => {
  const { cache, source, calls, clock, authority } = aBench()
  await cache.get(source)
  clock.minutes = 61
  authority.says = { from: 61, to: 120 }
  t.match(await cache.get(source), { age: 'fresh', proof: { thisUpdate: at(61) } })
  t.equal(calls.count, 2)
})

test('createProofCache() gives the old proof in its grace when nobody answers, and says how old it is', async t => {
  const { cache, source, clock, authority } = aBench()
  await cache.get(source)
  authority.says = undefined
  clock.minutes = 61
  t.match(await cache.get(source), { age: 'grace' })
  clock.minutes = 181
  t.match(await cache.get(source), { age: 'old' })
})

test('createProofCache() does not ask again within a minute of a failure', async t => {
  const { cache, source, calls, clock, authority } = aBench()
  authority.says = undefined
  for (const minutes of [0, 0.5, 0.9]) {
    clock.minutes = minutes
    t.equal(await cache.get(source), undefined)
  }
  t.equal(calls.count, 1)
  clock.minutes = 1
  authority.says = { from: 1, to: 60 }
  t.match(await cache.get(source), { age: 'fresh' })
})

test('createProofCache() counts a proof whose time is over as a failure to answer', async t => {
  const { cache, source, calls, authority } = aBench()
  authority.says = { from: -100, to: -10 }
  t.match(await cache.get(source), { age: 'grace' })
  t.match(await cache.get(source), { age: 'grace' })
  t.equal(calls.count, 1)
})

test('createProofCache() never lets an older proof take a newer one\'s place', async t => {
  const { cache, source, clock, authority } = aBench()
  authority.says = { from: 0, to: 10 }
  await cache.get(source)
  clock.minutes = 11
  authority.says = { from: -100, to: 60 }
  t.match(await cache.get(source), { age: 'grace', proof: { thisUpdate: at(0) } })
})

test('createProofCache() passes over a proof from the future, and rubbish', async t => {
  const { cache, source, authority, shelved } = aBench()
  authority.says = { from: 10, to: 60 }
  shelved.set('a', { bytes: Buffer.from('rubbish'), at: at(0) })
  t.equal(await cache.get(source), undefined)
})

test('createProofCache() goes on without a shelf that fails', async t => {
  const failing = async (): Promise<never> => { throw new Error('the database is away') }
  const { cache, source } = aBench({ read: failing, write: failing })
  t.match(await cache.get(source), { age: 'fresh' })
})

test('createProofCache() asks for a list of a month once a day, however long ago it was made', async t => {
  const { cache, source, calls, clock, authority, another } = aBench()
  authority.says = { from: -2880, to: 40_320 }
  for (const minutes of [0, 1, 1439]) {
    clock.minutes = minutes
    t.match(await cache.get(source), { age: 'fresh' })
  }
  t.match(await another().get(source), { age: 'fresh' }, 'the next process knows when it was fetched')
  t.equal(calls.count, 1)
  clock.minutes = 1441
  t.match(await cache.get(source), { age: 'fresh' })
  t.equal(calls.count, 2)
})

test('createProofCache() holds to a list whose issuer stands by it when nobody answers after a day, and asks on', async t => {
  const { cache, source, calls, clock, authority, another } = aBench()
  authority.says = { from: 0, to: 43_200 }
  await cache.get(source)
  authority.says = undefined
  clock.minutes = 1441
  t.match(await cache.get(source), { age: 'due' })
  t.match(await another().get(source), { age: 'due' })
  clock.minutes = 1443
  t.match(await cache.get(source), { age: 'due' })
  t.equal(calls.count, 4)
})

const ages: [string, Minutes, number, string][] = [
  ['its own time', { from: 0, to: 60 }, 59, 'fresh'],
  ['no time of its own: an hour', { from: 0, to: null }, 59, 'fresh'],
  ['no time of its own, later', { from: 0, to: null }, 61, 'grace'],
  ['a month: a day of it', { from: 0, to: 43_200 }, 1439, 'fresh'],
  ['a month: more than a day of it', { from: 0, to: 43_200 }, 1441, 'due'],
  ['a month, just over', { from: 0, to: 43_200 }, 43_201, 'grace'],
  ['a month, and its end', { from: 0, to: 43_200 }, 43_200 + 121, 'old']
]
for (const [name, { from, to }, now, expected] of ages) {
  test(`ageOf() ${name}`, async t => {
    const proof: RevocationProof = { thisUpdate: at(from), nextUpdate: to === null ? undefined : at(to), statusOf: () => ({ kind: 'good' }) }
    t.equal(ageOf(proof, { now: () => at(now), graceMs: 120 * minuteMs }), expected)
  })
}
