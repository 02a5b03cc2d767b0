import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'tap'
import { createBreakers, type Breakers } from '../../src/dispatch/breakers.ts'
import { GatewayError, isRetryable } from '../../src/letter/gateway-error.ts'
import type { Outcome } from '../../src/letter/outcome.ts'

// The library takes no clock, so the rests of these tests are short ones.
const restMs = 30
const now = (): Date => new Date()
const done: Outcome = { kind: 'done', reference: 'id' }

function failing (code: GatewayError['code'], notBefore?: Date): Outcome {
  const error = new GatewayError(code, 'Cannot hand over', notBefore === undefined ? {} : { notBefore })
  return isRetryable(error) ? { kind: 'retry', error } : { kind: 'stop', error }
}

/** Breakers of which the one of e-Boks met this so many times. */
async function after (outcome: Outcome, times: number, restsMs: readonly number[] = [restMs]): Promise<Breakers> {
  const breakers = createBreakers({ now, restsMs })
  await meets(breakers, outcome, times)
  return breakers
}

async function meets (breakers: Breakers, outcome: Outcome, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await breakers.run('eboks', async () => outcome)
}

/** Whether a hand-over that would go well is let through. */
async function lets (breakers: Breakers, channel: 'eboks' | 'digipost' = 'eboks'): Promise<boolean> {
  return (await breakers.run(channel, async () => done)).kind === 'done'
}

const rested = (): Promise<void> => pause(restMs + 10)

for (const code of ['ERR_DISPATCH_UNAVAILABLE', 'ERR_DISPATCH_UNCERTAIN', 'ERR_DISPATCH_THROTTLED', 'ERR_DISPATCH_CERTIFICATE'] as const) {
  test(`a breaker opens when the first ten all end in ${code}, not after nine, and only for its channel`, async t => {
    t.ok(await lets(await after(failing(code), 9)))
    const open = await after(failing(code), 10, [60_000])
    t.match(await open.run('eboks', async () => { throw new Error('let through') }), { kind: 'wait', code: 'ERR_DISPATCH_RESTING', until: Date })
    t.match([open.stateOf('eboks').kind, open.stateOf('digipost').kind], ['resting', 'closed'])
    t.ok(await lets(open, 'digipost'))
  })
}

for (const code of ['ERR_DISPATCH_REFUSED', 'ERR_DISPATCH_UNAUTHORIZED', 'ERR_DISPATCH_DAMAGED', 'ERR_MASKINPORTEN_UNAVAILABLE', 'ERR_SEAL_DOCUMENT_CHANGED'] as const) {
  test(`a breaker stays closed on ${code}, however often`, async t => {
    t.ok(await lets(await after(failing(code), 50)))
  })
}

test('a breaker opens when more than half of the last twenty found trouble, however long all went well before', async t => {
  const breakers = await after(done, 100)
  await meets(breakers, failing('ERR_DISPATCH_UNAVAILABLE'), 10)
  t.equal(breakers.stateOf('eboks').kind, 'closed')
  await meets(breakers, failing('ERR_DISPATCH_UNAVAILABLE'), 1)
  t.equal(breakers.stateOf('eboks').kind, 'resting')
})

test('some letters that fail keep a channel from no others, even in a clump', async t => {
  const breakers = createBreakers({ now, restsMs: [restMs] })
  for (let clump = 0; clump < 10; clump += 1) {
    await meets(breakers, done, 12)
    await meets(breakers, failing('ERR_DISPATCH_UNCERTAIN'), 8)
  }
  t.equal(breakers.stateOf('eboks').kind, 'closed')
})

test('letters that failed before open no breaker, however many there are, and try a rested channel like others', async t => {
  const breakers = await after(failing('ERR_DISPATCH_UNAVAILABLE'), 9)
  for (let repeat = 0; repeat < 50; repeat += 1) await breakers.run('eboks', async () => failing('ERR_DISPATCH_UNAVAILABLE'), true)
  t.equal(breakers.stateOf('eboks').kind, 'closed')
  await meets(breakers, failing('ERR_DISPATCH_UNAVAILABLE'), 1)
  await rested()
  await breakers.run('eboks', async () => failing('ERR_DISPATCH_UNAVAILABLE'), true)
  t.equal(breakers.stateOf('eboks').kind, 'resting')
  await rested()
  t.match(await breakers.run('eboks', async () => done, true), done)
  t.equal(breakers.stateOf('eboks').kind, 'closed')
})

