// The watch over what does not happen: receipts that do not come, receipts that match nothing, case systems that have fallen silent.
import type { Channel } from '../letter/choice.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { NewTask, TaskKind } from '../letter/task.ts'
import { habitMs, silenceOf } from '../route/silence.ts'

/** How long a receipt may be missing; for one receiver of a channel, such as a print shop, or for all of them. */
export interface ReceiptLimit {
  channel: Channel
  receiver?: OrganizationNumber
  hours: number
}

/** The hours in which one case system sent letters of one sender. */
export interface Source {
  sender: OrganizationNumber
  client: string
  hours: Date[]
}

/** What the watch asks of storage. */
export interface Watched {
  /** Hand-overs whose receipt is overdue by the limits; the limit of a receiver goes before that of its channel. */
  missingReceipts: (limits: readonly ReceiptLimit[], now: Date) => Promise<NewTask[]>
  /** Receipts that were parked before a moment and still match nothing. */
  unmatchedReceipts: (parkedBefore: Date) => Promise<NewTask[]>
  /** Delivered letters whose ladder has stopped, or has failed so often in a row. */
  stoppedLadders: (failures: number) => Promise<NewTask[]>
  /** Counts the letters that came since they were last counted. */
  countTraffic: () => Promise<void>
  /** All that was counted from a moment on. */
  sources: (from: Date) => Promise<Source[]>
}

/** Storage of tasks, as the watch needs it. */
export interface TaskKeeper {
  /** Opens a task for each of these that has none, and closes the open ones of the kind that are not among them. */
  keep: (kind: TaskKind, wanted: readonly NewTask[], at: Date) => Promise<void>
}

/** What the watch needs. */
export interface WatchPorts {
  watched: Watched
  tasks: TaskKeeper
  now: () => Date
}

/** A receipt may overtake our own commit; so long it is nobody's task, in milliseconds. */
const unmatchedAfterMs = 5 * 60 * 1000

/** Opens tasks for receipts that are missing and for those that match nothing, and closes those that have settled. */
export async function watchReceipts ({ watched, tasks, now }: WatchPorts, limits: readonly ReceiptLimit[]): Promise<void> {
  const at = now()
  await tasks.keep('receipt-missing', await watched.missingReceipts(limits, at), at)
  await tasks.keep('receipt-unmatched', await watched.unmatchedReceipts(new Date(at.getTime() - unmatchedAfterMs)), at)
}

/** A register that is down for an hour is no task yet: its letters go on by themselves. */
const mostLadderFailures = 10

/** Opens tasks for delivered letters that cannot go on where they should, and closes those that have gone on. */
export async function watchLadders ({ watched, tasks, now }: WatchPorts): Promise<void> {
  await tasks.keep('ladder-stopped', await watched.stoppedLadders(mostLadderFailures), now())
}

/** Opens a task for each case system that has been silent for longer than it used to, and closes those of systems that send again. */
export async function watchSources ({ watched, tasks, now }: WatchPorts): Promise<void> {
  const at = now()
  await watched.countTraffic()
  // A habit is as long before the silence as the silence is followed, and the silence itself goes on until somebody sends.
  const sources = await watched.sources(new Date(at.getTime() - 2 * habitMs))
  await tasks.keep('source-silent', sources.flatMap(source => silentTask(source, at)), at)
}

function silentTask ({ sender, client, hours }: Source, now: Date): NewTask[] {
  const silence = silenceOf(hours, now)
  if (silence === undefined) return []
  const data = { client, since: silence.since.toISOString(), missedHours: Math.round(silence.missed * 10) / 10 }
  return [{ key: `${sender}/${client}`, sender, letterId: null, data }]
}
