// Everything that can happen to one letter, as commands for fast-check.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { recheck } from '../../src/journey/recheck.ts'
import { setAside } from '../../src/journey/mend.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { ReceiptKind } from '../../src/letter/receipt.ts'
import { aSubmission } from './submission.ts'
import { accepted, decided, givenUp, reconsidered, settled, stretchOf, type Letter, type Register } from './letter-model.ts'
import { carryJob, expectOne, hire, observe, type Model, type Weather, type World } from './world.ts'
import { Killed, type Fate, type Worker } from './worker.ts'

type Command = fc.AsyncCommand<Model, World>

/** One command: when it makes sense, what it does, and how it is told. */
class Doing implements Command {
  readonly #told: string
  readonly #run: (model: Model & { letter: Letter }, world: World) => Promise<void>

  constructor (told: string, run: (model: Model & { letter: Letter }, world: World) => Promise<void>) {
    this.#told = told
    this.#run = run
  }

  check ({ letter }: Model): boolean { return letter !== undefined }

  async run (model: Model, world: World): Promise<void> {
    if (hasLetter(model)) await this.#run(model, world)
  }

  toString (): string { return this.#told }
}

function hasLetter (model: Model): model is Model & { letter: Letter } {
  return model.letter !== undefined
}

const survives = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => { if (!(error instanceof Killed)) throw error })
}

/** The case system's call, once or again. The caller dies where the fate says, and then its answer is lost. */
class Submit implements Command {
  readonly #isOther: boolean
  readonly #fate: Fate

  constructor (isOther: boolean, fate: Fate) {
    this.#isOther = isOther
    this.#fate = fate
  }

