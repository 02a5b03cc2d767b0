// `postbud act` and `postbud approve`: an action over many letters, counted first and followed to its end.
import { actionSchema, describeAction, previewSchema, readAction, standings, type Action } from './actions-command.ts'
import { askGateway, type ClientPorts, type GatewayAnswer, type GatewayClient } from './ask-gateway.ts'

/** How the commands reach a gateway, and how they tell. */
export interface ActClient extends GatewayClient {
  /** One JSON object a line instead of text. */
  json: boolean
  /** Of the call that began the action, told with it. */
  idempotencyKey?: string
}

/** What `act` is told. */
export interface ActOptions extends ActClient {
  /** The order: `action`, `selection`, and for a redirection `channel`. */
  order: Readonly<Record<string, unknown>>
  /** Why, and who says so; without them the letters are only counted. */
  grounds?: { reason: string, by: string }
  /** So many letters must be selected, or nothing is done. */
  expected?: number
  /** The same key again gets the first answer again. */
  idempotencyKey: string
}

/** What `approve` is told. */
export interface ApproveOptions extends ActClient {
  id: string
  isApproved: boolean
  grounds: { reason: string, by: string }
}

/** The world the commands live in. */
export interface ActPorts extends ClientPorts {
  sleep: (ms: number) => Promise<void>
}

/** Exit statuses besides those of a call that came to nothing: all acted on; not all of it done, or not yet allowed. */
const exitStatus = { done: 0, partial: 3 } as const

const everyMs = 1_000

/**
 * Counts the letters of a selection, and with grounds acts on them and tells how far it is until it is over.
 *
 * @returns exit status: 0 counted, or all acted on; 1 refused; 3 some were skipped or failed, another person must approve or has refused; 4 no answer
 */
export async function runAct (options: ActOptions, ports: ActPorts): Promise<number> {
  const { order, grounds, expected, idempotencyKey } = options
  if (grounds === undefined) return count(options, ports)
  const body = JSON.stringify({ ...order, ...grounds, expected })
  // Before anything is sent: whoever never gets the answer needs it, or the next call acts again.
  ports.stderr.write(`key ${idempotencyKey}; if the answer is lost, run the same again with --key ${idempotencyKey}\n`)
  const begun = await askGateway(options, ports, actionSchema, { method: 'POST', path: '/v1/actions', body, idempotencyKey })
  return begun.ok ? follow(options, ports, begun.body) : begun.status
}

/**
 * Tells what another person's action is to do, says yes or no to it, and after a yes follows it to its end.
 *
 * @returns exit status as `runAct()`; 0 also when it was refused as was asked
 */
export async function runApprove (options: ApproveOptions, ports: ActPorts): Promise<number> {
  const { id, isApproved, grounds } = options
  const asked = await readAction(options, ports, id)
  if (!asked.ok) return asked.status
  ports.stderr.write(describeAction(asked.body))
  const path = `/v1/actions/${encodeURIComponent(id)}/${isApproved ? 'approve' : 'refuse'}`
  const answer = await askGateway(options, ports, actionSchema, { method: 'POST', path, body: JSON.stringify(grounds) })
  return answer.ok ? follow(options, ports, answer.body, !isApproved) : answer.status
}

async function count (options: ActOptions, ports: ActPorts): Promise<number> {
  const answer = await askGateway(options, ports, previewSchema, { method: 'POST', path: '/v1/actions/preview', body: JSON.stringify(options.order) })
  if (!answer.ok) return answer.status
  const { total, can, cannot } = answer.body
  ports.stdout.write(options.json
    ? `${JSON.stringify(answer.body)}\n`
    : `${can} of ${total} letters can be acted on; nothing was done\n${standings(cannot)}`)
  return exitStatus.done
}

/** A repeated order gets the answer of the first time, so how far the action is must be asked for before anything is told of it. */
async function follow (client: ActClient, ports: ActPorts, { id, preview: { total } }: Action, isRefusal = false): Promise<number> {
  ports.stderr.write(`action ${id}, ${total} letters\n`)
  let answer = await look(client, ports, id)
  while (answer.ok && answer.body.state === 'running') {
    await ports.sleep(everyMs)
    answer = await look(client, ports, id)
  }
  if (!answer.ok) return answer.status
  tell(answer.body, client, ports)
  const { state, progress: { skipped, failed } } = answer.body
  const isPartial = state === 'waiting_approval' || (state === 'refused' && !isRefusal) || skipped.length > 0 || failed.length > 0
  return isPartial ? exitStatus.partial : exitStatus.done
}

async function look (client: ActClient, ports: ActPorts, id: string): Promise<GatewayAnswer<Action>> {
  const answer = await readAction(client, ports, id)
  if (!answer.ok) return answer
  const { state, preview: { total }, progress: { waiting } } = answer.body
  if (state === 'running' || state === 'done') ports.stderr.write(`${total - waiting} of ${total}\n`)
  return answer
}

function tell (action: Action, { json, idempotencyKey }: ActClient, { stdout }: ActPorts): void {
  const { id, state, progress: { acted, skipped, failed } } = action
  if (json) { stdout.write(`${JSON.stringify({ ...action, ...idempotencyKey !== undefined && { idempotencyKey } })}\n`); return }
  if (state === 'waiting_approval') stdout.write(`waits for another person: postbud approve ${id} --reason … --by …\n`)
  else if (state === 'refused') stdout.write('refused; no letter was touched\n')
  else stdout.write(`${acted} acted on\n${standings(skipped)}${standings(failed)}`)
}
