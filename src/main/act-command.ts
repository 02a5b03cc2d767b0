// `postbud act` and `postbud approve`: an action over many letters, counted first and followed to its end.
import { Type, type Static } from 'typebox'
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

const letters = Type.Integer()
const standing = Type.Object({ letters, state: Type.Union([Type.String(), Type.Null()]), code: Type.Optional(Type.String()) })
const previewSchema = Type.Object({ total: letters, can: letters, cannot: Type.Array(standing), needsApproval: Type.Boolean() })
const actionSchema = Type.Object({
  id: Type.String(),
  state: Type.Enum(['waiting_approval', 'running', 'done', 'refused']),
  preview: previewSchema,
  progress: Type.Object({ waiting: letters, acted: letters, skipped: Type.Array(standing), failed: Type.Array(standing) })
})
type Action = Static<typeof actionSchema>

/** Exit statuses besides those of a call that came to nothing: all acted on; not all of it done, or not yet allowed. */
const exitStatus = { done: 0, partial: 3 } as const

const everyMs = 1_000

/**
 * Counts the letters of a selection, and with grounds acts on them and tells how far it is until it is over.
 *
 * @returns exit status: 0 counted, or all acted on; 1 refused; 3 some were skipped or failed, or another person must approve; 4 no answer
 */
export async function runAct (options: ActOptions, ports: ActPorts): Promise<number> {
  const { order, grounds, expected, idempotencyKey } = options
  if (grounds === undefined) return count(options, ports)
  const body = JSON.stringify({ ...order, ...grounds, expected })
  // Before anything is sent: whoever never gets the answer needs it, or the next call acts again.
  ports.stderr.write(`key ${idempotencyKey}; if the answer is lost, run the same again with --key ${idempotencyKey}\n`)
  return follow(options, ports, await askGateway(options, ports, actionSchema, { method: 'POST', path: '/v1/actions', body, idempotencyKey }))
}

/**
 * Says yes or no to another person's action, and after a yes follows it to its end.
 *
 * @returns exit status as `runAct()`
 */
export async function runApprove (options: ApproveOptions, ports: ActPorts): Promise<number> {
  const path = `/v1/actions/${encodeURIComponent(options.id)}/${options.isApproved ? 'approve' : 'refuse'}`
  return follow(options, ports, await askGateway(options, ports, actionSchema, { method: 'POST', path, body: JSON.stringify(options.grounds) }))
}

async function count (options: ActOptions, ports: ActPorts): Promise<number> {
  const answer = await askGateway(options, ports, previewSchema, { method: 'POST', path: '/v1/actions/preview', body: JSON.stringify(options.order) })
  if (!answer.ok) return answer.status
  const { total, can, cannot } = answer.body
  ports.stdout.write(options.json
    ? `${JSON.stringify(answer.body)}\n`
    : `${can} of ${total} letters can be acted on; nothing was done\n${lines(cannot)}`)
  return exitStatus.done
}

async function follow (client: ActClient, ports: ActPorts, begun: GatewayAnswer<Action>): Promise<number> {
  let answer = begun
  if (answer.ok) ports.stderr.write(`action ${answer.body.id}, ${answer.body.preview.total} letters\n`)
  while (answer.ok && answer.body.state === 'running') {
    await ports.sleep(everyMs)
    answer = await askGateway(client, ports, actionSchema, { method: 'GET', path: `/v1/actions/${answer.body.id}` })
    if (answer.ok) ports.stderr.write(`${answer.body.preview.total - answer.body.progress.waiting} of ${answer.body.preview.total}\n`)
  }
  if (!answer.ok) return answer.status
  tell(answer.body, client, ports)
  const { state, progress: { skipped, failed } } = answer.body
  return state === 'waiting_approval' || skipped.length > 0 || failed.length > 0 ? exitStatus.partial : exitStatus.done
}

function tell (action: Action, { json, idempotencyKey }: ActClient, { stdout }: ActPorts): void {
  const { id, state, progress: { acted, skipped, failed } } = action
  if (json) { stdout.write(`${JSON.stringify({ ...action, ...idempotencyKey !== undefined && { idempotencyKey } })}\n`); return }
  if (state === 'waiting_approval') stdout.write(`waits for another person: postbud approve ${id} --reason … --by …\n`)
  else if (state === 'refused') stdout.write('refused; no letter was touched\n')
  else stdout.write(`${acted} acted on\n${lines(skipped)}${lines(failed)}`)
}

function lines (standings: readonly Static<typeof standing>[]): string {
  return standings.map(({ letters: count, state, code }) => `${String(count).padStart(8)}  ${[state, code].filter(word => word != null).join('  ')}\n`).join('')
}
