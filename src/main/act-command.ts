// `postbud act` and `postbud approve`: an action over many letters, counted first and followed to its end.
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

/** How the commands reach a gateway. */
export interface ActClient {
  /** Of the gateway, without a slash at the end. */
  url: string
  apiKey: string
  /** One JSON object a line instead of text. */
  json: boolean
}

/** What `act` is told. */
export interface ActOptions extends ActClient {
  /** The order: `action`, `selection`, and for a redirection `channel`. */
  order: Readonly<Record<string, unknown>>
  /** Why, and who says so; without them the letters are only counted. */
  grounds?: { reason: string, by: string }
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
export interface ActPorts {
  fetch: typeof globalThis.fetch
  sleep: (ms: number) => Promise<void>
  stdout: { write: (text: string) => unknown }
  stderr: { write: (text: string) => unknown }
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
const problemSchema = Type.Object({
  detail: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.Optional(Type.String()), detail: Type.String() })))
})

type Action = Static<typeof actionSchema>

/** Exit statuses: all acted on; refused by the gateway; not all of it done, or not yet allowed; nobody there. */
const exitStatus = { done: 0, refused: 1, partial: 3, unreachable: 4 } as const

const timeoutMs = 120_000
const everyMs = 1_000

/** A refusal or a silence that was told already; its exit status is all that is left to say. */
class Told extends Error {
  readonly status: number

  constructor (status: number) {
    super('told already')
    this.status = status
  }
}

/**
 * Counts the letters of a selection, and with grounds acts on them and tells how far it is until it is over.
 *
 * @returns exit status: 0 counted, or all acted on; 1 refused; 3 some were skipped or failed, or another person must approve; 4 no answer
 */
export async function runAct (options: ActOptions, ports: ActPorts): Promise<number> {
  return orStatus(async () => {
    const { order, grounds } = options
    if (grounds === undefined) {
      const preview = await ask(options, ports, previewSchema, 'POST', '/v1/actions/preview', order)
      if (options.json) ports.stdout.write(`${JSON.stringify(preview)}\n`)
      else ports.stdout.write(`${preview.can} of ${preview.total} letters can be acted on; nothing was done\n${lines(preview.cannot)}`)
      return exitStatus.done
    }
    return follow(options, ports, await ask(options, ports, actionSchema, 'POST', '/v1/actions', { ...order, ...grounds }, options.idempotencyKey))
  })
}

/**
 * Says yes or no to another person's action, and after a yes follows it to its end.
 *
 * @returns exit status as `runAct()`
 */
export async function runApprove (options: ApproveOptions, ports: ActPorts): Promise<number> {
  const { id, isApproved, grounds } = options
  return orStatus(async () => follow(options, ports,
    await ask(options, ports, actionSchema, 'POST', `/v1/actions/${encodeURIComponent(id)}/${isApproved ? 'approve' : 'refuse'}`, grounds)))
}

async function orStatus (run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Told) return error.status
    throw error
  }
}

async function follow (client: ActClient, ports: ActPorts, first: Action): Promise<number> {
  let action = first
  ports.stderr.write(`action ${action.id}, ${action.preview.total} letters\n`)
  while (action.state === 'running') {
    await ports.sleep(everyMs)
    action = await ask(client, ports, actionSchema, 'GET', `/v1/actions/${action.id}`)
    ports.stderr.write(`${action.preview.total - action.progress.waiting} of ${action.preview.total}\n`)
  }
  tell(action, client, ports)
  const { progress: { skipped, failed } } = action
  return action.state === 'waiting_approval' || skipped.length > 0 || failed.length > 0 ? exitStatus.partial : exitStatus.done
}

function tell (action: Action, { json }: ActClient, { stdout }: ActPorts): void {
  const { id, state, progress: { acted, skipped, failed } } = action
  if (json) { stdout.write(`${JSON.stringify(action)}\n`); return }
  if (state === 'waiting_approval') stdout.write(`waits for another person: postbud approve ${id} --reason … --by …\n`)
  else if (state === 'refused') stdout.write('refused; no letter was touched\n')
  else stdout.write(`${acted} acted on\n${lines(skipped)}${lines(failed)}`)
}

function lines (standings: readonly Static<typeof standing>[]): string {
  return standings.map(({ letters: count, state, code }) => `${String(count).padStart(8)}  ${[state, code].filter(word => word != null).join('  ')}\n`).join('')
}

type AskArguments = [method: 'GET' | 'POST', path: string, body?: object, idempotencyKey?: string]

async function ask<Schema extends typeof previewSchema | typeof actionSchema> (
  client: ActClient, ports: ActPorts, schema: Schema, ...[method, path, body, idempotencyKey]: AskArguments
): Promise<Static<Schema>> {
  const { url, apiKey } = client
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...body !== undefined && { 'content-type': 'application/json' },
    ...idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }
  }
  const init = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs), ...body !== undefined && { body: JSON.stringify(body) } } as const
  const response = await ports.fetch(`${url}${path}`, init).catch(() => undefined)
  if (response === undefined) {
    ports.stderr.write(`no answer at ${url}; start it: npm start\n`)
    throw new Told(exitStatus.unreachable)
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && Value.Check(schema, answer)) return answer
  refuse(response.status, answer, ports)
  throw new Told(exitStatus.refused)
}

function refuse (status: number, answer: unknown, { stderr }: ActPorts): void {
  if (!Value.Check(problemSchema, answer)) {
    stderr.write(`the address answers with status ${status}, not like a Postbud gateway\n`)
    return
  }
  stderr.write(`${answer.detail}\n`)
  for (const { field, detail } of answer.errors ?? []) stderr.write(`  ${field ?? ''}  ${detail}\n`)
}
