import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'tap'
import type { AuditPlace, AuditProof } from '../../src/letter/audit.ts'
import { createAudit } from '../../src/store/audit.ts'
import { createDatabase } from '../../src/store/database.ts'
import { createEvents } from '../../src/store/events.ts'
import { migrate } from '../../src/store/migrate.ts'
import { acceptedAt, aStore, storeLetter, type TestStore } from '../support/a-store.ts'
import { aBareDriver } from '../support/database.ts'

const zero = '00'.repeat(32)

async function logSome (store: TestStore, count: number, letterId?: string): Promise<void> {
  for (let place = 0; place < count; place += 1) {
    await store.records.log({ ...letterId !== undefined && { letterId }, type: 'letter.waiting', at: new Date(acceptedAt.getTime() + place), data: { code: 'ERR_Æ', place, b: null } })
  }
}

/** Events that nobody has numbered, in one statement. */
async function logMany ({ database }: TestStore, count: number): Promise<void> {
  await database.query(
    'insert into letter_event (letter_id, type, at, data) select gen_random_uuid(), \'letter.waiting\', $1, \'{"ordinal":1}\' from generate_series(1, $2::int)', [acceptedAt, count])
}

/** All of the chain computed anew, piece by piece. */
async function proveAll ({ audit }: TestStore): Promise<AuditProof> {
  let proof = await audit.prove()
  while (proof.broken === null && proof.checked < proof.end) proof = await audit.prove(proof)
  return proof
}

/** Does something that the triggers refuse. */
async function behindTheTriggers ({ database }: TestStore, sql: string): Promise<void> {
  await database.exec(`alter table letter_event disable trigger user; ${sql}; alter table letter_event enable trigger user`)
}

/** The chain as anyone can compute it who knows what is written in docs/operations.md. */
function chained (before: string, entry: string): string {
  const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
  return sha256(Buffer.from(before, 'hex'), sha256(Buffer.from(entry))).toString('hex')
}

test('entries() give the very texts that are hashed, and SHA-256 alone verifies them', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await logSome(store, 2, id)
  await logSome(store, 1)
  await store.events.number()
  const entries = await store.audit.entries(0, 10)
  t.equal(entries[0]?.entry, `[1, "${id}", "letter.waiting", "2026-03-01T10:00:00.000000Z", {"b": null, "code": "ERR_Æ", "place": 0}]`)
  t.strictSame(JSON.parse(entries[2]?.entry ?? ''), [3, null, 'letter.waiting', '2026-03-01T10:00:00.000000Z', { b: null, code: 'ERR_Æ', place: 0 }])
  let chain = zero
  for (const entry of entries) {
    chain = chained(chain, entry.entry)
    t.equal(entry.chain, chain)
  }
  t.match(await proveAll(store), { outside: 0, checked: 3, end: 3, chain, broken: null })
  t.strictSame(await store.audit.entries(1, 1), entries.slice(1, 2))
})

test('the chain is the same whatever time zone and date style a session has', async t => {
  const store = await aStore()
  await logSome(store, 3)
  await store.events.number()
  const before = [await store.audit.entries(0, 10), await proveAll(store)]
  const after = await store.database.transaction(async () => {
    await store.database.exec('set local time zone \'America/St_Johns\'; set local datestyle to \'German\'; set local extra_float_digits to 0')
    await store.records.log({ type: 'letter.waiting', at: acceptedAt, data: {} })
    const told = [await store.audit.entries(0, 10), await proveAll(store)]
    await store.events.number()
    return told
  })
  t.strictSame(after, before)
  t.match(await proveAll(store), { end: 4, broken: null })
})

test('number() chains what many write while others number, without a gap', async t => {
  const store = await aStore()
  const writing = Promise.all(Array.from({ length: 20 }, () => store.records.transaction(() => logSome(store, 5))))
  await Promise.all(Array.from({ length: 6 }, () => store.events.number()))
  await writing
  await store.events.number()
  t.match(await proveAll(store), { checked: 100, end: 100, broken: null })
})

test('prove() goes on from piece to piece of a long log', async t => {
  const store = await aStore()
  await logMany(store, 12_000)
  await store.events.number()
  const first = await store.audit.prove()
  t.match(first, { checked: 5_000, end: 12_000, broken: null })
  t.match(await proveAll(store), { checked: 12_000, end: 12_000, broken: null })
  const forged: AuditPlace = { ...first, chain: zero }
  t.match(await store.audit.prove(forged), { broken: 5_001 })
})

