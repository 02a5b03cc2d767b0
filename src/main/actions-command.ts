// `postbud actions`: which actions over many letters there are, and what one of them is to do.
import { Type, type Static } from 'typebox'
import { askGateway, type ClientPorts, type GatewayAnswer, type GatewayClient } from './ask-gateway.ts'

/** What the command is told. */
export interface ActionsOptions extends GatewayClient {
  /** One JSON object an action and line instead of text. */
  json: boolean
  /** Of one action; all are listed without it. */
  id?: string
  /** Only those in this state. */
  state?: string
}

const letters = Type.Integer()
const standing = Type.Object({ letters, state: Type.Union([Type.String(), Type.Null()]), code: Type.Optional(Type.String()) })

/** What a count tells. */
export const previewSchema = Type.Object({ total: letters, can: letters, cannot: Type.Array(standing), needsApproval: Type.Boolean() })

/** As much of an action as is told. */
export const actionSchema = Type.Object({
  id: Type.String(),
  action: Type.String(),
  channel: Type.Optional(Type.String()),
  selection: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
  client: Type.String(),
  by: Type.String(),
  reason: Type.String(),
  state: Type.Enum(['waiting_approval', 'running', 'done', 'refused']),
  createdAt: Type.String(),
  preview: previewSchema,
  approval: Type.Union([Type.Null(), Type.Object({ isApproved: Type.Boolean(), by: Type.String(), reason: Type.String() })]),
  progress: Type.Object({ waiting: letters, acted: letters, skipped: Type.Array(standing), failed: Type.Array(standing) })
})

/** An action as the gateway tells it. */
export type Action = Static<typeof actionSchema>

const listSchema = Type.Object({ actions: Type.Array(actionSchema) })

/**
 * Lists the actions, the newest first, or tells all of one.
 *
 * @returns exit status: 0 told; 1 refused; 4 no answer
 */
export async function runActions (options: ActionsOptions, ports: ClientPorts): Promise<number> {
  const { id, json } = options
  const answer = id === undefined ? await list(options, ports) : await readAction(options, ports, id)
  if (!answer.ok) return answer.status
  const told = Array.isArray(answer.body) ? answer.body : [answer.body]
  for (const action of told) ports.stdout.write(json ? `${JSON.stringify(action)}\n` : id === undefined ? line(action) : describeAction(action))
  return 0
}

/** Asks how far an action is. */
export function readAction (client: GatewayClient, ports: ClientPorts, id: string): Promise<GatewayAnswer<Action>> {
  return askGateway(client, ports, actionSchema, { method: 'GET', path: `/v1/actions/${encodeURIComponent(id)}` })
}

/** Says in lines what an action is to do with which letters, who asked for it and why, and what became of it. */
export function describeAction (action: Action): string {
  const { id, action: act, channel, selection, preview: { total, can, cannot }, state, by, client, reason, createdAt, approval, progress } = action
  const isBegun = state === 'running' || state === 'done'
  return `${act}  ${state}  ${id}\n`
    + row('letters', Object.entries(selection).map(([name, value]) => `${name} ${[value].flat().join(', ')}`).join('; '))
    + (channel === undefined ? '' : row('leads to', channel))
    + row('counted', `${can} of ${total} letters can be acted on`) + standings(cannot)
    + row('why', reason) + row('asked by', `${by} (key ${client}), ${createdAt}`)
    + (approval === null ? '' : row(approval.isApproved ? 'approved' : 'refused', `${approval.by}: ${approval.reason}`))
    + (isBegun ? row('so far', `${progress.acted} acted on, ${progress.waiting} to go`) + standings([...progress.skipped, ...progress.failed]) : '')
}

/** One line for letters that stand alike. */
export function standings (all: readonly Static<typeof standing>[]): string {
  return all.map(({ letters: count, state, code }) => `${String(count).padStart(8)}  ${[state, code].filter(word => word != null).join('  ')}\n`).join('')
}

async function list ({ state, ...client }: ActionsOptions, ports: ClientPorts): Promise<GatewayAnswer<Action[]>> {
  const path = state === undefined ? '/v1/actions' : `/v1/actions?state=${encodeURIComponent(state)}`
  const answer = await askGateway(client, ports, listSchema, { method: 'GET', path })
  return answer.ok ? { ok: true, body: answer.body.actions } : answer
}

function line ({ id, state, action, preview: { total }, createdAt, by }: Action): string {
  return `${id}  ${state.padEnd(16)}  ${action.padEnd(8)}  ${String(total).padStart(8)}  ${createdAt}  ${by}\n`
}

/** A reason may have lines of its own: they stay in their column, so that none passes for a row. */
function row (title: string, text: string): string {
  return `  ${title.padEnd(10)}${text.replaceAll(/[\r\n]+/g, `\n${' '.repeat(12)}`)}\n`
}
