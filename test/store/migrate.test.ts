import { readdirSync } from 'node:fs'
import { test } from 'tap'
import { createDatabase } from '../../src/store/database.ts'
import { migrate, pendingMigrations } from '../../src/store/migrate.ts'
import { aBareDriver } from '../support/database.ts'

const names = readdirSync(new URL('../../src/store/migrations', import.meta.url)).sort()

test('migrate() runs every file in order, once, however often it is called', async t => {
  const database = createDatabase(await aBareDriver(t))
  t.strictSame(await migrate(database), names)
  t.strictSame(await migrate(database), [])
  t.strictSame(await database.query('select name from migration order by name'), names.map(name => ({ name })))
})

test('migrate() by several processes at once runs every file once', async t => {
  const driver = await aBareDriver(t)
  const fiveTimes = <T> (work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 5 }, work))
  await fiveTimes(() => driver.outer.query('select 1')) // so that none of them is late for want of a connection
  const runs = await fiveTimes(() => migrate(createDatabase(driver)))
  t.strictSame(runs.flat().sort(), names)
})

test('pendingMigrations() names what was not run', async t => {
  const database = createDatabase(await aBareDriver(t))
  await migrate(database)
  t.strictSame(await pendingMigrations(database), [])
  await database.query('delete from migration where name = $1', [names[0]])
  t.strictSame(await pendingMigrations(database), names.slice(0, 1))
})

test('migrations are numbered without gaps', async t => {
  t.strictSame(names.map(name => Number(/^(\d{4})-[a-z-]+\.sql$/.exec(name)?.[1])), names.map((_, index) => index + 1))
})

test('0025 takes back what was counted of people\'s acts, and leaves the letters of case systems', async t => {
  const database = createDatabase(await aBareDriver(t))
  await migrate(database)
  await database.exec(`insert into traffic (sender, client, hour, letters)
    select '313000001', client, '2026-03-01T10:00:00Z', 1 from unnest(array['sender', 'hold/sender', 'decide/desk']) as client`)
  await database.query('delete from migration where name like \'0025-%\'')
  await migrate(database)
  t.strictSame(await database.query('select client from traffic'), [{ client: 'sender' }])
})
