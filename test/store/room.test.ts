import { test } from 'tap'
import { createRoom } from '../../src/store/room.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const at = new Date('2026-03-01T10:00:00Z')

test('demand() refuses new letters when the database has taken its room', async t => {
  const database = await anEmptyDatabase()
  const now = (): Date => at
  await t.rejects(createRoom(database, { limitBytes: 1024 * 1024, now }).demand(), { code: 'ERR_STORE_FULL' })
  await t.resolves(createRoom(database, { limitBytes: 1024 ** 4, now }).demand())
})

test('used() tells the share that is taken, and nothing where there is no limit', async t => {
  const database = await anEmptyDatabase()
  const [row] = await database.query('select pg_database_size(current_database())::float8 as size')
  t.ok(Math.abs(await createRoom(database, { limitBytes: Number(row?.size) * 4, now: () => at }).used() - 0.25) < 0.05)
  t.equal(await createRoom({ ...database, query: async () => { throw new Error('asked') } }, { limitBytes: 0, now: () => at }).used(), 0)
})

test('used() asks every five seconds, and at once after a failure', async t => {
  let [asked, now, isDown] = [0, at, false]
  const query = async (): Promise<{ size: string }[]> => {
    asked += 1
    if (isDown) throw new Error('down')
    return [{ size: '10' }]
  }
  const room = createRoom({ ...await anEmptyDatabase(), query }, { limitBytes: 100, now: () => now })
  for (let turn = 0; turn < 3; turn += 1) t.equal(await room.used(), 0.1)
  t.equal(asked, 1)
  now = new Date(at.getTime() + 5_000)
  isDown = true
  await t.rejects(room.used())
  isDown = false
  t.equal(await room.used(), 0.1)
  t.equal(asked, 3)
})
