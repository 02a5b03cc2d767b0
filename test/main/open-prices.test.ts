import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { openPrices } from '../../src/main/open-prices.ts'
import { publicPrices } from '../support/prices.ts'

test('openPrices() reads the public prices unless told otherwise', async t => {
  t.strictSame(await openPrices({}), publicPrices)
})

test('openPrices() reads the operator\'s file in their place', async t => {
  const file = join(t.testdir(), 'prices.json')
  const [first] = publicPrices
  writeFileSync(file, JSON.stringify({ tables: [{ ...first, version: 'ours' }] }))
  t.strictSame((await openPrices({ POSTBUD_PRICES_FILE: file })).map(({ version }) => version), ['ours'])
})

test('openPrices() names what is wrong', async t => {
  const file = join(t.testdir(), 'prices.json')
  writeFileSync(file, '{"tables":[{}]}')
  await t.rejects(openPrices({ POSTBUD_PRICES_FILE: file }), { code: 'ERR_CONFIG_INVALID', message: /\/tables\/0/ })
  await t.rejects(openPrices({ POSTBUD_PRICES_FILE: '/nowhere' }), { code: 'ERR_CONFIG_INVALID', message: /POSTBUD_PRICES_FILE names no readable file/ })
})
