import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { backOffTable, plannedWaitMs, troubleOf, tryAgainAt, type Trouble } from '../../src/journey/back-off.ts'
import { errorTable, type ErrorCode } from '../../src/letter/error-table.ts'
import { seeded } from '../support/seeded.ts'

const now = new Date('2026-03-01T10:00:00Z')
const troubles = Object.keys(backOffTable) as Trouble[]
const waitMs = (trouble: Trouble, failures: number, random: number): number =>
  tryAgainAt(trouble, failures, now, () => random).getTime() - now.getTime()

for (const trouble of troubles) {
  test(`plannedWaitMs() of ${trouble} doubles up to the longest, and never beyond`, async t => {
    const { firstMs, longestMs } = backOffTable[trouble]
    const waits = Array.from({ length: 40 }, (_, failures) => plannedWaitMs(trouble, failures))
    t.equal(waits[0], firstMs)
    t.ok(waits.every((wait, at) => wait === Math.min((waits[at - 1] ?? firstMs / 2) * 2, longestMs)))
    t.equal(plannedWaitMs(trouble, 1_000_000), longestMs)
  })

  test(`tryAgainAt() of ${trouble} is within 10 % of the plan on average, and spread out`, async t => {
    const random = seeded(7)
    const letters = 2_000
    for (const failures of [0, 3, 6, 30]) {
      const waits = Array.from({ length: letters }, () => waitMs(trouble, failures, random()))
      const [plan, mean] = [plannedWaitMs(trouble, failures), waits.reduce((sum, wait) => sum + wait, 0) / letters]
      t.ok(Math.abs(mean / plan - 1) < 0.1, `${failures}: ${mean} of ${plan} ms`)
      t.ok(Math.min(...waits) < plan * 0.6 && Math.max(...waits) > plan * 1.4, 'spread out')
      t.ok(waits.every(wait => wait >= plan * 0.5 && wait < plan * 1.5 + 1))
    }
  })
}

test('tryAgainAt() obeys the other side\'s own moment, unless ours is later', async t => {
  const [soon, late] = [new Date(now.getTime() + 1), new Date(now.getTime() + 3_600_000)]
  t.strictSame(tryAgainAt('mailbox', 0, now, () => 0, late), late)
  t.strictSame(tryAgainAt('mailbox', 0, now, () => 0, soon), new Date(now.getTime() + 1000))
})

test('troubleOf() has a row for every code that passes', async t => {
  const rows: [ErrorCode, Trouble, Trouble][] = [
    ['ERR_LOOKUP_UNAVAILABLE', 'register', 'register'], ['ERR_MASKINPORTEN_UNAVAILABLE', 'register', 'register'],
    ['ERR_SEAL_CERTIFICATE_EXPIRED', 'keys', 'keys'], ['ERR_CRYPTO_CUSTODY', 'keys', 'keys'], ['ERR_CRYPTO_REVOCATION_UNKNOWN', 'keys', 'keys'],
    ['ERR_DISPATCH_UNAVAILABLE', 'mailbox', 'print'], ['ERR_DISPATCH_UNCERTAIN', 'mailbox', 'print'], ['ERR_DISPATCH_THROTTLED', 'throttled', 'throttled'],
    ['ERR_STORE_UNAVAILABLE', 'gateway', 'gateway'], ['ERR_HTTP_INTERNAL', 'gateway', 'gateway']
  ]
  for (const [code, toMailbox, toPrint] of rows) t.strictSame([troubleOf(code, 'digipost'), troubleOf(code, 'print')], [toMailbox, toPrint], code)
  const rooms = Object.entries(errorTable).filter(([code, { family }]) => family === 'retry' && /^ERR_(LOOKUP|MASKINPORTEN|SEAL|CRYPTO|DISPATCH)_/.test(code))
  t.ok(rooms.every(([code]) => troubleOf(code as ErrorCode, 'eboks') !== 'gateway'))
})

/** Whole hours, minutes and seconds; no more than two of them. */
function told (ms: number): string {
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.round(ms / 1000) % 60]
  return [[hours, 'h'], [minutes, 'min'], [seconds, 's']].filter(([count]) => count !== 0).slice(0, 2).map(part => part.join(' ')).join(' ')
}

/** When the tries after a first failure are planned, counted from it. */
function planOf (trouble: Trouble, tries: number): string[] {
  let at = 0
  return Array.from({ length: tries }, (_, failures) => told(at += plannedWaitMs(trouble, failures)))
}

test('docs/retries.md tells when which try falls, as the table has it', async t => {
  const docs = readFileSync(new URL('../../docs/retries.md', import.meta.url), 'utf8')
  const rows = [...docs.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].filter(([, name]) => name !== undefined && name in backOffTable).map(([, name, cells]) => [name, ...(cells ?? '').split(' | ').slice(1)])
  const planned = troubles.map(trouble => {
    const { firstMs, longestMs } = backOffTable[trouble]
    return [trouble, told(firstMs), told(longestMs), ...planOf(trouble, 8), String(Math.round(86_400_000 / longestMs))]
  })
  t.strictSame(rows, planned)
})
