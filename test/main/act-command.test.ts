import { test } from 'tap'
import { runAct, runApprove, type ActOptions } from '../../src/main/act-command.ts'
import { aGateway, anAction as action, grounds, preview } from '../support/answering-gateway.ts'

const order = { action: 'withdraw', selection: { batch: 'tax' } }
const counting: ActOptions = { url: 'http://gateway', apiKey: 'key', json: false, order, idempotencyKey: 'key-1' }
const options: ActOptions = { ...counting, grounds }
const approving = { url: counting.url, apiKey: counting.apiKey, json: false, id: 'a1', grounds }

/** What is told before the call. */
const keyLine = 'key key-1; if the answer is lost, run the same again with --key key-1\n'

test('runAct() without grounds counts, and does nothing', async t => {
  const { ports, said, asked } = aGateway(Response.json(preview))
  t.equal(await runAct(counting, ports), 0)
  t.strictSame(asked, [{ method: 'POST', url: 'http://gateway/v1/actions/preview', body: order, key: null }])
  t.equal(said.stdout, '2 of 3 letters can be acted on; nothing was done\n       1  dispatched\n')
})

test('runAct() follows an action to its end, and tells how far it is', async t => {
  const running = action('running', { waiting: 2, acted: 1 })
  const { ports, said, asked } = aGateway(Response.json(running, { status: 202 }), Response.json(running), Response.json(action('done')))
  t.equal(await runAct(options, ports), 0)
  t.strictSame(asked[0], { method: 'POST', url: 'http://gateway/v1/actions', body: { ...order, ...grounds }, key: 'key-1' })
  t.strictSame(asked.slice(1).map(({ method, url }) => [method, url]), [['GET', 'http://gateway/v1/actions/a1'], ['GET', 'http://gateway/v1/actions/a1']])
  t.equal(said.stderr, `${keyLine}action a1, 3 letters\n1 of 3\n3 of 3\n`)
  t.equal(said.stdout, '3 acted on\n')
})

test('runAct() orders for the number of letters that is expected', async t => {
  const { ports, asked } = aGateway(Response.json(action('running')), Response.json(action('done')))
  await runAct({ ...options, expected: 3 }, ports)
  t.strictSame(asked[0]?.body, { ...order, ...grounds, expected: 3 })
})

test('runAct() ends with 3 when letters were skipped or failed, and says which', async t => {
  const progress = {
    acted: 1, skipped: [{ letters: 1, state: 'dispatched', code: 'ERR_ACTION_STATE' }], failed: [{ letters: 1, state: null, code: 'ERR_STORE_KEY' }]
  }
  const { ports, said } = aGateway(Response.json(action('running', { waiting: 3 })), Response.json(action('done', progress)))
  t.equal(await runAct(options, ports), 3)
  t.equal(said.stdout, '1 acted on\n       1  dispatched  ERR_ACTION_STATE\n       1  ERR_STORE_KEY\n')
})

test('runAct() says when another person must approve, and runApprove() follows the action from there', async t => {
  const asked = Response.json(action('waiting_approval', { waiting: 3, acted: 0 }))
  const waiting = aGateway(asked.clone(), asked.clone())
  t.equal(await runAct(options, waiting.ports), 3)
  t.equal(waiting.said.stdout, 'waits for another person: postbud approve a1 --reason … --by …\n')
  const yes = aGateway(asked.clone(), Response.json(action('running', { waiting: 3 })), Response.json(action('running', { waiting: 2 })), Response.json(action('done')))
  t.equal(await runApprove({ ...approving, isApproved: true }, yes.ports), 0)
  t.match(yes.asked[1], { method: 'POST', url: 'http://gateway/v1/actions/a1/approve', body: grounds })
  const no = aGateway(asked.clone(), Response.json(action('refused', { waiting: 3 })), Response.json(action('refused', { waiting: 3 })))
  t.equal(await runApprove({ ...approving, isApproved: false }, no.ports), 0)
  t.match([no.asked[1]?.url, no.said.stdout], ['http://gateway/v1/actions/a1/refuse', 'refused; no letter was touched\n'])
})

