// A letter on its way while the register changes its mind about the person: at a chosen moment, in any way that makes a send wrong.
// Imports nothing of tap, whose hooks on every promise would make thousands of runs slow.
import { randomUUID } from 'node:crypto'
import { carry } from '../../src/journey/carry.ts'
import type { CarryPorts } from '../../src/journey/carry-ports.ts'
import type { Records } from '../../src/journey/records.ts'
import type { Rooms } from '../../src/journey/rooms.ts'
import { watchRegister, type RegisterCursors } from '../../src/journey/watch-registers.ts'
import type { SendChoice } from '../../src/letter/choice.ts'
import type { Letter } from '../../src/letter/letter.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import type { SealedEnvelope } from '../../src/letter/sealed-envelope.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from './a-letter.ts'
import { aContact, aPerson, facts, validCertificate } from './facts.ts'
import { seeded } from './seeded.ts'

/** A change that makes what was planned wrong, and how the letter must end after it. */
export interface Danger {
  before: Partial<RecipientFacts>
  after: Partial<RecipientFacts>
  /** `dispatched` on this channel, or stopped in this state. */
  ends: 'eboks' | 'digipost' | 'print' | 'needs_decision' | 'undeliverable'
  /** Whether the facts after the change forbid this very hand-over. Written without asking the rules. */
  isWrong: (sent: SendChoice) => boolean
}

const reserved = aContact({ isReserved: true })
const withoutMailbox = aContact()
delete withoutMailbox.mailbox
const home = { name: 'STADIG KUBBESTOL', lines: ['Nyvegen 1'], postalCode: '0155', city: 'OSLO' }
const hidden = aPerson({ protection: 'strictly-confidential', addressSource: 'none' })
delete hidden.address
const newCertificate = { ...validCertificate, pem: 'another certificate' }
const isPrintElsewhere = (sent: SendChoice): boolean => sent.kind !== 'print' || sent.address.lines[0] !== home.lines[0]

/** Every change named by the register's own dangers. */
export const dangers: Readonly<Record<string, Danger>> = {
  'dies': { before: {}, after: { person: aPerson({ isDead: true, status: 'dead' }) }, ends: 'needs_decision', isWrong: () => true },
  'reserves': { before: {}, after: { contact: reserved }, ends: 'print', isWrong: sent => sent.kind === 'mailbox' },
  'gets protection': {
    before: { contact: reserved }, after: { contact: reserved, person: aPerson({ protection: 'confidential', address: home, addressSource: 'postal' }) },
    ends: 'print', isWrong: isPrintElsewhere
  },
  'gets strict protection': { before: { contact: reserved }, after: { contact: reserved, person: hidden }, ends: 'needs_decision', isWrong: () => true },
  'moves': { before: { contact: reserved }, after: { contact: reserved, person: aPerson({ address: home }) }, ends: 'print', isWrong: isPrintElsewhere },
  'loses the mailbox': { before: {}, after: { contact: withoutMailbox }, ends: 'print', isWrong: sent => sent.kind === 'mailbox' },
  'changes provider': {
    before: {}, after: { contact: aContact({ mailbox: { address: 'stadig#EBOK', provider: '922020175', certificate: newCertificate } }) },
    ends: 'eboks', isWrong: sent => sent.kind !== 'mailbox' || sent.mailboxAddress !== 'stadig#EBOK' || sent.certificate.pem !== newCertificate.pem
  },
  'gets another number': {
    before: {},
    after: {
      person: aPerson({ nationalIdentityNumber: '04864803089', isSuperseded: true }),
      contact: aContact({ mailbox: { address: 'stadig#NEW', provider: '984661185', certificate: validCertificate } })
    },
    ends: 'digipost', isWrong: sent => sent.kind !== 'mailbox' || sent.mailboxAddress !== 'stadig#NEW'
  },
  'is unknown': { before: {}, after: { person: 'unknown' }, ends: 'undeliverable', isWrong: () => true }
}

