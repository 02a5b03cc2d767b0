import { test } from 'tap'
import { withoutWaiting } from '../../src/store/without-waiting.ts'
import { acceptedAt, aStore, inPieces, storeLetter, type TestStore } from '../support/a-store.ts'

async function isWaiting ({ database }: Pick<TestStore, 'database'>): Promise<unknown> {
  return (await database.query('select current_setting(\'synchronous_commit\') <> \'off\' as waits'))[0]?.waits
}

test('withoutWaiting is true, holds for the transaction around it, and no longer', async t => {
  const store = await aStore()
  await store.database.transaction(async () => {
    t.strictSame(await store.database.query(`select 1 as one where ${withoutWaiting}`), [{ one: 1 }])
    t.equal(await isWaiting(store), false)
  })
  t.equal(await isWaiting(store), true)
})

test('what links content waits for the disk, though what staged it did not', async t => {
  const store = await aStore()
  const { id: letterId } = await storeLetter(store)
  await store.records.contents.stage({ id: letterId, letterId, kind: 'package', number: 1 }, inPieces('a package'), acceptedAt)
  await store.records.shared(async () => {
    await store.records.contents.link([letterId], acceptedAt)
    t.equal(await isWaiting(store), true)
  })
})