test('what was logged is neither changed nor deleted, before and after it has its number', async t => {
  const store = await aStore()
  await logSome(store, 2)
  const refused = async (sql: string): Promise<void> => { await t.rejects(store.database.query(sql), { code: 'PB002' }, sql) }
  for (const column of ['letter_id = gen_random_uuid()', 'type = \'letter.opened\'', 'at = now()', 'data = \'{}\'']) await refused(`update letter_event set ${column}`)
  await refused('delete from letter_event')
  await store.events.number()
  for (const column of ['number = number + 10', 'number = null', 'chain = null', 'data = \'{}\'']) await refused(`update letter_event set ${column}`)
  await refused('delete from letter_event where number = 2')
  t.match(await proveAll(store), { end: 2, broken: null })
})

const tampering: [what: string, sql: string, broken: number][] = [
  ['changes one', 'update letter_event set data = \'{"place":7}\' where number = 3', 3],
  ['moves one in time by a microsecond', 'update letter_event set at = at + interval \'1 microsecond\' where number = 2', 2],
  ['removes one', 'delete from letter_event where number = 2', 2],
  ['removes one and closes the gap', 'delete from letter_event where number = 2; update letter_event set number = number - 1 where number > 2', 2],
  ['removes the last', 'delete from letter_event where number = 5', 5],
  ['removes the last and sets the counter back', 'delete from letter_event where number = 5; update event_counter set last = 4, chained = 4', 5],
  ['removes all', 'truncate letter_event', 1],
  ['says that there was no chain', 'update event_counter set chain_after = 3', 4]
]

for (const [what, sql, broken] of tampering) {
  test(`prove() finds it when somebody ${what}`, async t => {
    const store = await aStore()
    await logSome(store, 5)
    await store.events.number()
    await behindTheTriggers(store, sql)
    t.match(await proveAll(store), { broken })
  })
}

test('prove() finds a last event that was replaced with a chain of its own', async t => {
  const store = await aStore()
  await logSome(store, 2)
  await store.events.number()
  const [first, last] = await store.audit.entries(0, 2)
  const entry = (last?.entry ?? '').replace('"place": 1', '"place": 9')
  await behindTheTriggers(store, `update letter_event set data = data || '{"place":9}', chain = decode('${chained(first?.chain ?? '', entry)}', 'hex') where number = 2`)
  t.match(await store.audit.entries(1, 1), [{ entry, chain: chained(first?.chain ?? '', entry) }])
  t.match(await proveAll(store), { end: 2, broken: 3 })
})

test('what a gateway of the version before numbers without a chain gets its links with the next', async t => {
  const store = await aStore()
  await logSome(store, 2)
  await store.events.number()
  await logSome(store, 2)
  await store.database.exec(`update letter_event set number = 3 + id - (select min(id) from letter_event where number is null) where number is null;
    update event_counter set last = 4`)
  t.match(await proveAll(store), { end: 2, broken: null })
  await logSome(store, 1)
  await store.events.number()
  t.match(await proveAll(store), { checked: 5, end: 5, broken: null })
  t.strictSame(await store.database.query('select last::int, chained::int from event_counter'), [{ last: 5, chained: 5 }])
})

test('migration 0026 begins the chain after what was numbered before it', async t => {
  const database = createDatabase(await aBareDriver(t))
  const folder = new URL('../../src/store/migrations/', import.meta.url)
  await database.exec('create table migration (name text primary key, applied_at timestamptz not null default now())')
  for (const name of readdirSync(folder).sort().filter(name => name < '0026')) {
    await database.exec(readFileSync(new URL(name, folder), 'utf8'))
    await database.query('insert into migration (name) values ($1)', [name])
  }
  await database.exec(`insert into letter_event (number, type, at, data) select nullif(place, 3), 'letter.waiting', now(), '{}' from generate_series(1, 3) as place;
    update event_counter set last = 2`)
  t.match(await migrate(database), ['0026-audit-chain.sql'])
  const audit = createAudit(database)
  t.match(await audit.prove(), { outside: 2, checked: 2, end: 2, broken: null })
  await createEvents(database).number()
  t.match(await audit.prove(), { outside: 2, checked: 3, end: 3, broken: null })
  const [first, , last] = await audit.entries(0, 10)
  t.strictSame([first?.chain, last?.chain], [null, chained(zero, last?.entry ?? '')])
})