  check ({ letter }: Model): boolean { return letter !== undefined || !this.#isOther }

  async run (model: Model, world: World): Promise<void> {
    const { journey } = hire(world, undefined, this.#fate)
    const mayWait = world.clock.now <= world.heldUntil
    const result = await journey.accept(aSubmission(world.reference, this.#isOther)).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
      world.heldUntil = world.clock.now + 120_000
      return undefined
    })
    if (result?.kind === 'refused') {
      const [code] = result.problems.map(problem => problem.code)
      const isRight = model.letter === undefined ? mayWait && code === 'ERR_INTAKE_IN_FLIGHT' : this.#isOther && code === 'ERR_INTAKE_KEY_REUSED'
      if (!isRight) throw new Error(`the call was refused: ${code ?? ''}`)
    } else if (result !== undefined) {
      world.body ??= result.body
      if (this.#isOther || result.body !== world.body) throw new Error('a repeat was answered as another letter')
      if (result.kind === 'created' && model.letter !== undefined) throw new Error('a repeat made another letter')
    }
    if (model.letter !== undefined) return expectOne(world, model, [model.letter])
    const isThere = await observe(world) !== undefined
    if (result?.kind === 'created' && !isThere) throw new Error('answered, and not stored')
    if (isThere) await expectOne(world, model, [accepted(world.clock.now)])
  }

  toString (): string { return `submit(${this.#isOther ? 'another letter, ' : ''}${tell(this.#fate)})` }
}

const tell = ({ kind, at }: Fate): string => kind === 'none' ? 'to the end' : `${kind} at ${at}`

/** A worker takes a job for a step; `due`: the one the letter waits for, when its time has come. */
function carrying (step: Step | 'due', weather: Weather, fate: Fate): Command {
  return new Doing(`carry(${step}, ${JSON.stringify(weather)}, ${tell(fate)})`, async (model, world) => {
    const { letter } = model
    const next = world.picture?.next
    if (step === 'due') world.clock.now = Math.max(world.clock.now, next?.at ?? 0)
    const taken = step === 'due' ? letter.next ?? 'follow' : step
    const isDue = next?.step === taken && next.at <= world.clock.now + 5_000
    const claimNo = world.picture?.claimNo ?? 0
    const { worker, journey, meeting } = hire(world, weather, fate.kind === 'freeze' && world.frozen !== undefined ? { kind: 'none', at: 0 } : fate)
    const stretch = isDue ? stretchOf(letter, taken, meeting, weather.goesOn && taken === 'lookup') : []
    const [end = letter] = stretch.flat().slice(-1)
    const work = carryJob(world, journey, taken)
    const ended = await Promise.race([work, worker.frozen])
    const [now] = await world.keeper.look(world.reference)
    const claims = (now?.claimNo ?? 0) - claimNo
    noSurprise(worker)
    if (claims === 1 && fate.kind === 'crash') world.seen.add('a worker that died with the letter in hand')
    if (claims > 1 && claims <= stretch.length && fate.kind === 'crash') world.seen.add('a worker that died while it went on')
    if (claims > 2) world.seen.add('a worker that went on')
    await expectOne(world, model, claims === 0 ? [letter] : stretch[claims - 1]?.slice(1, -1) ?? [end])
    if (ended === 'frozen') {
      const hasConcluded = claims === 0 || claims > stretch.length
      world.frozen = { worker, done: work.then(() => {}), end, claimNo: now?.claimNo ?? 0, hasConcluded }
    } else if (fate.kind !== 'crash' && (ended !== 1 || claims !== (isDue ? stretch.length + 1 : 0))) {
      throw new Error(`a job ended ${ended} times, after ${claims} claims and moves`)
    }
  })
}

function noSurprise ({ surprises }: Worker): void {
  if (surprises.length > 0) throw new Error(`a failure without a name: ${String(surprises[0])}`)
}

/** A worker that must stop gives the letter back, as if it had never had it. */
const handingBack = new Doing('hand back', async (model, world) => {
  const { journey } = hire(world)
  await carryJob(world, journey, model.letter.next ?? 'follow', AbortSignal.abort())
  await expectOne(world, model, [model.letter])
})

/** A worker that stood still goes on. Whoever has taken the letter since has the say. */
const thawing = new Doing('thaw', async (model, world) => {
  const { frozen, picture } = world
  if (frozen === undefined) return
  world.frozen = undefined
  const isStale = picture?.claimNo !== frozen.claimNo || frozen.hasConcluded
  const before = JSON.stringify(picture)
  if (isStale && !frozen.hasConcluded) world.seen.add('a stale worker')
  frozen.worker.thaw()
  await frozen.done
  await expectOne(world, model, [isStale ? model.letter : frozen.end])
  if (!isStale) noSurprise(frozen.worker)
  if (isStale && JSON.stringify(world.picture) !== before) throw new Error('a stale worker has written')
})

function receiving (index: number, kind: ReceiptKind, isForeign: boolean, fate: Fate): Command {
  return new Doing(`receipt(${kind} of ${index}${isForeign ? ', foreign' : ''}, ${tell(fate)})`, async (model, world) => {
    const attempts = world.picture?.attempts ?? []
    const at = index % Math.max(attempts.length, 1)
    const attempt = attempts[at]
    if (attempt === undefined || !world.channel.has(attempt.messageId)) return
    if (!isForeign) world.channel.turn(attempt.messageId, kind === 'failure' ? 'failed' : 'forwarded')
    const { conversationId, receiver } = attempt
    const raw = JSON.stringify({ id: randomUUID(), conversationId, kind, issuer: isForeign ? '313000001' : receiver, occurredAt: new Date(world.clock.now) })
    world.mail.push(raw)
    const after = isForeign ? model.letter : settled(model.letter, at, kind)
    await survives(hire(world, undefined, fate).journey.settle(raw))
    await expectOne(world, model, fate.kind === 'crash' ? [model.letter, after] : [after])
    // What was not acknowledged comes again.
    await hire(world).journey.settle(raw)
    await expectOne(world, model, [after])
  })
}

const repeating = (index: number): Command => new Doing(`receipt again(${index})`, async (model, world) => {
  const raw = world.mail[index % Math.max(world.mail.length, 1)]
  if (raw !== undefined && await hire(world).journey.settle(raw) !== 'known') throw new Error('a receipt was taken twice')
  await expectOne(world, model, [model.letter])
})

const forwarding = (fails: boolean): Command => new Doing(fails ? 'the channel gives up' : 'the channel forwards', async (_model, world) => {
  const messageId = world.picture?.attempts.at(-1)?.messageId
  if (messageId !== undefined) world.channel.turn(messageId, fails ? 'failed' : 'forwarded')
})

const registering = (register: Register, isTold: boolean): Command => new Doing(`the register says ${register}${isTold ? ', and tells' : ''}`, async (model, world) => {
  world.register = register
  if (!isTold) return
  await recheck(world.records, world.picture?.id ?? '', 'population-register', new Date(world.clock.now))
  await expectOne(world, model, [reconsidered(model.letter)])
})

const deciding = (action: 'print' | 'stop'): Command => new Doing(`decide(${action})`, async (model, world) => {
  const input = { by: 'Kari', reason: 'Avklart', ...action === 'stop' ? { action } : { action: 'route', channel: 'print' } }
  const { journey } = hire(world)
  const result = await journey.decide({ client: 'desk', idempotencyKey: randomUUID(), letterId: world.picture?.id ?? '', input }).catch(() => undefined)
  const after = decided(model.letter, action, world.register)
  if ((result?.kind === 'decided') !== (after !== undefined)) throw new Error(`a decision was ${result?.kind ?? 'not taken'}`)
  await expectOne(world, model, [after ?? model.letter])
})

const givingUp = new Doing('the queue gives up', async (model, world) => {
  const { letter } = model
  const next = world.picture?.next
  const isDue = next !== undefined && next !== null && next.at <= world.clock.now + 5_000
  await setAside(world.records, world.picture?.id ?? '', letter.next ?? 'follow', new Date(world.clock.now))
  await expectOne(world, model, [isDue ? givenUp(letter) : letter])
})

const ticking = (ms: number): Command => new Doing(`tick(${ms})`, async (_model, world) => { world.clock.now += ms })

const restarting = new Doing('restart', async (_model, world) => { world.records = world.keeper.open() })

const registers = fc.constantFrom<Register>('mailbox', 'mailbox', 'mailbox', 'reserved', 'dead', 'unknown', 'down')
const steps = fc.constantFrom<Step>('lookup', 'seal', 'send', 'follow')
const kinds = fc.constantFrom<ReceiptKind>('delivery', 'opening', 'notification-failed', 'failure', 'returned-post', 'print-accepted')
const weathers: fc.Arbitrary<Weather> = fc.record({
  sealing: fc.constantFrom('sealed', 'sealed', 'sealed', 'key-away', 'too-large'),
  mood: fc.constantFrom('taken', 'taken', 'lost', 'lost-before', 'unavailable', 'busy', 'refused', 'unauthorized'),
  isSilent: fc.constantFrom(false, false, false, true),
  goesOn: fc.boolean()
})
const calm = fc.boolean().map((goesOn): Weather => ({ sealing: 'sealed', mood: 'taken', isSilent: false, goesOn }))
const whole = fc.constant<Fate>({ kind: 'none', at: 0 })
const crash: fc.Arbitrary<Fate> = fc.record({ kind: fc.constant('crash'), at: fc.nat(28) })
const freeze: fc.Arbitrary<Fate> = fc.record({ kind: fc.constant('freeze'), at: fc.integer({ min: 1, max: 20 }) })

/** All of them, those that carry a letter on the most often. */
export const commands: fc.Arbitrary<Command>[] = [
  ...Array.from({ length: 5 }, () => fc.tuple(calm, whole).map(([weather, fate]) => carrying('due', weather, fate))),
  fc.tuple(weathers, whole).map(([weather, fate]) => carrying('due', weather, fate)),
  fc.tuple(weathers, whole).map(([weather, fate]) => carrying('due', weather, fate)),
  fc.tuple(weathers, crash).map(([weather, fate]) => carrying('due', weather, fate)),
  fc.tuple(weathers, freeze).map(([weather, fate]) => carrying('due', weather, fate)),
  fc.tuple(calm, freeze).map(([weather, fate]) => carrying('due', weather, fate)),
  fc.constant(carrying('due', { sealing: 'sealed', mood: 'lost', isSilent: true, goesOn: false }, { kind: 'none', at: 0 })),
  fc.constant(carrying('due', { sealing: 'sealed', mood: 'unavailable', isSilent: false, goesOn: false }, { kind: 'none', at: 0 })),
  fc.constant(carrying('due', { sealing: 'sealed', mood: 'unauthorized', isSilent: false, goesOn: false }, { kind: 'none', at: 0 })),
  fc.tuple(steps, weathers, fc.oneof(whole, crash)).map(([step, weather, fate]) => carrying(step, weather, fate)),
  fc.tuple(fc.constantFrom(false, false, true), fc.oneof(whole, crash)).map(([isOther, fate]) => new Submit(isOther, fate)),
  fc.constant(new Submit(false, { kind: 'none', at: 0 })),
  fc.tuple(fc.nat(2), kinds, fc.constantFrom(false, false, false, true), fc.oneof(whole, crash)).map(args => receiving(...args)),
  fc.tuple(fc.nat(2), kinds, fc.constant(false), whole).map(args => receiving(...args)),
  fc.nat(5).map(repeating),
  fc.boolean().map(forwarding),
  fc.tuple(registers, fc.boolean()).map(([register, isTold]) => registering(register, isTold)),
  fc.constantFrom<'print' | 'stop'>('print', 'print', 'stop').map(deciding),
  fc.constant(deciding('print')),
  fc.constantFrom(1_000, 130_000, 7_200_000, 108_000_000, 300_000_000).map(ticking),
  fc.constantFrom(thawing, thawing, handingBack, givingUp, restarting)
]

/** What brings any letter to where nothing more is to be done without people, or a receipt. */
export async function bringHome (model: Model, world: World): Promise<void> {
  await thawing.run(model, world)
  world.register = 'mailbox'
  for (let step = 0; step < 12 && model.letter !== undefined && model.letter.next !== null && model.letter.state !== 'dispatched'; step += 1) {
    await carrying('due', { sealing: 'sealed', mood: 'taken', isSilent: false, goesOn: false }, { kind: 'none', at: 0 }).run(model, world)
  }
  if (model.letter?.next != null && model.letter.state !== 'dispatched') throw new Error('a letter does not come home')
}
