import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { TransportStatus } from '../../src/journey/rooms.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Outcome } from '../../src/letter/outcome.ts'
import type { PauseScope } from '../../src/letter/pause.ts'
import { aJourney, carryStep, eventsOf, letterBefore, statusOf, taken, type TestJourney } from '../support/a-journey.ts'
import { claimOne } from '../support/a-store.ts'

const lost = new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell whether it was handed over')

/** A letter that is about to be sent, over a channel that answers so. */
async function sending (outcome: Outcome | Error): Promise<{ bench: TestJourney, id: string }> {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  bench.rooms.handOver = async envelope => {
    bench.handedOver.push(await taken(envelope))
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  return { bench, id }
}

/** Lets the back-off pass and sends again, over a channel that says so of the first message. */
async function again ({ bench, id }: { bench: TestJourney, id: string }, status: TransportStatus['status']): Promise<string[]> {
  const asked: string[] = []
  bench.rooms.follow = async ({ messageId, state }) => { asked.push(`${messageId} ${state}`); return { status } }
  bench.rooms.handOver = async envelope => { bench.handedOver.push(await taken(envelope)); return { kind: 'done', reference: envelope.attempt.messageId } }
  bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  await carryStep(bench, 'send', id)
  return asked
}

test('sendStep() hands the stored package over, with a message signed for it', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id)
  const { attempts: [attempt] } = await statusOf(bench, id)
  t.match(attempt, { state: 'handed_over', handedOverAt: bench.clock.now })
  const { messageId = '', fingerprint = '' } = attempt ?? {}
  t.match(bench.handedOver, [{ messageId, package: /^sealed: %PDF/, message: `${messageId}/${fingerprint}/token` }])
})

test('sendStep() tells how long after it was to leave a letter was handed over, once', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  bench.clock.now = new Date(bench.clock.now.getTime() + 90_000)
  const { log } = bench.records
  bench.records.log = () => Promise.reject(new Error('not written'))
  await carryStep(bench, 'send', id)
  t.strictSame(bench.afterSeconds, [])
  bench.records.log = log
  await carryStep(bench, 'send', id)
  t.strictSame(bench.afterSeconds, [['decision', 90]])
})

test('sendStep() sends nothing for the first time that bears another certificate than the one in use: it is sealed anew', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  bench.rooms.signsWith = async () => 'b'.repeat(64)
  await carryStep(bench, 'send', id)
  t.strictSame(bench.handedOver, [])
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup' }, attempts: [{ state: 'refused' }] })
  t.match((await bench.events.ofLetter(id)).slice(-2), [{ type: 'letter.rechecked', data: { from: 'certificate' } }, { type: 'attempt.called_off' }])
  const { seal } = bench.rooms
  bench.rooms.seal = async (...asked) => ({ ...await seal(...asked), signedBy: 'b'.repeat(64) })
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  t.match(await statusOf(bench, id), { state: 'dispatched' })
  t.strictSame((await bench.records.attempts.ofLetter(id)).map(({ signedBy }) => signedBy), ['a'.repeat(64), 'b'.repeat(64)])
})

test('sendStep() waits, and marks nothing, while the certificate in use must not be signed with', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  bench.rooms.signsWith = async () => { throw new GatewayError('ERR_SEAL_CERTIFICATE_REVOKED', 'Cannot sign with the enterprise certificate: it is revoked') }
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'sealed', reason: { code: 'ERR_SEAL_CERTIFICATE_REVOKED' }, attempts: [{ state: 'sealed' }] })
})

test('sendStep() repeats a message in doubt with the package it had, whatever certificate is in use since', async t => {
  const { bench, id } = await sending(lost)
  await carryStep(bench, 'send', id)
  bench.rooms.signsWith = async () => 'b'.repeat(64)
  await again({ bench, id }, 'unknown')
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ state: 'handed_over' }] })
  t.strictSame(bench.handedOver[1], bench.handedOver[0])
})

test('sendStep() writes the hand-over down before it begins', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  let during: string | undefined
  bench.rooms.handOver = async () => { during = (await statusOf(bench, id)).attempts[0]?.state; return { kind: 'done', reference: '' } }
  await carryStep(bench, 'send', id)
  t.equal(during, 'handing_over')
})

