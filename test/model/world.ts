// The real journey beside the model of its one letter: what is done to the one is done to the other, and then they are compared.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { createJourney, type Journey, type JourneyPorts } from '../../src/journey.ts'
import { createOnward } from '../../src/journey/onward.ts'
import type { Rooms } from '../../src/journey/rooms.ts'
import type { Records } from '../../src/journey/records.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { Receipt } from '../../src/letter/receipt.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { route } from '../../src/route/route.ts'
import { aContact, aPerson, facts } from '../support/facts.ts'
import { returnAddress } from '../support/letter-input.ts'
import { aChannel, toOutcome, type Mood } from './channel.ts'
import type { Keeper, Picture } from './keeper.ts'
import type { Answer, Asked, Letter, Meeting, Register, Sealing } from './letter-model.ts'
import { broken } from './promises.ts'
import { aWorker, Killed, type Fate, type Worker } from './worker.ts'

/** What a step meets, as a command has it. */
export interface Weather { sealing: Sealing, mood: Mood, isSilent: boolean, goesOn: boolean }

/** A worker that stands still with a letter in hand. */
export interface Frozen { worker: Worker, done: Promise<void>, end: Letter, claimNo: number, hasConcluded: boolean }

/** The model: what the letter is by the rules, once it was accepted. */
export interface Model { letter: Letter | undefined }

/** The real thing. */
export interface World {
  reference: string
  keeper: Keeper
  /** What the process of the moment works with. */
  records: Records
  channel: ReturnType<typeof aChannel>
  register: Register
  clock: { now: number }
  picture: Picture | undefined
  frozen: Frozen | undefined
  /** Receipts that came, as they came. */
  mail: string[]
  /** The first answer to the call, once it was given. */
  body: string | undefined
  /** Until when a caller that died may keep the key to itself. */
  heldUntil: number
  /** What the letter came through, so that a run which meets nothing does not pass for a proof. */
  seen: Set<string>
}

let worlds = 0

/** A world in which nothing has happened, named apart from all others of its keeper. */
export function aWorld (keeper: Keeper): World {
  return {
    reference: `life ${worlds++}`, keeper, records: keeper.open(), channel: aChannel(), register: 'mailbox',
    clock: { now: Date.parse('2026-03-02T10:00:00Z') },
    picture: undefined, frozen: undefined, mail: [], body: undefined, heldUntil: 0, seen: new Set()
  }
}

const calm: Weather = { sealing: 'sealed', mood: 'taken', isSilent: false, goesOn: false }
const alive: Fate = { kind: 'none', at: 0 }

/** A worker, what it works with, and what it meets. */
export interface Hired { worker: Worker, journey: Journey, ports: JourneyPorts, meeting: Meeting }

/** Hires a worker, who takes everything in as it is now: the hour, the register, what the channel says. */
export function hire (world: World, weather: Weather = calm, fate: Fate = alive): Hired {
  const now = world.clock.now
  const messageId = world.picture?.attempts.at(-1)?.messageId
  const asked = weather.isSilent ? 'down' : world.channel.asked(messageId)
  const [answer, answerToNew] = [messageId, undefined].map(id => world.channel.foresee(id, weather.mood)) as [Answer, Answer]
  const meeting: Meeting = { register: world.register, sealing: weather.sealing, answer, answerToNew, asked, now }
  const worker = aWorker(world.records, roomsOf(world, weather.mood, meeting), fate)
  const ports: JourneyPorts = {
    rooms: worker.rooms,
    records: worker.records,
    now: () => new Date(now),
    newId: randomUUID,
    registerMaxAgeMs: 3_600_000,
    random: () => 0.5,
    digest: world.keeper.digest,
    defaultsOf: () => ({ returnAddress }),
    ...weather.goesOn && { onward: createOnward(1, () => true) },
    onStale: () => {},
    onHandedOver: () => {},
    onSetAside: () => {},
    onUnexpected: error => { if (!(error instanceof Killed)) worker.surprises.push(error) }
  }
  return { worker, journey: createJourney(ports), ports, meeting }
}

const withoutMailbox = aContact({ isReserved: true })
const knownAs: Readonly<Record<Exclude<Register, 'down'>, Partial<RecipientFacts>>> = {
  mailbox: {}, reserved: { contact: withoutMailbox }, dead: { person: aPerson({ isDead: true, status: 'dead' }) }, unknown: { person: 'unknown' }
}

