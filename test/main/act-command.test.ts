import { test } from 'tap'
import { runAct, runApprove, type ActOptions, type ActPorts } from '../../src/main/act-command.ts'

const order = { action: 'withdraw', selection: { batch: 'tax' } }
const grounds = { reason: 'Feil sats', by: 'Kari Saksbehandler' }
const counting: ActOptions = { url: 'http://gateway', apiKey: 'key', json: false, order, idempotencyKey: 'key-1' }
const options: ActOptions = { ...counting, grounds }
const preview = { total: 3, can: 2, cannot: [{ letters: 1, state: 'dispatched' }], needsApproval: false }

/** What is told before the call. */
const keyLine = 'key key-1; if the answer is lost, run the same again with --key key-1\n'

/** An action as the gateway tells it. */
function action (state: string, progress: object = {}): object {
  return { id: 'a1', action: 'withdraw', state, preview, progress: { waiting: 0, acted: 3, skipped: [], failed: [], ...progress } }
}

interface Asked { method: string | undefined, url: unknown, body: unknown, key: string | null }

/** Ports of a gateway that gives these answers one after the other; undefined is no answer at all. */
function aGateway (...answers: (Response | undefined)[]): { ports: ActPorts, said: { stdout: string, stderr: string }, asked: Asked[] } {
  const said = { stdout: '', stderr: '' }
  const asked: Asked[] = []
  const ports: ActPorts = {
    fetch: async (url, init) => {
      const headers = new Headers(init?.headers)
      if (headers.get('authorization') !== 'Bearer key') throw new Error('asked without the key')
      asked.push({ method: init?.method, url, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined, key: headers.get('idempotency-key') })
      const answer = answers.shift()
      if (answer === undefined) throw new TypeError('fetch failed')
      return answer
    },
    sleep: () => Promise.resolve(),
    stdout: { write: text => { said.stdout += text } },
    stderr: { write: text => { said.stderr += text } }
  }
  return { ports, said, asked }
}

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
  const { ports, asked } = aGateway(Response.json(action('done')))
  await runAct({ ...options, expected: 3 }, ports)
  t.strictSame(asked[0]?.body, { ...order, ...grounds, expected: 3 })
})

test('runAct() ends with 3 when letters were skipped or failed, and says which', async t => {
  const progress = {
    acted: 1, skipped: [{ letters: 1, state: 'dispatched', code: 'ERR_ACTION_STATE' }], failed: [{ letters: 1, state: null, code: 'ERR_STORE_KEY' }]
  }
  const { ports, said } = aGateway(Response.json(action('done', progress)))
  t.equal(await runAct(options, ports), 3)
  t.equal(said.stdout, '1 acted on\n       1  dispatched  ERR_ACTION_STATE\n       1  ERR_STORE_KEY\n')
})

test('runAct() says when another person must approve, and runApprove() follows the action from there', async t => {
  const waiting = aGateway(Response.json(action('waiting_approval', { waiting: 3, acted: 0 })))
  t.equal(await runAct(options, waiting.ports), 3)
  t.equal(waiting.said.stdout, 'waits for another person: postbud approve a1 --reason … --by …\n')
  const approving = { url: options.url, apiKey: options.apiKey, json: false, id: 'a1', grounds }
  const yes = aGateway(Response.json(action('running', { waiting: 3 })), Response.json(action('done')))
  t.equal(await runApprove({ ...approving, isApproved: true }, yes.ports), 0)
  t.match(yes.asked[0], { method: 'POST', url: 'http://gateway/v1/actions/a1/approve', body: grounds })
  const no = aGateway(Response.json(action('refused', { waiting: 3 })))
  t.equal(await runApprove({ ...approving, isApproved: false }, no.ports), 0)
  t.match([no.asked[0]?.url, no.said.stdout], ['http://gateway/v1/actions/a1/refuse', 'refused; no letter was touched\n'])
})

test('runAct() with --json prints what the gateway says, on one line', async t => {
  const { ports, said } = aGateway(Response.json(action('done')))
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