test('one hand-over alone tries a channel that has rested, the others wait at once', async t => {
  const breakers = await after(failing('ERR_DISPATCH_UNAVAILABLE'), 10)
  await rested()
  t.equal(breakers.stateOf('eboks').kind, 'probing')
  const answer = Promise.withResolvers<Outcome>()
  let tried = 0
  const tries = Array.from({ length: 20 }, () => breakers.run('eboks', async () => { tried += 1; return answer.promise }))
  const others = await Promise.all(tries.slice(1))
  t.strictSame([tried, others.every(({ kind }) => kind === 'wait'), breakers.stateOf('eboks').kind], [1, true, 'probing'])
  answer.resolve(done)
  t.match(await tries[0], done)
  t.equal(breakers.stateOf('eboks').kind, 'closed')
})

for (const code of ['ERR_DISPATCH_UNAVAILABLE', 'ERR_MASKINPORTEN_UNAVAILABLE', 'ERR_SEAL_DOCUMENT_CHANGED'] as const) {
  test(`a try that ends in ${code} lets the channel rest for longer`, async t => {
    const breakers = await after(failing('ERR_DISPATCH_UNAVAILABLE'), 10, [restMs, 60_000])
    await rested()
    await breakers.run('eboks', async () => failing(code))
    const state = breakers.stateOf('eboks')
    t.ok(state.kind === 'resting' && state.until.getTime() > Date.now() + 50_000)
    t.notOk(await lets(breakers))
  })
}

test('a try that ends in a refusal closes the breaker: the channel answers again', async t => {
  const breakers = await after(failing('ERR_DISPATCH_UNAVAILABLE'), 10)
  await rested()
  await breakers.run('eboks', async () => failing('ERR_DISPATCH_REFUSED'))
  t.equal(breakers.stateOf('eboks').kind, 'closed')
})

test('rests are as short as the first again once the channel was well', async t => {
  const breakers = await after(failing('ERR_DISPATCH_UNAVAILABLE'), 10, [restMs, 60_000])
  await rested()
  await lets(breakers)
  await meets(breakers, failing('ERR_DISPATCH_UNAVAILABLE'), 10)
  await rested()
  t.ok(await lets(breakers))
})

test('a channel that names a moment is left alone until then, by every hand-over of this process', async t => {
  const clock = { now: new Date('2026-03-01T10:00:00Z') }
  const breakers = createBreakers({ now: () => clock.now })
  const until = new Date('2026-03-01T10:01:00Z')
  await breakers.run('eboks', async () => failing('ERR_DISPATCH_THROTTLED', until))
  t.strictSame(breakers.stateOf('eboks'), { kind: 'resting', until })
  t.strictSame(await breakers.run('eboks', async () => done), { kind: 'wait', until, code: 'ERR_DISPATCH_RESTING' })
  t.ok(await lets(breakers, 'digipost'))
  clock.now = until
  t.ok(await lets(breakers))
})

test('a channel that names a moment when it is asked something is left alone until then', async t => {
  const clock = { now: new Date('2026-03-01T10:00:00Z') }
  const breakers = createBreakers({ now: () => clock.now })
  const until = new Date('2026-03-01T10:01:00Z')
  await t.rejects(breakers.ask('eboks', async () => { throw new GatewayError('ERR_DISPATCH_THROTTLED', 'Cannot ask', { notBefore: until }) }),
    { code: 'ERR_DISPATCH_THROTTLED' })
  await t.rejects(breakers.ask('eboks', async () => 'asked'), { code: 'ERR_DISPATCH_RESTING', notBefore: until })
  t.strictSame(await breakers.run('eboks', async () => done), { kind: 'wait', until, code: 'ERR_DISPATCH_RESTING' })
  t.equal(await breakers.ask('digipost', async () => 'asked'), 'asked')
  clock.now = until
  t.equal(await breakers.ask('eboks', async () => 'asked'), 'asked')
})

test('a channel that named a late moment is not asked earlier for having named an early one since', async t => {
  const clock = { now: new Date('2026-03-01T10:00:00Z') }
  const breakers = createBreakers({ now: () => clock.now })
  const [soon, late] = [new Date('2026-03-01T10:00:01Z'), new Date('2026-03-01T11:00:00Z')]
  const question = Promise.withResolvers<never>()
  const asked = breakers.ask('eboks', () => question.promise)
  await breakers.run('eboks', async () => failing('ERR_DISPATCH_THROTTLED', late))
  question.reject(new GatewayError('ERR_DISPATCH_THROTTLED', 'Cannot ask', { notBefore: soon }))
  await t.rejects(asked, { code: 'ERR_DISPATCH_THROTTLED' })
  t.strictSame(breakers.stateOf('eboks'), { kind: 'resting', until: late })
})

test('a question that fails for another reason leaves the channel as it is', async t => {
  const breakers = createBreakers({ now })
  const notBefore = new Date(Date.now() + 60_000)
  for (const error of [new Error('socket hang up'), new GatewayError('ERR_MASKINPORTEN_UNAVAILABLE', 'Cannot', { notBefore })]) {
    await t.rejects(breakers.ask('eboks', async () => { throw error }), error)
  }
  t.ok(await lets(breakers))
})