const acceptedAt = new Date('2026-03-01T10:00:00Z')

/** Moments at which a register may change its mind, in the order a letter passes them. */
export const moments = ['asked', 'answered', 'to seal', 'sealing', 'sealed', 'to send', 'asked again'] as const

/** One of them. `never`: nothing happens. */
export type Moment = typeof moments[number] | 'never'

/** Where a letter is kept, and how it stands. */
export interface Keeper {
  records: Records
  cursors: RegisterCursors
  insert: (letter: Letter) => Promise<void>
  look: (id: string) => Promise<{ state: string, channel: string | null, next: { step: Step, at: Date } | null }>
}

/** What is done to a letter, when. */
export interface Plan {
  danger: Danger
  flipAt: Moment
  /** When the change is read from the feed; a moment no earlier than the change. */
  toldAt: Moment
  registerMaxAgeMs: number
}

/** What came of it. */
export interface Outcome { ended: string, sent: number, wrong: number, unexpected: unknown[] }

/** Ways the gateway hears of a change: by asking at the last moment, or by the feed while its facts still count as fresh. */
const ways: readonly ((random: () => number) => Pick<Plan, 'flipAt' | 'toldAt' | 'registerMaxAgeMs'>)[] = [
  random => ({ flipAt: pick(random, 0, moments.length), toldAt: 'never', registerMaxAgeMs: 0 }),
  random => {
    const flipped = Math.floor(random() * (moments.length - 1))
    return { flipAt: moments[flipped] ?? 'never', toldAt: pick(random, flipped, moments.length - 1), registerMaxAgeMs: 3_600_000 }
  }
]

function pick (random: () => number, from: number, to: number): Moment {
  return moments[from + Math.floor(random() * (to - from))] ?? 'never'
}

/** Lets a danger strike so often, at random moments, heard of in both ways by turns. Gives what came of it. */
export async function strike (name: string, runs: number, toKeeper: () => Keeper): Promise<Outcome[]> {
  const danger = dangers[name]
  if (danger === undefined) throw new Error('there is no such danger')
  const random = seeded(runs + name.length)
  const outcomes: Outcome[] = []
  for (let run = 0; run < runs; run += 1) {
    const plan = ways[run % ways.length]?.(random) ?? { flipAt: 'never', toldAt: 'never', registerMaxAgeMs: 0 }
    outcomes.push(await flip(toKeeper(), { danger, ...plan }))
  }
  return outcomes
}

/** Carries one letter from its lookup to its end. */
export async function flip (keeper: Keeper, plan: Plan): Promise<Outcome> {
  const letter = aLetter({ id: randomUUID(), recipient: { kind: 'person', nationalIdentityNumber: '20914695016' }, acceptedAt })
  const clock = { now: acceptedAt }
  const outcome: Outcome = { ended: '', sent: 0, wrong: 0, unexpected: [] }
  const ports = portsOf(keeper, plan, clock, outcome)
  await keeper.insert(letter)
  for (let step = 0; step < 12; step += 1) {
    const { state, channel, next } = await keeper.look(letter.id)
    outcome.ended = state === 'dispatched' ? channel ?? '' : state
    if (next === null || state === 'dispatched') break
    clock.now = new Date(Math.max(clock.now.getTime(), next.at.getTime()) + 1000)
    await carry(ports, next.step, [{ letterId: letter.id, acknowledge: async () => {} }])
  }
  return outcome
}

/** What the register says, and whether the gateway was told of the change. */
interface Register { facts: Partial<RecipientFacts>, isFlipped: boolean, isTold: boolean, asked: number }

/** One letter's way, with everything a moment may change. */
interface Way { plan: Plan, clock: { now: Date }, outcome: Outcome, register: Register, pass: (moment: Moment) => Promise<void> }

