// A journey over a real store with rooms that do as they are told, and a clock that stands still until it is moved.
import { createHash, randomUUID } from 'node:crypto'
import { createJourney, type Journey, type JourneyPorts } from '../../src/journey.ts'
import type { Submission } from '../../src/journey/accept.ts'
import type { SubmittedDocument } from '../../src/journey/receive-documents.ts'
import type { Rooms } from '../../src/journey/rooms.ts'
import type { LetterClass } from '../../src/letter/letter.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { LetterStatus, Step } from '../../src/letter/letter-status.ts'
import type { Receipt } from '../../src/letter/receipt.ts'
import type { SealedEnvelope } from '../../src/letter/sealed-envelope.ts'
import { letIn } from '../../src/queue/dispatcher.ts'
import { createPricing } from '../../src/route/forecast.ts'
import { route } from '../../src/route/route.ts'
import { acceptedAt, aStore, inPieces, wholeOf, type TestStore } from './a-store.ts'
import { aQueue, type TestQueue } from './a-queue.ts'
import { facts } from './facts.ts'
import { letterInput, returnAddress, tinyPdf } from './letter-input.ts'
import { publicPrices } from './prices.ts'

/** One message as it was handed over. */
export interface HandedOver {
  messageId: string
  package: string
  message: string
}

/** A journey with everything around it. Rooms may be replaced at any time. */
export interface TestJourney extends TestStore {
  journey: Journey
  ports: JourneyPorts
  rooms: Rooms
  clock: { now: Date }
  /** What the channel was given, in order. */
  handedOver: HandedOver[]
  /** Letters whose jobs were ended. */
  acknowledged: string[]
  stale: Step[]
  /** Of each hand-over: the letter's class, and seconds since it was to leave. */
  afterSeconds: [LetterClass, number][]
  setAside: Step[]
  unexpected: unknown[]
}

/** Makes one over the file's database. */
export async function aJourney (changes: Partial<Rooms> = {}): Promise<TestJourney> {
  const store = await aStore()
  const clock = { now: acceptedAt }
  const told: Pick<TestJourney, 'handedOver' | 'acknowledged' | 'stale' | 'setAside' | 'afterSeconds' | 'unexpected'> = {
    handedOver: [], acknowledged: [], stale: [], setAside: [], afterSeconds: [], unexpected: []
  }
  const rooms: Rooms = { ...willingRooms(told.handedOver), ...changes }
  const ports: JourneyPorts = {
    rooms,
    records: store.records,
    now: () => clock.now,
    newId: randomUUID,
    registerMaxAgeMs: 3_600_000,
    random: () => 0.5,
    digest: text => Buffer.from(store.cipher.blindIndex('field', text)).toString('hex'),
    defaultsOf: () => ({ returnAddress }),
    onStale: step => { told.stale.push(step) },
    onHandedOver: (letter, afterSeconds) => { told.afterSeconds.push([letter.class, afterSeconds]) },
    onSetAside: step => { told.setAside.push(step) },
    onUnexpected: error => { told.unexpected.push(error) }
  }
  return { ...store, ...told, journey: createJourney(ports), ports, rooms, clock }
}

/** Makes one with the file's queue beside it. `letIn` lets letters into it whose time has come, as a worker does all the while. */
export async function aQueuedJourney (changes: Partial<Rooms> = {}): Promise<TestJourney & TestQueue & { letIn: () => Promise<number> }> {
  const bench = await aJourney(changes)
  const { queue } = await aQueue()
  const { waitingRoom, records: { transaction, pauses } } = bench
  const ports = { queue, ...waitingRoom, transaction, pauses: pauses.inForce, now: () => bench.clock.now }
  return { ...bench, queue, letIn: async () => (await letIn(ports)).length }
}

