import { test } from 'tap'
import { runActions, type ActionsOptions } from '../../src/main/actions-command.ts'
import { aGateway, anAction } from '../support/answering-gateway.ts'

const options: ActionsOptions = { url: 'http://gateway', apiKey: 'key', json: false }
const actions = [
  anAction('waiting_approval', { waiting: 3, acted: 0 }),
  anAction('done', { acted: 2, skipped: [{ letters: 1, state: 'held', code: 'ERR_ACTION_STATE' }] }, {
    id: 'a2', selection: { state: 'held', references: ['A', 'B'] }, approval: { isApproved: true, by: 'Ola', reason: 'Sett over', client: 'ola', at: '2026-03-01T09:00:00.000Z' }
  })
]

test('runActions() lists the actions, a line each', async t => {
  const { ports, said, asked } = aGateway(Response.json({ actions }))
  t.equal(await runActions(options, ports), 0)
  t.match(asked, [{ method: 'GET', url: 'http://gateway/v1/actions' }])
  t.strictSame(said.stdout.split('\n'), [
    'a1  waiting_approval  withdraw         3  2026-03-01T08:00:00.000Z  Kari Saksbehandler',
    'a2  done              withdraw         3  2026-03-01T08:00:00.000Z  Kari Saksbehandler', ''
  ])
})

test('runActions() lists those in a state', async t => {
  const { ports, said, asked } = aGateway(Response.json({ actions: [] }))
  t.equal(await runActions({ ...options, state: 'running' }, ports), 0)
  t.match([asked[0]?.url, said.stdout], ['http://gateway/v1/actions?state=running', ''])
})

test('runActions() tells all of one action', async t => {
  const { ports, said, asked } = aGateway(Response.json(actions[1]))
  t.equal(await runActions({ ...options, id: 'a2' }, ports), 0)
  t.equal(asked[0]?.url, 'http://gateway/v1/actions/a2')
  t.strictSame(said.stdout.split('\n'), [
    'withdraw  done  a2', '  letters   state held; references A, B', '  counted   2 of 3 letters can be acted on', '       1  dispatched', '  why       Feil sats',
    '  asked by  Kari Saksbehandler (key desk), 2026-03-01T08:00:00.000Z', '  approved  Ola: Sett over', '  so far    2 acted on, 0 to go',
    '       1  held  ERR_ACTION_STATE', ''
  ])
})

test('runActions() with --json prints what the gateway says, an action a line', async t => {
  const { ports, said } = aGateway(Response.json({ actions }))
  await runActions({ ...options, json: true }, ports)
  t.strictSame(said.stdout.trimEnd().split('\n').map((line): unknown => JSON.parse(line)), actions)
})

test('runActions() tells a refusal and silence apart', async t => {
  const refused = aGateway(Response.json({ detail: 'Cannot find the action' }, { status: 404 }))
  t.equal(await runActions({ ...options, id: 'a3' }, refused.ports), 1)
  t.equal(refused.said.stderr, 'Cannot find the action\n')
  t.equal(await runActions(options, aGateway(undefined).ports), 4)
})
