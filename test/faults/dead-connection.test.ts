// A connection to PostgreSQL that has died without a word is noticed, and the next statement gets another.
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'tap'
import { createDatabase, type Database } from '../../src/store/database.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { aPostgresUrl } from '../support/database.ts'
import { startProxy } from '../support/proxy.ts'
import { readStage } from '../support/stage.ts'

const isPostgres = readStage().backend === 'postgres'

for (const way of ['alone', 'in a transaction'] as const) {
  test(`a statement that is never answered ends as trouble of the database, ${way}`, async t => {
    if (!isPostgres) { t.comment('skipped: only PostgreSQL has connections (POSTBUD_TEST_DATABASE=postgres)'); return }
    const database = createDatabase(await openPostgres({
      connectionString: await aPostgresUrl(), maxConnections: 2, statementTimeoutMs: 500, onIdleError: () => {}
    }))
    t.teardown(() => database.close())
    const hang = (): Promise<unknown> => database.query('select pg_sleep(20)')
    const begun = Date.now()
    await t.rejects(way === 'alone' ? hang() : database.transaction(hang), { code: 'ERR_STORE_UNAVAILABLE' })
    t.ok(Date.now() - begun < 10_000)
    t.match(await database.query('select 1 as one'), [{ one: 1 }])
  })
}

test('what a transaction has locked is free again soon after its line has gone silent, and its caller is told', async t => {
  if (!isPostgres) { t.comment('skipped: only PostgreSQL has connections (POSTBUD_TEST_DATABASE=postgres)'); return }
  const direct = new URL(await aPostgresUrl())
  const proxy = await startProxy(Number(direct.port))
  t.teardown(() => proxy.close())
  const through = Object.assign(new URL(direct), { port: String(proxy.port) })
  const open = async ({ href }: URL): Promise<Database> => {
    const driver = await openPostgres({ connectionString: href, maxConnections: 2, statementTimeoutMs: 1_000, onIdleError: () => {} })
    const database = createDatabase(driver)
    t.teardown(() => database.close())
    return database
  }
  const [near, far] = [await open(direct), await open(through)]
  const lock = 'select pg_advisory_xact_lock(1)'
  const cutOff = far.transaction(async () => {
    await far.query(lock)
    proxy.silence()
    await far.query('select 1')
  })
  await t.rejects(cutOff, { code: 'ERR_STORE_UNAVAILABLE' })
  const begun = Date.now()
  while (!await near.transaction(async () => near.query(lock)).then(() => true, () => false));
  t.ok(Date.now() - begun < 5_000, 'not as long as a server waits for a silent client by itself')
  t.match(await far.query('select 1 as one'), [{ one: 1 }], 'over a new line')
})

test('a silent line that is used for the first time when another is found out is not waited for as long again', async t => {
  if (!isPostgres) { t.comment('skipped: only PostgreSQL has connections (POSTBUD_TEST_DATABASE=postgres)'); return }
  const direct = new URL(await aPostgresUrl())
  const proxy = await startProxy(Number(direct.port))
  t.teardown(() => proxy.close())
  const { href } = Object.assign(new URL(direct), { port: String(proxy.port) })
  const database = createDatabase(await openPostgres({ connectionString: href, maxConnections: 2, statementTimeoutMs: 2_000, onIdleError: () => {} }))
  t.teardown(() => database.close())
  const ask = (): Promise<unknown> => database.query('select pg_sleep(0.1)')
  await Promise.all([ask(), ask()])
  proxy.silence()
  const begun = Date.now()
  const first = ask()
  await pause(1_500)
  const second = ask()
  await Promise.all([first, second].map(asked => t.rejects(asked, { code: 'ERR_STORE_UNAVAILABLE' })))
  t.ok(Date.now() - begun < 3_200, `${Date.now() - begun} ms instead of 3 500`)
  t.equal(proxy.connections().silent, 0)
})
