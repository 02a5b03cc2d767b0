import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { aStore, storeLetter } from '../support/a-store.ts'
import { createVaults } from '../../src/store/vaults.ts'

test('of() opens what was written while the letter was only begun', async t => {
  const store = await aStore()
  const id = randomUUID()
  store.vaults.begin(id)
  const sealed = (await store.vaults.of(id)).seal(Buffer.from('early'), 'here')
  await store.records.letters.insert({ ...await storeLetter(store), id }, 'lookup')
  const afterRestart = createVaults(store.database, store.cipher)
  t.equal(Buffer.from((await afterRestart.of(id)).open(sealed, 'here')).toString(), 'early')
})

test('of() knows no letter that is neither begun nor stored', async t => {
  await t.rejects((await aStore()).vaults.of(randomUUID()), RangeError)
})

test('settle() forgets a key that was never stored', async t => {
  const { vaults } = await aStore()
  const id = randomUUID()
  vaults.begin(id)
  vaults.settle(id)
  t.throws(() => vaults.wrapped(id), RangeError)
  await t.rejects(vaults.of(id), RangeError)
})

test('of() asks the database once for a letter it has open', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  let asked = 0
  const counting = { ...store.database, query: async (sql: string, values?: unknown[]) => { asked += 1; return store.database.query(sql, values) } }
  const vaults = createVaults(counting, store.cipher)
  for (const round of [1, 2, 3]) await vaults.of(id).then(() => { t.equal(asked, 1, `round ${round}`) })
})

test('of() refuses a key that was wrapped for another letter', async t => {
  const store = await aStore()
  const [first, second] = [await storeLetter(store), await storeLetter(store)]
  await store.database.query('update letter set data_key = (select data_key from letter where id = $2) where id = $1', [first.id, second.id])
  await t.rejects(store.vaults.of(first.id), { code: 'ERR_STORE_KEY' })
})
