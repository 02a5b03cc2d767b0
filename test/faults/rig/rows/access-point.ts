// Rows 25 and 31: the access point answers 500, to some letters or to all of one channel.
import { setTimeout as pause } from 'node:timers/promises'
import { backOffTable, plannedWaitMs } from '../../../../src/journey/back-off.ts'
import { startFront, type Front, type HandOver } from '../front.ts'
import { percentile } from '../recovery.ts'
import type { Ground } from '../rig.ts'
import { clause, judged, postOn, untilEnded, withRig, type Row, type RowRig, type RowResult } from './row.ts'

/** The rows. */
export const accessPointRows: readonly Row[] = [
  { row: 25, fault: 'access point answers 500', target: 'retries within plan +-10 %', run: ground => withFront(ground, trouble) },
  { row: 31, fault: 'one channel down', target: 'one probe a worker; p95 of the others +-10 %', run: ground => withFront(ground, oneDown) }
]

const workers = 2

/** Nobody asks the front for receipts: schedulers ask the sandbox itself. */
async function withFront (ground: Ground, work: (rig: RowRig, front: Front) => Promise<RowResult>): Promise<RowResult> {
  return withRig(ground, { sizes: { serve: 1, work: 0, schedule: 1 } }, async rig => {
    const front = await startFront(rig.sandboxUrl)
    try {
      for (let worker = 1; worker <= workers; worker += 1) await rig.fleet.add(`work-${worker}`, 'work', { env: { POSTBUD_ACCESS_POINT_URL: front.url } })
      return await work(rig, front)
    } finally {
      await front.stop()
    }
  })
}

/** So often one letter's hand-over fails; one of so many letters is chosen, for so long. */
const failures = 4
const oneOf = 16
const chosenMs = 100_000
/** A load two cores carry with idle time left: a letter that waits for its turn waits longer than planned. */
const perSecond = 15

/** Few letters fail, four times each, and the others go on going well: the plan is a letter's own, and no channel rests. */
async function trouble (rig: RowRig, front: Front): Promise<RowResult> {
  const tries = new Map<string, number>()
  const chosenUntil = Date.now() + chosenMs
  front.fail(({ messageId, isDigital, at }) => {
    const before = tries.get(messageId) ?? 0
    const isChosen = isDigital && parseInt(messageId.slice(-2), 16) % oneOf === 0 && (before > 0 || at < chosenUntil)
    if (isChosen) tries.set(messageId, before + 1)
    return isChosen && before < failures
  })
  const stop = postOn(rig, perSecond)
  // The waits of a letter add up to 45 s at most.
  await pause(chosenMs + 1.5 * backOffTable.mailbox.firstMs * (2 ** failures - 1) + 3_000)
  await stop()
  const open = await untilEnded(rig)
  const { findings } = await judged(rig)
  const chosen = [...Map.groupBy(front.seen, ({ messageId }) => messageId).values()].filter(([first]) => first?.isFailed === true)
  const shares = Array.from({ length: failures }, (_, failure) => mean(chosen.flatMap(one => waitAfter(one, failure))) / plannedWaitMs('mailbox', failure))
  const again = chosen.filter(one => one.length !== failures + 1).length
  return {
    figure: `${chosen.length} letters failed ${failures} times; mean waits ${shares.map(share => `${Math.round(share * 100)} %`).join(', ')} of the plan, `
      + `${again} tried another number of times, ${open} without an end, ${clause(findings)}`,
    isKept: chosen.length > 50 && shares.every(share => Math.abs(share - 1) <= 0.1) && again === 0 && open === 0 && findings.length === 0
  }
}

/** From a failure's answer until the next try, in milliseconds. */
function waitAfter (tries: readonly HandOver[], failure: number): number[] {
  const [failed, next] = tries.slice(failure)
  return failed === undefined || next === undefined ? [] : [next.at - failed.answeredAt]
}

function mean (values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const healthyMs = 60_000
const downMs = 100_000
/** Letters that were on their way when the channel went down have failed by then, and the breakers are open; or those that waited have gone. */
const settlesMs = 20_000

/** The same load before, while and after one of three channels fails each call. */
async function oneDown (rig: RowRig, front: Front): Promise<RowResult> {
  const stop = postOn(rig, perSecond)
  await pause(settlesMs)
  const before = await span(healthyMs)
  const [eboks] = await rig.query<{ receiver: string }>('select receiver from attempt where channel = \'eboks\' limit 1')
  // Late enough for another call to come meanwhile, if another were let through.
  front.fail(({ receiver }) => receiver === eboks?.receiver, 200)
  const down = await span(downMs)
  front.fail(() => false)
  // One that rests for a minute looks no earlier.
  await pause(60_000 + settlesMs)
  const after = await span(healthyMs)
  await stop()
  const open = await untilEnded(rig)
  const { findings } = await judged(rig)
  const p95 = await delays(rig)
  const probes = front.seen.filter(({ isFailed, at }) => isFailed && at > down.from + settlesMs)
  const abreast = Math.max(0, ...probes.map(probe => probe.abreast))
  const [well, others] = [(p95(before) + p95(after)) / 2, p95(down)]
  return {
    figure: `${probes.length} probes of ${workers} workers in ${(downMs - settlesMs) / 1000} s, ${abreast} at once at most; p95 from accepted to handed over of the others `
      + `${p95(before)} ms before, ${others} ms meanwhile, ${p95(after)} ms afterwards (${Math.round(others / well * 100)} %), ${open} without an end, ${clause(findings)}`,
    isKept: probes.length > 0 && abreast <= workers && others <= well * 1.1 && open === 0 && findings.length === 0
  }
}

interface Span { from: number, until: number }

async function span (ms: number): Promise<Span> {
  const from = Date.now()
  await pause(ms)
  return { from, until: from + ms }
}

/** The 95th percentile, in milliseconds, of what was accepted in a span for another channel than e-Boks. */
async function delays (rig: RowRig): Promise<(span: Span) => number> {
  const rows = await rig.query<{ accepted: Date, handed: Date }>(`select l.accepted_at as accepted, a.handed_over_at as handed
    from letter l join attempt a on a.letter_id = l.id where a.channel <> 'eboks' and a.handed_over_at is not null`)
  return ({ from, until }) => percentile(rows.filter(({ accepted }) => Number(accepted) >= from && Number(accepted) < until)
    .map(({ accepted, handed }) => Number(handed) - Number(accepted)), 0.95)
}
