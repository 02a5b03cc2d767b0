// The database refuses what the code's own table does not allow, whoever asks.
import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { attemptMoves, letterMoves } from '../../src/letter/states.ts'
import type { Database } from '../../src/store/database.ts'
import { aStore, storeAttempt, storeLetter } from '../support/a-store.ts'

const pairs = (moves: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(moves).flatMap(([from, tos]) => tos.map(to => `${from} > ${to}`)).sort()

const all = (moves: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.keys(moves).flatMap(from => Object.keys(moves).filter(to => to !== from).map(to => `${from} > ${to}`)).sort()

async function tableOf (database: Database, table: string): Promise<string[]> {
  return (await database.query(`select from_state || ' > ' || to_state as move from ${table}`)).map(({ move }) => String(move)).sort()
}

/** Tries every move there could be, each from a row put into the state past all triggers, and tells which went through. */
async function allowed (database: Database, table: string, moves: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const through: string[] = []
  for (const move of all(moves)) {
    const [from, to] = move.split(' > ')
    const works = await database.transaction(async () => {
      await database.exec('set local session_replication_role = replica')
      await database.query(`update ${table} set state = $1`, [from])
      await database.exec('set local session_replication_role = origin')
      await database.query(`update ${table} set state = $1`, [to])
    }).then(() => true, (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'PB001') return false
      throw error
    })
    if (works) through.push(move)
  }
  return through
}

test('letter_move is the table of letterMoves', async t => {
  const { database } = await aStore()
  t.strictSame(await tableOf(database, 'letter_move'), pairs(letterMoves))
})

test('attempt_move is the table of attemptMoves', async t => {
  const { database } = await aStore()
  t.strictSame(await tableOf(database, 'attempt_move'), pairs(attemptMoves))
})

test('the letter table lets exactly those moves through', async t => {
  const store = await aStore()
  await storeLetter(store)
  t.strictSame(await allowed(store.database, 'letter', letterMoves), pairs(letterMoves))
})

test('the attempt table lets exactly those moves through', async t => {
  const store = await aStore()
  await storeAttempt(store, (await storeLetter(store)).id)
  t.strictSame(await allowed(store.database, 'attempt', attemptMoves), pairs(attemptMoves))
})

for (const state of Object.keys(letterMoves).filter(name => name !== 'received')) {
  test(`the letter table takes no letter that begins as ${state}`, async t => {
    const { database } = await aStore()
    await t.rejects(database.query(
      `insert into letter (id, sender, reference, class, state, data_key, details, accepted_at, changed_at)
       values ($1, '313000001', 'r', 'decision', $2, '', '', now(), now())`, [randomUUID(), state]), { code: 'PB001' })
  })
}