test('sendStep() asks how it went a second later', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const { now } = bench.clock
  await carryStep(bench, 'send', id)
  t.strictSame((await statusOf(bench, id)).next, { step: 'follow', at: new Date(now.getTime() + 1000) })
})

for (const outcome of [{ kind: 'retry', error: lost } as const, new Error('socket hang up')]) {
  test(`sendStep() calls a hand-over without an answer uncertain: ${outcome instanceof Error ? 'thrown' : 'told'}`, async t => {
    const { bench, id } = await sending(outcome)
    await carryStep(bench, 'send', id)
    t.match(await statusOf(bench, id), {
      state: 'sealed', reason: { code: 'ERR_DISPATCH_UNCERTAIN' }, next: { step: 'send' }, attempts: [{ state: 'uncertain' }]
    })
    t.strictSame((await eventsOf(bench, id)).slice(-2), ['attempt.uncertain', 'letter.waiting'])
  })
}

for (const status of ['registered', 'forwarded'] as const) {
  test(`sendStep() asks before it repeats, and sends nothing when the message is ${status}`, async t => {
    const bed = await sending({ kind: 'retry', error: lost })
    await carryStep(bed.bench, 'send', bed.id)
    const { attempts: [attempt] } = await statusOf(bed.bench, bed.id)
    t.strictSame(await again(bed, status), [`${attempt?.messageId ?? ''} uncertain`])
    t.equal(bed.bench.handedOver.length, 1)
    t.match(await statusOf(bed.bench, bed.id), { state: 'dispatched', attempts: [{ state: 'handed_over' }] })
  })
}

test('sendStep() repeats the same message, byte for byte, when nobody has heard of it', async t => {
  const bed = await sending({ kind: 'retry', error: lost })
  await carryStep(bed.bench, 'send', bed.id)
  await again(bed, 'unknown')
  const [first, second] = bed.bench.handedOver
  t.strictSame(second, first)
  t.match(await statusOf(bed.bench, bed.id), { state: 'dispatched', attempts: [{ ordinal: 1, state: 'handed_over' }] })
})

test('sendStep() holds a letter whose uncertain message has failed', async t => {
  const bed = await sending({ kind: 'retry', error: lost })
  await carryStep(bed.bench, 'send', bed.id)
  await again(bed, 'failed')
  t.match(await statusOf(bed.bench, bed.id), { state: 'held', reason: { code: 'ERR_DISPATCH_FAILED_LATER' }, attempts: [{ state: 'refused' }] })
})

test('sendStep() stays in doubt while the channel cannot be asked, and sends nothing', async t => {
  const bed = await sending({ kind: 'retry', error: lost })
  const { bench, id } = bed
  await carryStep(bench, 'send', id)
  bench.rooms.follow = async () => { throw new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot ask') }
  bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'sealed', next: { step: 'send' }, attempts: [{ state: 'uncertain' }] })
  t.equal(bench.handedOver.length, 1)
})

test('sendStep() doubts a hand-over that a process died in, and asks before anything else', async t => {
  const bed = await sending({ kind: 'done', reference: '' })
  const { bench, id } = bed
  const attempt = (await statusOf(bench, id)).attempts[0]
  if (attempt !== undefined) await bench.records.attempts.move(attempt, 'handing_over')
  t.strictSame(await again(bed, 'registered'), [`${attempt?.messageId ?? ''} uncertain`])
  t.strictSame(bench.handedOver, [])
  t.ok((await eventsOf(bench, id)).includes('attempt.uncertain'))
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ state: 'handed_over' }] })
})

test('sendStep() tells the reason of the route again once the trouble is over', async t => {
  const bed = await sending({ kind: 'retry', error: lost })
  const { reason } = await statusOf(bed.bench, bed.id)
  await carryStep(bed.bench, 'send', bed.id)
  t.equal((await statusOf(bed.bench, bed.id)).reason?.code, 'ERR_DISPATCH_UNCERTAIN')
  await again(bed, 'unknown')
  t.strictSame((await statusOf(bed.bench, bed.id)).reason, reason)
})

