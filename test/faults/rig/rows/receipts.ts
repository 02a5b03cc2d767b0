// Rows 20, 22, 23, 24 and 27: receipts and answers as they should not come.
import { randomBytes } from 'node:crypto'
import { clause, countOf, judged, until, untilEnded, withRig, type Row, type RowRig, type RowResult } from './row.ts'

const noSchedule = { sizes: { serve: 1, work: 2, schedule: 0 } }
const parkedSql = 'select count(*) filter (where state = \'parked\')::int as parked, count(*)::int as all from receipt'

/** The rows. */
export const receiptRows: readonly Row[] = [
  { row: 20, fault: 'receipt delivered twice', target: 'state changes 1', run: ground => withRig(ground, {}, twice) },
  {
    row: 22, fault: 'receipt before our own commit', target: 'parked receipts left = 0',
    run: ground => withRig(ground, { env: { RIG_DELAY_MS: '10', POSTBUD_RECEIPTS_EVERY_MS: '100' } }, beforeCommit)
  },
  { row: 23, fault: 'receipt for unknown id', target: 'silent drops 0', run: ground => withRig(ground, { sizes: { serve: 1, work: 1, schedule: 0 } }, unknownId) },
  { row: 24, fault: 'receipt forged', target: 'accepted 0', run: ground => withRig(ground, {}, forged) },
  { row: 27, fault: 'access point accepts, answer lost', target: 'duplicates 0', run: ground => withRig(ground, noSchedule, answerLost) }
]

async function twice (rig: RowRig): Promise<RowResult> {
  await rig.setSandboxFaults([{ target: 'receivers', kind: 'duplicate-receipt' }])
  const entries = await rig.post(rig.letters(30))
  await untilEnded(rig)
  await inboxEmpty(rig)
  const { journals, findings } = await judged(rig)
  const changes = countOf(journals, 'letter.delivered')
  return { figure: `${changes} deliveries of ${entries.length} letters, ${clause(findings)}`, isKept: changes === entries.length && findings.length === 0 }
}

/** The hand-over's own commit is held back until the receipt has overtaken it. */
async function beforeCommit (rig: RowRig): Promise<RowResult> {
  rig.arm({ point: 'send.answered', action: 'delay', ms: 3_000, isLasting: true })
  await rig.post(rig.letters(12))
  const open = await untilEnded(rig)
  const { findings, journals } = await judged(rig)
  const overtaken = journals.database.letters.filter(({ id }) => !journals.database.events.some(event => event.letterId === id && event.type === 'letter.dispatched')).length
  const [receipts] = await rig.query<{ parked: number }>(parkedSql)
  return {
    figure: `${overtaken} receipts came first, ${receipts?.parked ?? -1} left parked, ${open} letters without an end, ${clause(findings)}`,
    isKept: overtaken > 0 && receipts?.parked === 0 && open === 0 && findings.length === 0
  }
}

/** Another gateway of the same sender, with a database of its own, gets the receipts of letters it knows nothing of. */
async function unknownId (rig: RowRig): Promise<RowResult> {
  await rig.post(rig.letters(10))
  await until(async () => (await judged(rig)).journals.sandbox.filter(({ receipts }) => receipts.length > 0).length, issued => issued === 10, 60)
  const name = `stranger_${randomBytes(4).toString('hex')}`
  await rig.cluster.create(name)
  const stranger = rig.cluster.url(name)
  await rig.fleet.add('stranger', 'schedule', { env: { DATABASE_URL: stranger } })
  await inboxEmpty(rig)
  const { journals } = await judged(rig)
  const read = journals.sandbox.flatMap(({ receipts }) => receipts).filter(({ readAt }) => readAt !== undefined).length
  const told = (await rig.queryAt(stranger, 'select 1 from letter_event where type = \'receipt.parked\'')).length
  const kept = (await rig.queryAt(stranger, 'select 1 from receipt where state = \'parked\'')).length
  return { figure: `${read} receipts taken, ${kept} parked, ${told} told, ${read - kept} dropped`, isKept: read > 0 && kept === read && told === read }
}

async function forged (rig: RowRig): Promise<RowResult> {
  await rig.setSandboxFaults([{ target: 'receivers', kind: 'forged-receipt', count: 20 }])
  await rig.post(rig.letters(20))
  await untilEnded(rig)
  await inboxEmpty(rig)
  const { journals, findings } = await judged(rig)
  const quarantined = countOf(journals, 'receipt.quarantined')
  const [applied] = await rig.query<{ count: number }>('select count(*)::int as count from receipt where state = \'applied\'')
  const real = journals.sandbox.reduce((sum, { receipts }) => sum + receipts.length, 0) - 20
  return {
    figure: `20 forged, ${quarantined} quarantined and told, ${(applied?.count ?? 0) - real} accepted, ${clause(withoutReceipts(findings))}`,
    isKept: quarantined === 20 && applied?.count === real && withoutReceipts(findings).length === 0
  }
}

/** A forged receipt is stored under no id of its own: nothing in it is believed. */
function withoutReceipts<T extends { rule: string }> (findings: readonly T[]): T[] {
  return findings.filter(({ rule }) => rule !== 'receipt read but not stored')
}

/** Nobody reads receipts while the answers are cut: what asks twice a second would use the faults up. */
async function answerLost (rig: RowRig): Promise<RowResult> {
  await rig.setSandboxFaults([{ target: 'access-point', kind: 'lost-answer', count: 15 }])
  await rig.post(rig.letters(40))
  const doubts = async (): Promise<number> => (await rig.query('select 1 from letter_event where type = \'attempt.uncertain\'')).length
  await until(doubts, found => found > 0, 60)
  await rig.fleet.add('schedule-1', 'schedule')
  await untilEnded(rig)
  const { findings } = await judged(rig)
  const inDoubt = await doubts()
  return { figure: `${inDoubt} in doubt, ${clause(findings)}`, isKept: findings.length === 0 && inDoubt > 0 }
}

/** Until every receipt that was issued has been taken off the list. */
async function inboxEmpty (rig: RowRig): Promise<void> {
  const unread = async (): Promise<number> =>
    (await judged(rig)).journals.sandbox.flatMap(({ receipts }) => receipts).filter(({ readAt }) => readAt === undefined).length
  await until(unread, left => left === 0, 60)
}
