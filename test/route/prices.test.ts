import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { readPrices, tableAt } from '../../src/route/prices.ts'
import { publicPrices, publicPricesText } from '../support/prices.ts'

test('readPrices() takes the example of the documentation', async t => {
  const page = readFileSync(new URL('../../docs/prices.md', import.meta.url), 'utf8')
  t.strictSame(readPrices(/```json\n([^`]+)```/.exec(page)?.[1] ?? '').map(({ version }) => version), ['ours-2026-01'])
})

interface Loose { tables: Record<string, unknown>[] }

/** The public file with changes to its first table. */
function changed (...changes: Record<string, unknown>[]): string {
  const { tables } = JSON.parse(publicPricesText) as Loose
  return JSON.stringify({ tables: changes.map(change => ({ ...tables[0], ...change })) })
}

test('readPrices() takes the file the gateway comes with, the newest table first', async t => {
  t.strictSame(publicPrices.map(({ version, validFrom }) => [version, validFrom]), [['digdir-2024-01', '2024-01-01'], ['digdir-2021-01', '2021-01-01']])
  t.ok(publicPrices.every(({ print }) => print.isExample), 'no print price is public')
})

test('readPrices() names everything that is wrong', async t => {
  const text = changed({ transportOrePerThousand: 14.7, validFrom: 'soon', rebate: 1 })
  t.throws(() => readPrices(text), { code: 'ERR_CONFIG_INVALID', message: /\/tables\/0\/transportOrePerThousand.*\/tables\/0\/validFrom|\/tables\/0\/validFrom.*\/tables\/0\/transportOrePerThousand/ })
  t.throws(() => readPrices(text), { message: /rebate|additional/ })
})

for (const [what, text] of [['text that is not JSON', '{'], ['a list', '[]'], ['a file without tables', '{"tables":[]}']] as const) {
  test(`readPrices() refuses ${what}`, async t => {
    t.throws(() => readPrices(text), { code: 'ERR_CONFIG_INVALID', message: /^Cannot read the price tables: / })
  })
}

test('readPrices() refuses two tables of one day or one version, and a day that is none', async t => {
  const text = changed({}, {}, { version: 'other', validFrom: '2026-02-30' })
  t.throws(() => readPrices(text), { message: 'Cannot read the price tables: /tables/1/version stands twice; /tables/1/validFrom stands twice; /tables/2/validFrom is not a date' })
})

test('readPrices() refuses steps that do not rise', async t => {
  const step = { upToBytes: 5, ore: 1 }
  const steps = { steps: [step, step], above: { ore: 1 } }
  t.throws(() => readPrices(changed({ mailbox: { eboks: steps, digipost: { ...steps, steps: [step] } } })), { message: /: \/tables\/0\/mailbox\/eboks\/steps do not rise$/ })
})

test('tableAt() changes at midnight in Norway', async t => {
  t.equal(tableAt(publicPrices, new Date('2023-12-31T22:59:59Z'))?.version, 'digdir-2021-01')
  t.equal(tableAt(publicPrices, new Date('2023-12-31T23:00:00Z'))?.version, 'digdir-2024-01')
  t.equal(tableAt(publicPrices, new Date('2020-12-31T22:00:00Z')), undefined)
})

test('tableAt() takes tables in any order of the file', async t => {
  const tables = readPrices(changed({ version: 'b', validFrom: '2025-07-01' }, { version: 'c', validFrom: '2026-01-01' }, { version: 'a', validFrom: '2025-01-01' }))
  t.strictSame(['2025-06-30', '2025-07-01', '2026-12-31'].map(day => tableAt(tables, new Date(`${day}T12:00:00Z`))?.version), ['a', 'b', 'c'])
})