for (const code of ['ERR_DISPATCH_UNAVAILABLE', 'ERR_MASKINPORTEN_UNAVAILABLE'] as const) {
  test(`sendStep() knows that nothing left us on ${code}, and sends again without asking`, async t => {
    const bed = await sending({ kind: 'retry', error: new GatewayError(code, 'Cannot hand over') })
    await carryStep(bed.bench, 'send', bed.id)
    t.match(await statusOf(bed.bench, bed.id), { state: 'sealed', reason: { code }, next: { step: 'send' }, attempts: [{ state: 'sealed' }] })
    t.notOk((await eventsOf(bed.bench, bed.id)).includes('attempt.uncertain'))
    t.strictSame(await again(bed, 'unknown'), [])
    t.equal((await statusOf(bed.bench, bed.id)).state, 'dispatched')
  })
}

test('sendStep() obeys the moment a busy channel names', async t => {
  const notBefore = new Date('2026-03-01T12:00:00Z')
  const { bench, id } = await sending({ kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot hand over', { notBefore }) })
  await carryStep(bench, 'send', id)
  t.strictSame((await statusOf(bench, id)).next, { step: 'send', at: notBefore })
})

test('sendStep() waits without counting a failure when the channel rests', async t => {
  const until = new Date('2026-03-01T12:00:00Z')
  const { bench, id } = await sending({ kind: 'wait', until, code: 'ERR_DISPATCH_RESTING' })
  await bench.database.query('update letter set failures = 3 where id = $1', [id])
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), {
    state: 'sealed', reason: { code: 'ERR_DISPATCH_RESTING' }, next: { step: 'send', at: until }, attempts: [{ state: 'sealed' }]
  })
  t.equal((await claimOne(bench, id, 'send', until)).failures, 3)
})

test('sendStep() sends nothing on a channel that is paused, and burns no try', async t => {
  const { bench, id } = await sending({ kind: 'done', reference: '' })
  await bench.records.pauses.leaveAlone(randomUUID(), 'digipost', new Date(bench.clock.now.getTime() + 1000), 'ERR_DISPATCH_THROTTLED', bench.clock.now)
  for (let round = 0; round < 3; round += 1) await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'sealed', next: { step: 'send' }, attempts: [{ state: 'sealed' }] })
  t.strictSame(bench.handedOver, [])
  bench.clock.now = new Date(bench.clock.now.getTime() + 1000)
  t.match(await claimOne(bench, id, 'send', bench.clock.now), { failures: 0, unfinishedClaims: 1 })
  await carryStep(bench, 'send', id)
  t.equal((await statusOf(bench, id)).state, 'dispatched')
})

for (const [code, askedFor] of [['ERR_DISPATCH_THROTTLED', undefined], ['ERR_DISPATCH_UNCERTAIN', undefined], ['ERR_DISPATCH_CERTIFICATE', undefined],
  ['ERR_DISPATCH_THROTTLED', new Date('2027-01-01T00:00:00Z')]] as const) {
  test(`sendStep() leaves the whole channel alone until the moment ${code} names${askedFor === undefined ? '' : ', and tells of an absurd one'}`, async t => {
    const notBefore = new Date('2026-03-01T12:00:00Z')
    const { bench, id } = await sending({
      kind: 'retry', error: new GatewayError(code, 'Cannot hand over', { notBefore, ...askedFor !== undefined && { askedFor } })
    })
    await carryStep(bench, 'send', id)
    const reason = askedFor === undefined ? code : `${code}, asked for until 2027-01-01T00:00:00.000Z`
    t.match(await bench.records.pauses.inForce(bench.clock.now), [{ kind: 'channel', channel: 'digipost', sender: null, until: notBefore, reason }])
    t.strictSame(await bench.records.pauses.inForce(notBefore), [])
  })
}

test('sendStep() pauses nothing for trouble of our own, or without a moment', async t => {
  const notBefore = new Date('2026-03-01T12:00:00Z')
  for (const error of [new GatewayError('ERR_MASKINPORTEN_UNAVAILABLE', 'Cannot', { notBefore }), lost]) {
    const { bench, id } = await sending({ kind: 'retry', error })
    await carryStep(bench, 'send', id)
    t.strictSame(await bench.records.pauses.inForce(bench.clock.now), [])
  }
})