test('runAct() with a key that was used follows its action from where it is by now', async t => {
  const asStarted = Response.json(action('waiting_approval', { waiting: 3, acted: 0 }))
  const approved = aGateway(asStarted.clone(), Response.json(action('running', { waiting: 1, acted: 2 })), Response.json(action('done')))
  t.equal(await runAct(options, approved.ports), 0)
  t.strictSame(approved.asked.slice(1).map(({ method, url }) => [method, url]), Array(2).fill(['GET', 'http://gateway/v1/actions/a1']))
  t.match(approved.said, { stdout: '3 acted on\n', stderr: /^action a1, 3 letters\n2 of 3\n3 of 3\n/m })
  const refused = aGateway(asStarted.clone(), Response.json(action('refused', { waiting: 3, acted: 0 })))
  t.equal(await runAct(options, refused.ports), 3)
  t.equal(refused.said.stdout, 'refused; no letter was touched\n')
})

test('runApprove() tells what the action is to do before it says yes, and says nothing to one that it cannot read', async t => {
  const redirection = action('waiting_approval', { waiting: 3, acted: 0 }, { action: 'redirect', channel: 'print', reason: 'Stans\nhos e-Boks' })
  const { ports, said, asked } = aGateway(Response.json(redirection), Response.json(action('running')), Response.json(action('done')))
  const { fetch } = ports
  const told: string[] = []
  await runApprove({ ...approving, isApproved: true }, { ...ports, fetch: async (...call) => { told.push(said.stderr); return fetch(...call) } })
  t.strictSame(asked.map(({ method }) => method), ['GET', 'POST', 'GET'])
  const lines = ['redirect  waiting_approval  a1', '  letters   batch tax', '  leads to  print', '  counted   2 of 3 letters can be acted on', '       1  dispatched',
    '  why       Stans', '            hos e-Boks', '  asked by  Kari Saksbehandler (key desk), 2026-03-01T08:00:00.000Z', '']
  t.strictSame(told.slice(0, 2), ['', lines.join('\n')])
  const unknown = aGateway(Response.json({ detail: 'Cannot find the action' }, { status: 404 }))
  t.equal(await runApprove({ ...approving, isApproved: true }, unknown.ports), 1)
  t.equal(unknown.asked.length, 1)
})

test('runAct() with --json prints what the gateway says, on one line', async t => {
  const { ports, said } = aGateway(Response.json(action('running')), Response.json(action('done')))
  await runAct({ ...options, json: true }, ports)
  t.match(JSON.parse(said.stdout), { id: 'a1', state: 'done', idempotencyKey: 'key-1', progress: { acted: 3 } })
  t.equal(said.stdout.split('\n').length, 2)
})

test('runAct() tells a refusal, a stranger and silence apart', async t => {
  const problem = { detail: 'Cannot act: 1 thing is wrong, see errors', errors: [{ field: '/selection', detail: 'Cannot' }] }
  const refused = aGateway(Response.json(problem, { status: 422 }))
  t.equal(await runAct(options, refused.ports), 1)
  t.equal(refused.said.stderr, `${keyLine}Cannot act: 1 thing is wrong, see errors\n  /selection  Cannot\n`)
  const stranger = aGateway(new Response('<html>'))
  t.equal(await runAct(options, stranger.ports), 1)
  t.match(stranger.said.stderr, /not like a Postbud gateway/)
  const silence = aGateway(undefined)
  t.equal(await runAct(options, silence.ports), 4)
  t.match(silence.said.stderr, /^no answer at http:\/\/gateway/m)
})

test('runAct() tells its key before it asks, so that a lost answer can be asked for again', async t => {
  const { ports, said } = aGateway(undefined)
  const told: string[] = []
  const { fetch } = ports
  t.equal(await runAct(options, { ...ports, fetch: async (...call) => { told.push(said.stderr); return fetch(...call) } }), 4)
  t.strictSame(told, [keyLine])
})
