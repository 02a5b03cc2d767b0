// Rows 32, 33 and 50: letters that throw or end their worker, and an event loop that stands still.
import { setTimeout as pause } from 'node:timers/promises'
import { mostSurprises } from '../../../../src/journey/conclusion.ts'
import type { Strike } from '../armed-points.ts'
import type { Ground } from '../rig.ts'
import { clause, judged, until, untilEnded, withRig, type Row, type RowRig, type RowResult } from './row.ts'

/** A worker does not begin before the poison is known by its id. */
const noWorkers = { sizes: { serve: 1, work: 0, schedule: 1 } }

/** The rows. */
export const poisonRows: readonly Row[] = [
  { row: 32, fault: 'poison letter that throws', target: 'attempts = limit, then held with a reason', run: ground => poisoned(ground, 'throw', throwing) },
  { row: 33, fault: 'poison letter that kills the process: abort', target: 'restarts <= 3 a letter', run: ground => poisoned(ground, 'abort', deadly) },
  { row: 33, fault: 'poison letter that kills the process: memory', target: 'restarts <= 3 a letter', run: ground => poisoned(ground, 'memory', deadly) },
  { row: 33, fault: 'poison letter that kills the process: a loop without an end', target: 'restarts <= 3 a letter', run: ground => poisoned(ground, 'busy', deadly) },
  { row: 50, fault: 'event loop blocked 5 s', target: 'readiness fails first, liveness later; stale writes that won 0', run: ground => withRig(ground, {}, blocked) }
]

async function poisoned (ground: Ground, action: Strike['action'], then: (rig: RowRig, poison: string) => Promise<RowResult>): Promise<RowResult> {
  return withRig(ground, { ...noWorkers, nodeFlags: ['--max-old-space-size=400'] }, async rig => {
    const entries = await rig.post(rig.letters(30))
    const poison = entries[10]?.ids[0] ?? ''
    rig.arm({ point: 'seal.begun', action, letterId: poison, isLasting: true, ...action === 'busy' && { ms: 3_600_000 } })
    for (const name of ['work-1', 'work-2']) rig.fleet.expectDeaths(await rig.fleet.add(name, 'work'))
    return then(rig, poison)
  })
}

interface Held { state: string, code: string | null, failures: number }

async function deadly (rig: RowRig, poison: string): Promise<RowResult> {
  const ask = async (): Promise<Held | undefined> => (await rig.query<Held>('select state, reason_code as code, failures from letter where id = $1', [poison]))[0]
  // A worker that stands still is ended after 75 s, and its letters come back half a minute later.
  const held = await until(ask, row => row?.state === 'held', 600)
  const open = await untilEnded(rig, 120)
  const deaths = rig.fleet.exits.kills.length
  const { findings } = await judged(rig)
  return {
    figure: `${deaths} restarts, then ${held?.state ?? 'nothing'} (${held?.code ?? '-'}); ${open} others without an end, ${clause(findings)}`,
    isKept: deaths <= 3 && held?.state === 'held' && held.code === 'ERR_QUEUE_CRASHED' && open === 0 && findings.length === 0
  }
}

async function throwing (rig: RowRig, poison: string): Promise<RowResult> {
  const others = async (): Promise<number> => (await rig.query('select 1 from letter where id <> $1 and state not in (\'delivered\', \'opened\')', [poison])).length
  const open = await until(others, left => left === 0, 120)
  const count = (): number => rig.places().filter(({ point, letterId }) => point === 'seal.begun' && letterId === poison).length
  // Time between tries is what a person would wait for; here each next try is brought forward.
  const ask = async (): Promise<Held | undefined> => {
    await rig.query('update letter set next_at = now() where id = $1 and next_at > now() + interval \'1 second\'', [poison])
    await rig.query('update pgboss.job set start_after = now() where data->>\'letterId\' = $1 and state < \'active\'', [poison])
    return (await rig.query<Held>('select state, reason_code as code, failures from letter where id = $1', [poison]))[0]
  }
  const held = await until(ask, row => row?.state === 'held', 240)
  const { findings } = await judged(rig)
  return {
    figure: `${count()} attempts, then ${held?.state ?? 'nothing'} (${held?.code ?? '-'}); ${open} others without an end, ${clause(findings)}`,
    isKept: held?.state === 'held' && held.code !== null && count() === mostSurprises && open === 0 && findings.length === 0
  }
}

/** A door that stands still answers no probe in time, but has not died; a worker that does loses its letters to another, and writes nothing. */
async function blocked (rig: RowRig): Promise<RowResult> {
  const [url = ''] = rig.urls()
  rig.arm({ point: 'accept.stored', action: 'busy', ms: 5_000 })
  rig.arm({ point: 'send.answered', action: 'busy', ms: 50_000 })
  const posting = rig.post(rig.letters(20))
  const probe = async (path: string): Promise<number> => fetch(`${url}${path}`, { signal: AbortSignal.timeout(2_000) }).then(({ status }) => status, () => 0)
  const missed = await until(() => probe('/health/ready'), status => status !== 200, 30)
  const live = await until(() => probe('/health/live'), status => status === 200, 30)
  await posting
  await pause(55_000)
  const open = await untilEnded(rig)
  const { findings } = await judged(rig)
  return {
    figure: `readiness ${missed === 0 ? 'failed' : String(missed)}, liveness back (${live}), process kept; ${open} letters without an end, ${clause(findings)}`,
    isKept: missed !== 200 && live === 200 && rig.fleet.exits.unhandled.length === 0 && open === 0 && findings.length === 0
  }
}