test('sendStep() holds a letter that was refused, and its attempt is over', async t => {
  const { bench, id } = await sending({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') })
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_DISPATCH_REFUSED' }, next: null, attempts: [{ state: 'refused' }] })
  t.strictSame((await eventsOf(bench, id)).slice(-2), ['attempt.refused', 'letter.held'])
})

test('sendStep() takes any no to the first send for proof that nothing was handed over', async t => {
  const { bench, id } = await sending({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_UNAUTHORIZED', 'Cannot hand over') })
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_DISPATCH_UNAUTHORIZED' }, attempts: [{ state: 'refused' }] })
})

test('sendStep() by two workers at once hands over once', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  await Promise.all([carryStep(bench, 'send', id), carryStep(bench, 'send', id)])
  t.equal(bench.handedOver.length, 1)
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ state: 'handed_over' }] })
  t.equal((await eventsOf(bench, id)).filter(type => type === 'letter.dispatched').length, 1)
})

test('sendStep() of a worker overtaken during its hand-over changes nothing; the next one asks', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const { handOver } = bench.rooms
  bench.rooms.handOver = async envelope => { await claimOne(bench, id, 'send', bench.clock.now); return handOver(envelope) }
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'sealed', attempts: [{ state: 'handing_over' }] })
  t.strictSame(bench.stale, ['send'])
  await again({ bench, id }, 'registered')
  t.equal(bench.handedOver.length, 1)
  t.equal((await statusOf(bench, id)).state, 'dispatched')
})

const stops: [string, Partial<PauseScope>, string][] = [
  ['everything', {}, 'sealed'], ['its channel', { channel: 'digipost' }, 'sealed'], ['its sender and class', { sender: '313000001', class: 'decision' }, 'sealed'],
  ['another channel', { channel: 'print' }, 'dispatched'], ['another sender', { sender: '313000028' }, 'dispatched'],
  ['another class on its channel', { channel: 'digipost', class: 'information' }, 'dispatched']
]

for (const [what, scope, expected] of stops) {
  test(`sendStep() under a pause of ${what}: ${expected}`, async t => {
    const bench = await aJourney()
    const id = await letterBefore(bench, 'send')
    const pause = { id: randomUUID(), kind: 'person', channel: null, sender: null, class: null, reason: 'asked to', by: 'sender', since: bench.clock.now, until: null } as const
    await bench.records.pauses.insert({ ...pause, ...scope })
    await carryStep(bench, 'send', id)
    t.match(await statusOf(bench, id), { state: expected })
    t.equal(bench.handedOver.length, expected === 'sealed' ? 0 : 1)
  })
}

test('sendStep() under a pause counts as no try, and the letter goes on when the pause is over', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const until = new Date(bench.clock.now.getTime() + 60_000)
  await bench.records.pauses.leaveAlone(randomUUID(), 'digipost', until, 'ERR_DISPATCH_UNAVAILABLE', bench.clock.now)
  await carryStep(bench, 'send', id)
  t.match(await bench.database.query('select unfinished_claims, failures, next_step from letter'), [{ unfinished_claims: 0, failures: 0, next_step: 'send' }])
  t.match(await statusOf(bench, id), { attempts: [{ state: 'sealed' }] })
  bench.clock.now = until
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'dispatched' })
})

test('sendStep() keeps the doubt about an earlier send over a repeat that has to wait', async t => {
  const { bench, id } = await sending({ kind: 'retry', error: lost })
  await carryStep(bench, 'send', id)
  bench.rooms.follow = async () => ({ status: 'unknown' })
  bench.rooms.handOver = async () => ({ kind: 'wait', until: new Date('2026-03-02T12:00:00Z'), code: 'ERR_DISPATCH_RESTING' })
  bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'sealed', attempts: [{ state: 'uncertain' }] })
})