let sealings = 0

function roomsOf (world: World, mood: Mood, { register, sealing, asked, now }: Meeting): Rooms {
  return {
    route,
    abilitiesOf: () => ({ canBeAsked: true, recognizesRepeats: true }),
    ladderOf: () => undefined,
    quietUntil: () => undefined,
    pricing: { forecast: () => undefined, priceAt: () => undefined },
    printService: async () => facts().printService,
    lookup: async people => {
      if (register === 'down') throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot look up')
      return new Map(people.map(number => [number, facts({ ...knownAs[register], readAt: new Date(now) })]))
    },
    seal: async (_input, sink) => {
      if (sealing === 'too-large') throw new GatewayError('ERR_SEAL_TOO_LARGE', 'Cannot seal')
      if (sealing === 'key-away') throw new GatewayError('ERR_CRYPTO_CUSTODY', 'Cannot seal')
      // No two packages are alike, so that one made anew for the same message would be seen.
      const content = `package ${sealings++}`
      await sink(onePiece(content))
      return { fingerprint: content, packageBytes: content.length, signedBy: 'a'.repeat(64) }
    },
    signsWith: async () => 'a'.repeat(64),
    signMessage: async () => '',
    handOver: async ({ attempt, openPackage }) => {
      let content = ''
      for await (const chunk of openPackage()) content += Buffer.from(chunk).toString()
      const [picture] = await world.keeper.look(world.reference)
      return toOutcome(world.channel.take(attempt, content, mood, picture?.attempts ?? []), new Date(now))
    },
    follow: async () => ({ status: heard(asked) }),
    readReceipt: async raw => {
      const { occurredAt, ...receipt } = JSON.parse(raw) as Receipt
      return { ...receipt, occurredAt: new Date(occurredAt) }
    },
    receiptIdOf: () => undefined
  }
}

function heard (asked: Asked): Exclude<Asked, 'down'> {
  if (asked === 'down') throw new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot ask')
  return asked
}

async function* onePiece (content: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(Buffer.from(content))
}

/** What model and reality are compared by. */
function shapeOf ({ state, next, attempts, reasonCode }: Picture): object {
  return { state, next: next?.step ?? null, attempts: attempts.map(({ channel, state }) => ({ channel, state })), why: state === 'held' ? reasonCode : null }
}

/** Tells whether a picture is the model's letter. */
export function isLike (picture: Picture, { state, next, attempts, why }: Letter): boolean {
  return isDeepStrictEqual(shapeOf(picture), { state, next, attempts, why: state === 'held' ? why : null })
}

/** Looks at the letter, and holds it to every promise. */
export async function observe (world: World): Promise<Picture | undefined> {
  const found = await world.keeper.look(world.reference)
  if (found.length > 1) throw new Error('one call made two letters')
  const [picture] = found
  const before = world.picture
  const problems = [...world.channel.complaints, ...picture === undefined ? [] : broken(picture, before)]
  if (before !== undefined && picture === undefined) problems.push('the letter is lost')
  if (problems.length > 0) throw new Error(problems.join('; '))
  world.picture = picture
  return picture
}

/** Observes the letter and holds it to one of these; gives the last that fits. */
export async function expectOne (world: World, model: Model, candidates: readonly Letter[]): Promise<void> {
  const picture = await observe(world)
  const fitting = picture === undefined ? undefined : candidates.findLast(one => isLike(picture, one))
  if (picture === undefined || fitting === undefined) {
    throw new Error(`the letter is ${JSON.stringify(picture && shapeOf(picture))}, and by the rules ${JSON.stringify(candidates.at(-1))}`)
  }
  model.letter = { ...fitting, since: picture.changedAt }
  for (const one of [fitting.state, ...fitting.attempts.map(({ state }, index) => `${index === 0 ? 'first' : 'later'} attempt ${state}`)]) world.seen.add(one)
}

/** A job for a step of the letter, which must end exactly once unless its worker dies. */
export async function carryJob (world: World, journey: Journey, step: Step, stopping?: AbortSignal): Promise<number> {
  let ended = 0
  const letterId = world.picture?.id ?? ''
  await journey.carry(step, [{ letterId, acknowledge: async () => { ended += 1 } }], stopping).then(rest => rest.ended).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  return ended
}