function portsOf (keeper: Keeper, plan: Plan, clock: { now: Date }, outcome: Outcome): CarryPorts {
  const register: Register = { facts: plan.danger.before, isFlipped: false, isTold: false, asked: 0 }
  const pass = async (moment: Moment): Promise<void> => {
    if (moment === plan.flipAt && !register.isFlipped) Object.assign(register, { facts: plan.danger.after, isFlipped: true })
    if (moment !== plan.toldAt || register.isTold) return
    register.isTold = true
    await tell(keeper, clock)
  }
  return {
    rooms: roomsOf({ plan, clock, outcome, register, pass }),
    records: { ...keeper.records, letters: passing(keeper.records.letters, pass) },
    now: () => clock.now,
    newId: randomUUID,
    registerMaxAgeMs: plan.registerMaxAgeMs,
    random: () => 0.5,
    onStale: () => {},
    onHandedOver: () => {},
    onSetAside: () => {},
    onUnexpected: error => { outcome.unexpected.push(error) }
  }
}

/** Letters as kept, with a moment before and after they are taken for their hand-over. */
function passing (letters: Records['letters'], pass: Way['pass']): Records['letters'] {
  const claim: typeof letters.claim = async (called, step, now) => {
    if (step === 'send') await pass('sealed')
    const claims = await letters.claim(called, step, now)
    if (step === 'send') await pass('to send')
    return claims
  }
  return { ...letters, claim }
}

function roomsOf (way: Way): Rooms {
  const { clock, register, pass } = way
  return {
    route,
    printService: async () => facts().printService,
    ladderOf: () => undefined,
    quietUntil: () => undefined,
    pricing: { forecast: () => undefined, priceAt: () => undefined },
    abilitiesOf: () => ({ canBeAsked: true, recognizesRepeats: true }),
    follow: async () => ({ status: 'forwarded' }),
    readReceipt: async () => { throw new Error('there are no receipts') },
    receiptIdOf: () => undefined,
    lookup: async people => {
      register.asked += 1
      const isFirst = register.asked === 1
      await pass(isFirst ? 'asked' : 'asked again')
      const answer = facts({ ...register.facts, readAt: clock.now })
      if (isFirst) await pass('answered')
      return new Map(people.map(number => [number, answer]))
    },
    seal: async ({ choice }, sink) => {
      await pass('to seal')
      await sink(onePiece(choice.certificate.pem))
      await pass('sealing')
      return { fingerprint: choice.certificate.pem, packageBytes: 1, signedBy: 'a'.repeat(64) }
    },
    signsWith: async () => 'a'.repeat(64),
    signMessage: async ({ choice }) => JSON.stringify(choice),
    handOver: envelope => take(way, envelope)
  }
}

/** The channel, which judges what it is given by what the register says. */
async function take ({ plan, outcome, register }: Way, envelope: SealedEnvelope): ReturnType<Rooms['handOver']> {
  const sent = JSON.parse(await envelope.signMessage('token')) as SendChoice
  let sealedTo = ''
  for await (const chunk of envelope.openPackage()) sealedTo += Buffer.from(chunk).toString()
  outcome.sent += 1
  if (sealedTo !== sent.certificate.pem || (register.isFlipped && plan.danger.isWrong(sent))) outcome.wrong += 1
  return { kind: 'done', reference: '' }
}

async function* onePiece (text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text))
}

/** Reads the feed on: it tells of our person alone. */
async function tell ({ records, cursors }: Keeper, clock: { now: Date }): Promise<void> {
  await cursors.start('population-register', '0', clock.now)
  await watchRegister({
    register: 'population-register',
    feed: {
      latest: async () => '0',
      changes: async after => ({ people: ['20914695016'], next: String(Number(after) + 1), isMore: false })
    },
    cursors,
    records,
    now: () => clock.now,
    passOverAfterMs: 3_600_000,
    onRechecked: () => {},
    onPassedOver: error => { throw error }
  })
}
