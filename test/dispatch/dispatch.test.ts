import { setTimeout as pause } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { createBreakers } from '../../src/dispatch/breakers.ts'
import { createDispatch, type Dispatch } from '../../src/dispatch/dispatch.ts'
import type { Channel } from '../../src/letter/choice.ts'
import type { Outcome } from '../../src/letter/outcome.ts'
import { anAttempt, anEnvelope } from '../support/an-envelope.ts'
import { json, serve, type LocalServer } from '../support/serve.ts'
import { optionsFor } from './access-point-stand-in.ts'

/** An access point that answers so for e-Boks and takes everything else; messages name their channel. */
async function bench (
  t: Test, restsMs: readonly number[], answer: { status: number, headers?: Record<string, string> }
): Promise<{ dispatch: Dispatch, server: LocalServer }> {
  const server = await serve(t, (seen, response) => {
    if (seen.body.includes('for eboks')) json(response, {}, answer.status, answer.headers)
    else response.writeHead(201).end()
  })
  const now = (): Date => new Date()
  return { dispatch: createDispatch(optionsFor(server, { now }), createBreakers({ now, restsMs })), server }
}

function handOver (dispatch: Dispatch, channel: Channel, isRepeat = false): Promise<Outcome> {
  return dispatch.handOver(anEnvelope(Buffer.from('package'), { attempt: anAttempt({ channel }), isRepeat, signMessage: async () => `for ${channel}` }))
}

test('a channel that is down is tried seldom, and the others never notice', async t => {
  const { dispatch, server } = await bench(t, [150], { status: 500 })
  const begun = performance.now()
  const outcomes: Record<'eboks' | 'digipost', Outcome['kind'][]> = { eboks: [], digipost: [] }
  for (let round = 0; round < 100; round += 1) {
    for (const channel of ['eboks', 'digipost'] as const) outcomes[channel].push((await handOver(dispatch, channel)).kind)
  }
  const mostProbes = Math.ceil((performance.now() - begun) / 150)
  t.ok(outcomes.digipost.every(kind => kind === 'done'))
  t.ok(outcomes.eboks.includes('wait'))
  const tries = server.seen.filter(({ body }) => body.includes('for eboks')).length
  t.ok(tries <= 10 + mostProbes, `${tries} tries, ${mostProbes} probes at most`)
})

test('a channel that is well again is found out by one hand-over, and then open to all', async t => {
  const answer = { status: 500 }
  const { dispatch } = await bench(t, [30], answer)
  for (let time = 0; time < 10; time += 1) await handOver(dispatch, 'eboks')
  t.equal(dispatch.breakerOf('eboks').kind, 'resting')
  answer.status = 201
  await pause(40)
  t.strictSame([(await handOver(dispatch, 'eboks')).kind, dispatch.breakerOf('eboks').kind], ['done', 'closed'])
})

test('a letter that fails again and again keeps its channel from nobody', async t => {
  const { dispatch } = await bench(t, [60_000], { status: 500 })
  for (let time = 0; time < 30; time += 1) await handOver(dispatch, 'eboks', time > 0)
  t.equal(dispatch.breakerOf('eboks').kind, 'closed')
})

test('nothing is asked of a channel inside the window it names, not even by hand-overs that began together', async t => {
  const { dispatch, server } = await bench(t, [1], { status: 429, headers: { 'retry-after': '3600' } })
  t.match(await handOver(dispatch, 'eboks'), { kind: 'retry', error: { code: 'ERR_DISPATCH_THROTTLED' } })
  const later = await Promise.all(Array.from({ length: 20 }, () => handOver(dispatch, 'eboks')))
  t.ok(later.every(({ kind }) => kind === 'wait'))
  await t.rejects(dispatch.follow(anAttempt({ channel: 'eboks' }), '313000001'), { code: 'ERR_DISPATCH_RESTING', notBefore: Date })
  t.equal(server.seen.length, 1)
})
