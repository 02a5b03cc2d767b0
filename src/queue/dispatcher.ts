// Letters wait in their own table; this lets them into the queue, a bounded number at a time. So the queue stays short and quick however many
// wait, and a sender with a hundred thousand letters shares its room with one that has a single letter.
import type { Channel } from '../letter/choice.ts'
import type { Admitted, Lane } from '../letter/lane.ts'
import { isPaused, type PauseScope } from '../letter/pause.ts'
import { fairShare } from './fair-share.ts'
import { queueOf } from './jobs.ts'
import { startLoop, type Loop, type LoopOptions } from './loop.ts'
import { pause } from './pause.ts'
import type { Queue } from './queue.ts'

/** What the dispatcher needs. */
export interface DispatcherPorts {
  queue: Pick<Queue, 'enqueue'>
  /** Commits or rolls back together what is awaited in `work`. */
  transaction: <T> (work: () => Promise<T>) => Promise<T>
  /** True if nobody else lets letters in until the surrounding transaction ends. */
  takeTurn: () => Promise<boolean>
  /** Every lane somebody waits in or is inside of, counting no more than `most` of those outside. */
  lanes: (now: Date, most: number) => Promise<Lane[]>
  /** Lets in so many of each lane, the longest due first. */
  admit: (shares: readonly (Lane & { share: number })[], now: Date) => Promise<Admitted[]>
  /** What is stopped for now. */
  pauses: (now: Date) => Promise<PauseScope[]>
  now: () => Date
}

/** How many letters are inside a queue at most. Workers take tens at a time; what is more only makes newcomers wait. */
export const roomOf: Readonly<Record<string, number>> = {
  'lookup': 2000, 'seal': 400, 'send.eboks': 400, 'send.digipost': 400, 'send.print': 400, 'follow': 1000, 'ladder': 1000
}

/** Letters of one lane let in at one look at most. What waits is counted no further, so that a look costs the same however many wait. */
const mostAtOnce = 500

/** A letter let in, and its place in the queue. */
export type LetIn = Admitted & { priority: number }

/** Lets in who has room, once, and tells whom. Nobody, if another process is at it. */
export function letIn (ports: DispatcherPorts): Promise<LetIn[]> {
  return ports.transaction(async () => {
    if (!await ports.takeTurn()) return []
    const now = ports.now()
    const lanes = await ports.lanes(now, mostAtOnce)
    const stopped = lanes.some(({ outside }) => outside > 0) ? await ports.pauses(now) : []
    const shares = sharesOf(lanes, stopped)
    if (shares.length === 0) return []
    const admitted = withPriorities(await ports.admit(shares, now), shares)
    await ports.queue.enqueue(admitted)
    return admitted
  })
}

/** What each lane gets of its queue's room, nothing where it is stopped. */
function sharesOf (lanes: readonly Lane[], stopped: readonly PauseScope[]): (Lane & { share: number })[] {
  return [...Map.groupBy(lanes, ({ queue }) => queue)].flatMap(([queue, all]) => {
    const room = (roomOf[queue] ?? 0) - all.reduce((sum, { inside }) => sum + inside, 0)
    const open = all.filter(lane => lane.outside > 0 && !stopped.some(scope => isStopped(lane, scope)))
    const shares = fairShare(room, open)
    return open.map((lane, index) => ({ ...lane, share: shares[index] ?? 0 })).filter(({ share }) => share > 0)
  })
}

/** What asks about letters that were handed over is never stopped. One in doubt waits to be sent, and asks before it is, once that may be. */
function isStopped ({ queue, sender, class: letterClass }: Lane, scope: PauseScope): boolean {
  if (queue === 'follow' || queue === 'ladder') return false
  return isPaused(scope, { channel: channelOf[queue] ?? null, sender, class: letterClass })
}

const channelOf: Readonly<Record<string, Channel>> = { 'send.eboks': 'eboks', 'send.digipost': 'digipost', 'send.print': 'print' }

/** The more of its lane are inside before it, the later a letter's turn. So the few of a small lane pass the many of a large one. */
function withPriorities (admitted: readonly Admitted[], shares: readonly Lane[]): LetIn[] {
  const key = (queue: string, { sender, class: letterClass }: Pick<Lane, 'sender' | 'class'>): string => `${queue}/${sender}/${letterClass}`
  const before = new Map(shares.map(lane => [key(lane.queue, lane), lane.inside]))
  return admitted.map(letter => {
    const lane = key(queueOf(letter.step, letter.channel), letter)
    const inside = before.get(lane) ?? 0
    before.set(lane, inside + 1)
    return { ...letter, priority: -inside }
  })
}

/** Settings of the dispatcher. */
export interface DispatcherOptions extends LoopOptions {
  /** Asked before each look, outside any transaction: whether this process may say what is due. */
  mayBegin: () => Promise<boolean>
  /** Told which letters were let in. */
  onAdmitted: (admitted: readonly LetIn[]) => void
  /** The least time between two looks, however often it is woken. Default 50. */
  restMs?: number
}

/** Lets letters in again and again. Woken after each batch, it fills the room that the batch left. */
export function startDispatcher (ports: DispatcherPorts, options: DispatcherOptions): Loop {
  return startLoop(async stopping => {
    const admitted = await options.mayBegin() ? await letIn(ports) : []
    if (admitted.length > 0) options.onAdmitted(admitted)
    await pause(options.restMs ?? 50, stopping)
    return 'nothing'
  }, options)
}
