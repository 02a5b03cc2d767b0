import { test } from 'tap'
import { accessAt, ladderFor, nextRung } from '../../src/route/ladder.ts'
import { noPolicy, type Policy } from '../../src/route/policy.ts'

const decision = { sender: '313000001', class: 'decision' } as const
const policy = (...ladders: Policy['rows'][number]['ladder'][]): Policy =>
  ({ version: 'test', rows: ladders.map((ladder, index) => ({ id: `row-${index}`, ...ladder !== undefined && { ladder } })) })

test('ladderFor() has none without a policy, nor from rows that name no rung', async t => {
  t.equal(ladderFor(noPolicy, decision), undefined)
  t.equal(ladderFor(policy(undefined, {}, { maxCostOre: 1 }), decision), undefined)
})

test('ladderFor() takes the shortest time, the lowest ceiling, and a notice that counts anywhere', async t => {
  const rows = [
    { printAfterWorkingDays: 14, maxCostOre: 2000 }, { printAfterWorkingDays: 10 }, { onNotificationFailed: true, maxCostOre: 3000 }
  ] as const
  t.strictSame(ladderFor(policy(...rows), decision), { printAfterWorkingDays: 10, onNotificationFailed: true, maxCostOre: 2000 })
})

test('ladderFor() is only for the letters its row is for', async t => {
  const rows: Policy = { version: 'test', rows: [{ id: 'row', sender: '313000001', class: 'decision', ladder: { printAfterWorkingDays: 5 } }] }
  t.strictSame(ladderFor(rows, decision), { printAfterWorkingDays: 5, onNotificationFailed: false })
  t.equal(ladderFor(rows, { ...decision, class: 'important' }), undefined)
  t.equal(ladderFor(rows, { ...decision, sender: '313000002' }), undefined)
})

const deliveredAt = new Date('2026-03-25T09:00:00+01:00')
const letter = { openingReceipt: true }
const both = { printAfterWorkingDays: 3, onNotificationFailed: true }

for (const [what, availableFrom, expected] of [
  ['the delivery', undefined, deliveredAt],
  ['the delivery, where the letter could be seen before', new Date('2026-03-24T09:00:00Z'), deliveredAt],
  ['the moment the letter may be seen', new Date('2026-03-27T09:00:00Z'), new Date('2026-03-27T09:00:00Z')]
] as const) {
  test(`accessAt() is ${what}`, async t => {
    t.same(accessAt(availableFrom === undefined ? {} : { availableFrom }, deliveredAt), expected)
  })
}

for (const [what, facts, expected] of [
  ['unopened, over the night to summer time', {}, { at: new Date('2026-03-30T09:00:00+02:00'), why: 'not-opened' }],
  ['a notice that failed before', { noticeFailedAt: new Date('2026-03-24T10:00:00Z') }, { at: deliveredAt, why: 'notification-failed' }],
  ['a notice that failed after', { noticeFailedAt: new Date('2026-03-26T10:00:00Z') }, { at: new Date('2026-03-26T10:00:00Z'), why: 'notification-failed' }],
  ['a notice that failed too late to matter', { noticeFailedAt: new Date('2026-04-01T10:00:00Z') }, { at: new Date('2026-03-30T09:00:00+02:00'), why: 'not-opened' }]
] as const) {
  test(`nextRung() of ${what}`, async t => { t.same(nextRung(both, letter, { deliveredAt, ...facts }), expected) })
}

test('nextRung() is never before the letter may be seen', async t => {
  const availableFrom = new Date('2026-04-07T08:00:00+02:00')
  t.same(nextRung(both, { ...letter, availableFrom }, { deliveredAt, noticeFailedAt: deliveredAt }), { at: availableFrom, why: 'notification-failed' })
})

test('nextRung() has none without a policy, an opening receipt, or anything that was waited for', async t => {
  t.equal(nextRung(undefined, letter, { deliveredAt }), undefined)
  t.equal(nextRung(both, { openingReceipt: false }, { deliveredAt, noticeFailedAt: deliveredAt }), undefined)
  t.equal(nextRung({ onNotificationFailed: true }, letter, { deliveredAt }), undefined)
  t.equal(nextRung({ onNotificationFailed: false, printAfterWorkingDays: 1 }, letter, { deliveredAt, noticeFailedAt: deliveredAt })?.why, 'not-opened')
})
