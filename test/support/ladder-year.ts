// One letter's whole ladder under a fake clock, in memory: due to the second, with workers that die, answers that are lost, and citizens who
// open at any moment. Imports nothing of tap, whose hooks on every promise would make thousands of runs slow.
import { randomUUID } from 'node:crypto'
import { carry } from '../../src/journey/carry.ts'
import type { CarryPorts } from '../../src/journey/carry-ports.ts'
import type { Records } from '../../src/journey/records.ts'
import { settle } from '../../src/journey/settle.ts'
import type { Rooms } from '../../src/journey/rooms.ts'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { NewEvent } from '../../src/letter/event.ts'
import type { Receipt, ReceiptKind } from '../../src/letter/receipt.ts'
import type { LadderPolicy } from '../../src/route/ladder.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from './a-letter.ts'
import { aContact, facts, validCertificate } from './facts.ts'
import { memoryRecords, type MemoryRecords } from './memory-records.ts'

/** What happens to a letter, besides what we do. Times in milliseconds after the digital delivery; undefined: never. */
export interface LadderPlan {
  acceptedAt: Date
  policy: LadderPolicy | undefined
  openedAfterMs?: number
  noticeFailedAfterMs?: number
  /** Milliseconds a job waits for a worker. */
  lagMs: () => number
  /** Whether what is being written is lost with its worker. */
  dies: () => boolean
  /** What becomes of a hand-over: `lost` is taken in and its answer lost, `cut` never arrives and nobody knows. */
  handOver: () => 'taken' | 'lost' | 'cut'
  /** Whether the opening, if it is yet to come, falls into a hand-over of paper. */
  opensMeanwhile: () => boolean
}

/** What came of it. */
export interface LadderEnd {
  state: string
  /** Messages the print service took in, each once however often it came. */
  printed: number
  /** Paper was begun to be handed over although the opening was known. */
  printedAfterOpening: number
  digital: number
  deliveredAt: Date | undefined
  openedAt: Date | undefined
  events: NewEvent[]
  attempts: Attempt[]
  /** What waits for its step still. */
  next: string | null
}

/** A certificate for all the years there are. */
const certificate = { ...validCertificate, validTo: new Date('2099-01-01T00:00:00Z') }
const found = facts({
  contact: aContact({
    email: { value: 'stadig@example.com', verifiedAt: new Date('2099-01-01T00:00:00Z') },
    mailbox: { address: 'stadig.kubbestol#4ABC', provider: '984661185', certificate }
  }),
  printService: { provider: '974761076', certificate }
})
const minuteMs = 60_000

interface Run {
  plan: LadderPlan
  clock: { now: Date }
  memory: MemoryRecords
  letterId: string
  /** Receipts on their way. */
  mail: { at: Date, receipt: Receipt }[]
  /** Messages each channel took in. */
  taken: Map<string, Attempt['channel']>
  printedAfterOpening: number
  ports: CarryPorts
}

/** Takes one letter from its acceptance to where nothing more happens by itself. */
export async function climb (plan: LadderPlan): Promise<LadderEnd> {
  const run = toRun(plan)
  await run.memory.records.letters.insert(aLetter({ id: run.letterId, acceptedAt: plan.acceptedAt, openingReceipt: true }), 'lookup')
  for (let turn = 0; turn < 2000; turn += 1) {
    const next = run.memory.letter(run.letterId)?.next ?? null
    const job = next === null ? undefined : Math.max(next.at.getTime(), run.clock.now.getTime()) + plan.lagMs()
    const [post] = run.mail.toSorted((a, b) => a.at.getTime() - b.at.getTime())
    if (post !== undefined && post.at.getTime() <= (job ?? Infinity)) await bring(run, post)
    else if (next !== null && job !== undefined) {
      run.clock.now = new Date(job)
      await carry(run.ports, next.step, [{ letterId: run.letterId, acknowledge: async () => {} }])
    } else break
  }
  return endOf(run)
}

function endOf ({ memory, letterId, taken, printedAfterOpening }: Run): LadderEnd {
  const letter = memory.letter(letterId)
  const events = [...memory.events()]
  const timeOf = (type: string): Date | undefined => {
    const at = events.find(event => event.type === type)?.data.occurredAt
    return typeof at === 'string' ? new Date(at) : undefined
  }
  const count = (isPrint: boolean): number => [...taken.values()].filter(channel => (channel === 'print') === isPrint).length
  return {
    state: letter?.state ?? '', printed: count(true), digital: count(false), printedAfterOpening, events, attempts: memory.attempts(letterId),
    deliveredAt: timeOf('letter.delivered'), openedAt: timeOf('letter.opened'), next: letter?.next?.step ?? null
  }
}