/** Rooms in which everything goes well, to a mailbox at Digipost. */
function willingRooms (handedOver: HandedOver[]): Rooms {
  return {
    lookup: async people => new Map(people.map(number => [number, facts()])),
    printService: async () => facts().printService,
    route,
    ladderOf: () => undefined,
    quietUntil: () => undefined,
    pricing: createPricing(publicPrices),
    seal: async ({ letter, documents }, sink) => {
      const contents = await Promise.all(letter.documents.map(document => wholeOf(documents(document, 'kept'))))
      const sealed = Buffer.concat([Buffer.from('sealed: '), ...contents])
      await sink(inPieces(sealed))
      return { fingerprint: createHash('sha256').update(sealed).digest('base64'), packageBytes: sealed.length, signedBy: 'a'.repeat(64) }
    },
    signsWith: async () => 'a'.repeat(64),
    signMessage: async ({ attempt, accessToken }) => `${attempt.messageId}/${attempt.fingerprint ?? ''}/${accessToken}`,
    handOver: async envelope => {
      handedOver.push(await taken(envelope))
      return { kind: 'done', reference: envelope.attempt.messageId }
    },
    abilitiesOf: () => ({ canBeAsked: true, recognizesRepeats: true }),
    follow: async () => ({ status: 'forwarded' }),
    readReceipt: async raw => readReceipt(raw),
    receiptIdOf: raw => /"id":"([^"]+)"/.exec(raw)?.[1]
  }
}

/** What a channel takes in of an envelope. */
export async function taken (envelope: SealedEnvelope): Promise<HandedOver> {
  const content = await wholeOf(envelope.openPackage())
  return { messageId: envelope.attempt.messageId, package: content.toString(), message: await envelope.signMessage('token') }
}

/** Receipts of these tests are plain JSON; anything else is one that cannot be read. */
function readReceipt (raw: string): Receipt {
  if (!raw.startsWith('{')) throw new GatewayError('ERR_RECEIPT_FORGED', 'Cannot take the receipt: its signature does not hold')
  const { occurredAt, ...receipt } = JSON.parse(raw) as Receipt
  return { ...receipt, occurredAt: new Date(occurredAt) }
}

/** A call that hands over a letter of one PDF. */
export function aSubmission (changes: Partial<Submission> & { input?: unknown, files?: SubmittedDocument[] } = {}): Submission {
  const { input = letterInput(), files = [aFile()], ...rest } = changes
  return {
    client: 'case system',
    senders: ['313000001'],
    idempotencyKey: 'key-1',
    traceId: 'trace-1',
    readLetter: async () => input,
    documents: async function* () { for (const file of files) yield await Promise.resolve(file) },
    ...rest
  }
}

/** A file as it comes with a letter. */
export function aFile (content: Uint8Array = tinyPdf, fileName = 'vedtak.pdf'): SubmittedDocument {
  return { fileName, mediaType: 'application/pdf', content: inPieces(content) }
}

/** Accepts a letter and gives its id. */
export async function acceptOne ({ journey }: TestJourney, changes: Parameters<typeof aSubmission>[0] = {}): Promise<string> {
  const result = await journey.accept(aSubmission({ idempotencyKey: randomUUID(), ...changes }))
  if (result.kind === 'refused') throw new Error(`the letter was refused: ${result.problems.map(({ message }) => message).join('; ')}`)
  return result.letterId
}

/** Carries letters through one step, as a worker with a job for each does. */
export async function carryStep ({ journey, acknowledged }: TestJourney, step: Step, ...letterIds: string[]): Promise<void> {
  const { ended } = await journey.carry(step, letterIds.map(letterId => ({ letterId, acknowledge: async () => { acknowledged.push(letterId) } })))
  await ended
}

/** Accepts a letter and carries it through the steps before the one named. */
export async function letterBefore (bench: TestJourney, step: Step): Promise<string> {
  const id = await acceptOne(bench)
  const steps: Step[] = ['lookup', 'seal', 'send', 'follow']
  for (const earlier of steps.slice(0, steps.indexOf(step))) {
    const next = (await statusOf(bench, id)).next
    bench.clock.now = new Date(Math.max(bench.clock.now.getTime(), next?.at.getTime() ?? 0))
    await carryStep(bench, earlier, id)
  }
  bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  bench.acknowledged.length = 0
  return id
}

/** What the sender is told of a letter. */
export async function statusOf ({ statuses }: TestStore, id: string): Promise<LetterStatus> {
  const status = await statuses.one(id, ['313000001'])
  if (status === undefined) throw new Error('there is no such letter')
  return status
}

/** Names of what happened to a letter, in order. */
export async function eventsOf ({ events }: TestStore, id: string): Promise<string[]> {
  return (await events.ofLetter(id)).map(({ type }) => type)
}
