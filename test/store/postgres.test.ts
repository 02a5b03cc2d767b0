import { test } from 'tap'
import { createDatabase } from '../../src/store/database.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { aPostgresUrl } from '../support/database.ts'
import { readStage } from '../support/stage.ts'

const onPostgres = { skip: readStage().backend !== 'postgres' && 'POSTBUD_TEST_DATABASE is not postgres' }
const nowhere = 'postgres://postgres@127.0.0.1:1/none'

test('openPostgres() tells a server it cannot reach from other trouble', async t => {
  await t.rejects(openPostgres({ connectionString: nowhere, maxConnections: 1, onIdleError: () => {} }), { code: 'ERR_STORE_UNAVAILABLE' })
})

test('openPostgres() tells a caller that no connection became free in time', onPostgres, async t => {
  const driver = await openPostgres({ connectionString: await aPostgresUrl(), maxConnections: 1, connectTimeoutMs: 1_000, onIdleError: () => {} })
  t.teardown(() => driver.close())
  await driver.transaction(async () => {
    await t.rejects(driver.transaction(async () => 1), { code: 'ERR_STORE_UNAVAILABLE' })
    await t.rejects(driver.outer.query('select 1'), { code: 'ERR_STORE_UNAVAILABLE' })
  })
})

test('openPostgres() survives that its connections are ended, and says so', onPostgres, async t => {
  const told = Promise.withResolvers<Error>()
  const driver = await openPostgres({ connectionString: await aPostgresUrl(), maxConnections: 2, onIdleError: told.resolve })
  t.teardown(() => driver.close())
  await driver.transaction(async session => {
    await driver.outer.query('select 1')
    await session.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')
  })
  t.match((await told.promise).message, /terminat/)
  t.match(await driver.outer.query('select 1 as one'), { rows: [{ one: 1 }] })
})

test('openPostgres() calls a connection that ended inside a transaction unavailable', onPostgres, async t => {
  const driver = await openPostgres({ connectionString: await aPostgresUrl(), maxConnections: 2, onIdleError: () => {} })
  t.teardown(() => driver.close())
  await t.rejects(driver.transaction(session => session.query('select pg_terminate_backend(pg_backend_pid())')), { code: 'ERR_STORE_UNAVAILABLE' })
  t.match(await createDatabase(driver).query('select 1 as one'), [{ one: 1 }])
})

test('openPostgres() calls every further statement on a connection that broke unavailable', onPostgres, async t => {
  const driver = await openPostgres({ connectionString: await aPostgresUrl(), maxConnections: 2, onIdleError: () => {} })
  t.teardown(() => driver.close())
  await t.rejects(driver.transaction(async session => {
    await t.rejects(session.query('select pg_terminate_backend(pg_backend_pid())'), { code: 'ERR_STORE_UNAVAILABLE' })
    await t.rejects(session.query('select 1'), { code: 'ERR_STORE_UNAVAILABLE' })
    await session.query('select 1')
  }), { code: 'ERR_STORE_UNAVAILABLE' })
  t.match(await driver.outer.query('select 1 as one'), { rows: [{ one: 1 }] })
})

test('openPostgres() has a statement that waits for a lock given up by the server too: it is not done after all when the lock is free', onPostgres, async t => {
  const connectionString = await aPostgresUrl()
  const driver = await openPostgres({ connectionString, maxConnections: 2, statementTimeoutMs: 1_000, onIdleError: () => {} })
  t.teardown(() => driver.close())
  await driver.outer.exec('create table counted (number int); insert into counted values (0)')
  const raise = 'update counted set number = number + $1'
  await driver.transaction(async session => {
    await session.query(raise, [1])
    await t.rejects(driver.outer.query(raise, [10]), { code: 'ERR_STORE_UNAVAILABLE', cause: { code: '55P03' } })
    t.match(await driver.outer.query('select 1 as one'), { rows: [{ one: 1 }] }, 'the others go on')
  })
  t.match(await driver.outer.query('select number from counted'), { rows: [{ number: 1 }] })
})

test('a group in which one waits for a lock in vain is done one by one', onPostgres, async t => {
  const connectionString = await aPostgresUrl()
  const driver = await openPostgres({ connectionString, maxConnections: 3, statementTimeoutMs: 1_000, onIdleError: () => {} })
  const holder = await openPostgres({ connectionString, maxConnections: 1, onIdleError: () => {} })
  t.teardown(() => Promise.all([driver.close(), holder.close()]))
  const database = createDatabase(driver)
  await database.exec('create table kept (id int, number int); insert into kept values (1, 0), (2, 0)')
  const raise = (id: number): Promise<unknown> => database.inTurn(String(id), () => database.query('update kept set number = number + 1 where id = $1', [id]))
  await holder.transaction(async session => {
    await session.query('select 1 from kept where id = $1 for update', [1])
    t.strictSame((await Promise.allSettled([raise(1), raise(2)])).map(({ status }) => status), ['rejected', 'fulfilled'])
  })
})

test('openPostgres() plans a statement anew, so that one of an empty table finds its way in a full one', onPostgres, async t => {
  const driver = await openPostgres({ connectionString: await aPostgresUrl(), maxConnections: 1, plansLastMs: 3_000, onIdleError: () => {} })
  t.teardown(() => driver.close())
  await driver.outer.exec('create table filling (id int primary key, note text) with (autovacuum_enabled = false); insert into filling values (1, \'a\')')
  const wholeReads = (): Promise<unknown> => driver.transaction(async session => {
    await session.query('select note from filling where id = any($1::int[])', [[1]])
    const { rows: [row] } = await session.query('select seq_scan from pg_stat_xact_user_tables where relname = $1', ['filling'])
    return Number(row?.seq_scan)
  })
  // From the sixth time on a connection keeps the plan it has.
  for (let time = 0; time < 7; time += 1) await wholeReads()
  await driver.outer.exec('insert into filling select number, repeat(\'b\', 200) from generate_series(2, 20000) as number')
  const before = await wholeReads()
  await new Promise(resolve => setTimeout(resolve, 3_050))
  t.strictSame([before, await wholeReads()], [1, 0])
})

test('openPostgres() asks the queue\'s tables again after a newer version has added a column', onPostgres, async t => {
  const driver = await openPostgres({ connectionString: await aPostgresUrl(), maxConnections: 1, onIdleError: () => {} })
  t.teardown(() => driver.close())
  const ask = (): Promise<{ rows: Record<string, unknown>[] }> => driver.outer.query('select * from pgboss.newly where a = $1', [1])
  await driver.outer.exec('create schema if not exists pgboss; create table pgboss.newly (a int); insert into pgboss.newly values (1)')
  t.match(await ask(), { rows: [{ a: 1 }] })
  await driver.outer.exec('alter table pgboss.newly add column b int default 2')
  await t.rejects(ask(), { code: '0A000' })
  t.match(await ask(), { rows: [{ a: 1, b: 2 }] })
})