/** A receipt comes; one that could not be stored comes again. */
async function bring (run: Run, post: Run['mail'][number]): Promise<void> {
  if (post.at > run.clock.now) run.clock.now = post.at
  const { ports: { rooms, records }, clock } = run
  await settle({ rooms, records, now: () => clock.now }, JSON.stringify(post.receipt)).then(
    () => { run.mail.splice(run.mail.indexOf(post), 1) },
    () => { post.at = new Date(run.clock.now.getTime() + minuteMs) })
}

function toRun (plan: LadderPlan): Run {
  const memory = memoryRecords()
  const clock = { now: plan.acceptedAt }
  const run: Omit<Run, 'ports'> = { plan, clock, memory, letterId: randomUUID(), mail: [], taken: new Map(), printedAfterOpening: 0 }
  // A worker dies with its work done and not committed.
  const mortal: Records['transaction'] = work => memory.records.transaction(async () => {
    const done = await work()
    if (plan.dies()) throw new Error('the worker died')
    return done
  })
  const ports: CarryPorts = {
    rooms: unusable,
    records: { ...memory.records, transaction: mortal, shared: mortal, inTurn: (_turn, work) => mortal(work) },
    now: () => clock.now,
    newId: randomUUID,
    registerMaxAgeMs: 3_600_000,
    random: () => 0.5,
    onStale: () => {},
    onHandedOver: () => {},
    onSetAside: () => {},
    onUnexpected: () => {}
  }
  const whole: Run = { ...run, ports }
  ports.rooms = roomsOf(whole)
  return whole
}

const unusable = new Proxy({}, {}) as Rooms

function roomsOf (run: Run): Rooms {
  const { plan, clock, taken } = run
  return {
    route,
    ladderOf: () => plan.policy,
    quietUntil: () => undefined,
    pricing: { forecast: () => undefined, priceAt: () => undefined },
    abilitiesOf: () => ({ canBeAsked: true, recognizesRepeats: true }),
    lookup: async people => new Map(people.map(number => [number, { ...found, readAt: clock.now }])),
    printService: async () => found.printService,
    seal: async (_input, sink) => {
      await sink(nothing())
      return { fingerprint: '', packageBytes: 0, signedBy: '' }
    },
    signsWith: async () => '',
    signMessage: async () => '',
    handOver: async ({ attempt }) => {
      if (attempt.channel === 'print') await meanwhile(run)
      const fate = plan.handOver()
      if (fate !== 'cut' && !taken.has(attempt.messageId)) takeIn(run, attempt)
      if (fate === 'taken') return { kind: 'done', reference: attempt.messageId }
      throw new Error('the answer was lost')
    },
    follow: async ({ messageId }) => ({ status: taken.has(messageId) ? 'forwarded' : 'unknown' }),
    readReceipt: async raw => {
      const { occurredAt, ...receipt } = JSON.parse(raw) as Receipt
      return { ...receipt, occurredAt: new Date(occurredAt) }
    },
    receiptIdOf: () => undefined
  }
}

async function* nothing (): AsyncIterable<Uint8Array> {
  yield* await Promise.resolve([])
}

/** What is known when paper is begun to be handed over, and an opening that falls into it. */
async function meanwhile (run: Run): Promise<void> {
  if (run.memory.letter(run.letterId)?.state === 'opened') run.printedAfterOpening += 1
  const opening = run.mail.find(({ receipt }) => receipt.kind === 'opening')
  if (opening === undefined || !run.plan.opensMeanwhile()) return
  opening.receipt.occurredAt = run.clock.now
  opening.at = run.clock.now
  await bring(run, opening)
}

/** The channel has the message, and answers in its own time. */
function takeIn ({ plan, clock, mail, taken }: Run, attempt: Attempt): void {
  taken.set(attempt.messageId, attempt.channel)
  const delivered = clock.now.getTime() + minuteMs
  const answer = (kind: ReceiptKind, at: number): void => {
    const { conversationId, receiver } = attempt
    mail.push({ at: new Date(at), receipt: { id: randomUUID(), conversationId, kind, issuer: receiver, occurredAt: new Date(at) } })
  }
  answer('delivery', delivered)
  if (attempt.channel === 'print') return
  if (plan.openedAfterMs !== undefined) answer('opening', delivered + plan.openedAfterMs)
  if (plan.noticeFailedAfterMs !== undefined) answer('notification-failed', delivered + plan.noticeFailedAfterMs)
}
