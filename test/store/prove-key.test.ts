import { test } from 'tap'
import { proveKey } from '../../src/store/prove-key.ts'
import { aCipher, aDatabase } from '../support/database.ts'

test('proveKey() takes the first key and knows it again', async t => {
  const database = await aDatabase(t)
  const cipher = aCipher()
  await proveKey(database, cipher)
  await t.resolves(proveKey(database, cipher))
})

test('proveKey() refuses another key', async t => {
  const database = await aDatabase(t)
  await proveKey(database, aCipher())
  await t.rejects(proveKey(database, aCipher()), { code: 'ERR_STORE_KEY', message: 'Cannot open the database: it was begun with another master key' })
})

test('proveKey() lets one of two keys win that come at once', async t => {
  const database = await aDatabase(t)
  const results = await Promise.allSettled([aCipher(), aCipher()].map(cipher => proveKey(database, cipher)))
  t.strictSame(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})