test('sendStep() takes the channel\'s no to a repeat for a no to all of it', async t => {
  const { bench, id } = await sending({ kind: 'retry', error: lost })
  await carryStep(bench, 'send', id)
  bench.rooms.follow = async () => ({ status: 'unknown' })
  bench.rooms.handOver = async () => ({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') })
  bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_DISPATCH_REFUSED' }, attempts: [{ state: 'refused' }] })
})

for (const code of ['ERR_SEAL_CERTIFICATE_EXPIRED', 'ERR_CRYPTO_CUSTODY', 'ERR_DISPATCH_THROTTLED', 'ERR_DISPATCH_CERTIFICATE'] as const) {
  test(`sendStep() knows of ${code} that nothing left us`, async t => {
    const { bench, id } = await sending({ kind: 'retry', error: new GatewayError(code, 'Cannot hand over') })
    await carryStep(bench, 'send', id)
    t.match(await statusOf(bench, id), { attempts: [{ state: 'sealed' }] })
    t.notOk((await eventsOf(bench, id)).includes('attempt.uncertain'))
  })
}

test('sendStep() tells of a hand-over which attempt it was, and on what channel', async t => {
  const { bench, id } = await sending({ kind: 'done', reference: '' })
  await carryStep(bench, 'send', id)
  t.strictSame((await bench.events.ofLetter(id)).at(-1)?.data, { channel: 'digipost', ordinal: 1 })
})

test('sendStep() tells of a hand-over that a process died in which attempt it was', async t => {
  const bed = await sending({ kind: 'done', reference: '' })
  const { bench, id } = bed
  const attempt = (await statusOf(bench, id)).attempts[0]
  if (attempt !== undefined) await bench.records.attempts.move(attempt, 'handing_over')
  await again(bed, 'registered')
  t.strictSame((await bench.events.ofLetter(id)).find(({ type }) => type === 'attempt.uncertain')?.data, { ordinal: 1 })
})

test('sendStep() under a pause leaves the count of workers that it ended as it was', async t => {
  const { bench, id } = await sending({ kind: 'done', reference: '' })
  await bench.database.query('update letter set unfinished_claims = 1 where id = $1', [id])
  await bench.records.pauses.leaveAlone(randomUUID(), 'digipost', new Date(bench.clock.now.getTime() + 1000), 'ERR_DISPATCH_THROTTLED', bench.clock.now)
  await carryStep(bench, 'send', id)
  t.match(await bench.database.query('select unfinished_claims from letter'), [{ unfinished_claims: 1 }])
})

test('sendStep() tells of a refusal which attempt it was, and why', async t => {
  const { bench, id } = await sending({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') })
  await carryStep(bench, 'send', id)
  t.strictSame((await bench.events.ofLetter(id)).find(({ type }) => type === 'attempt.refused')?.data, { ordinal: 1, code: 'ERR_DISPATCH_REFUSED' })
})

test('sendStep() tells what the channel gave as its reason, and nothing that could be a person\'s', async t => {
  const said = ['SBD:5023', '20914695016', '/utskrift/mottaker/postnummer', 'Ola Nordmann', 'FNR:20914695016']
  const { bench, id } = await sending({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over 20914695016', { said }) })
  await carryStep(bench, 'send', id)
  const told = { code: 'ERR_DISPATCH_REFUSED', said: 'SBD:5023 /utskrift/mottaker/postnummer' }
  t.strictSame((await bench.events.ofLetter(id)).slice(-2).map(({ type, data }) => [type, data]), [['attempt.refused', { ordinal: 1, ...told }], ['letter.held', told]])
})

test('sendStep() tells of a doubt which attempt it is about, once', async t => {
  const bed = await sending({ kind: 'retry', error: lost })
  const { bench, id } = bed
  await carryStep(bench, 'send', id)
  await again(bed, 'registered')
  t.strictSame((await bench.events.ofLetter(id)).filter(({ type }) => type === 'attempt.uncertain').map(({ data }) => data), [{ ordinal: 1 }])
})

test('sendStep() leaves the channel alone that wants quiet when it is asked about a doubt', async t => {
  const { bench, id } = await sending({ kind: 'retry', error: lost })
  await carryStep(bench, 'send', id)
  bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  const notBefore = new Date(bench.clock.now.getTime() + 60_000)
  bench.rooms.follow = async () => { throw new GatewayError('ERR_DISPATCH_THROTTLED', 'Cannot ask', { notBefore }) }
  await carryStep(bench, 'send', id)
  t.match(await bench.records.pauses.inForce(bench.clock.now), [{ channel: 'digipost', until: notBefore, reason: 'ERR_DISPATCH_THROTTLED' }])
})
