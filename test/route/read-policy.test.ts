import { test } from 'tap'
import { noPolicy } from '../../src/route/policy.ts'
import { readPolicy } from '../../src/route/read-policy.ts'
import '../../src/config.ts' // which has typebox tell all mistakes

const read = (policy: unknown): unknown => readPolicy(JSON.stringify(policy))

test('readPolicy() reads every kind of row', t => {
  const policy = {
    version: '2026-03',
    rows: [
      { id: 'decisions-on-paper', sender: '313000001', class: 'decision', channels: ['print'] },
      { id: 'all', requireFreshContact: true, maxContactAgeMonths: 12, maxPackageBytes: 1_000_000, needsDecisionFor: ['protected', 'minor', 'abroad'] },
      { id: 'ladder', class: 'decision', ladder: { printAfterWorkingDays: 10, maxCostOre: 4000 } }
    ]
  }
  t.strictSame(read(policy), policy)
  t.strictSame(read(noPolicy), noPolicy)
  t.end()
})

test('readPolicy() names every mistake at once, and no value', t => {
  const policy = {
    version: 'a b',
    rows: [{ id: 'X' }, { id: 'a', maxContactAgeMonths: 19 }, { id: 'a', channels: ['fax'] }, { id: 'b', requireFreshContact: false }, { id: 'c', isReserved: 'hemmelig' }]
  }
  for (const place of ['/version', '/rows/0/id', '/rows/1/maxContactAgeMonths', '/rows/2/channels/0', '/rows/3/requireFreshContact', '/rows/4']) {
    t.throws(() => read(policy), { code: 'ERR_CONFIG_INVALID', message: new RegExp(`(: |; )${place} `) })
  }
  t.throws(() => read(policy), { message: /^(?!.*(fax|hemmelig))/ })
  t.end()
})

test('readPolicy() refuses rows that cannot be told apart and rows that demand nothing', t => {
  t.throws(() => read({ version: '1', rows: [{ id: 'a', channels: ['print'] }, { id: 'a', maxPackageBytes: 1 }] }), { message: /\/rows\/1\/id stands on an earlier row too$/ })
  t.throws(() => read({ version: '1', rows: [{ id: 'a', sender: '313000001', class: 'decision' }] }), { message: /\/rows\/0 demands nothing$/ })
  t.end()
})

test('readPolicy() refuses what is not JSON without repeating it', t => {
  t.throws(() => readPolicy('hemmelig'), { code: 'ERR_CONFIG_INVALID', message: 'Cannot use the policy: it is not JSON' })
  t.end()
})
