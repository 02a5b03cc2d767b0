// `postbud audit export` and `postbud audit verify`: the log with its chain, and whether the chain holds.
import { Type } from 'typebox'
import { askGateway, type ClientPorts, type GatewayClient } from './ask-gateway.ts'

/** How the commands reach a gateway, and how they tell. */
export interface AuditClient extends GatewayClient {
  /** One JSON object instead of text; an export is JSON in any case. */
  json: boolean
}

/** The world the commands live in. */
export interface AuditPorts extends ClientPorts {
  now: () => Date
}

const chain = Type.String({ pattern: '^[0-9a-f]{64}$' })
const pageSchema = Type.Object({
  entries: Type.Array(Type.Object({ number: Type.Integer(), entry: Type.String(), chain: Type.Union([chain, Type.Null()]) }))
})
const proofSchema = Type.Object({
  outside: Type.Integer(), checked: Type.Integer(), chain, end: Type.Integer(), broken: Type.Union([Type.Integer(), Type.Null()])
})

const exitStatus = { holds: 0, broken: 1 } as const

const pageSize = 1_000
/** Whoever waits no longer than this needs no progress. */
const silentMs = 2_000

/**
 * Prints the events of these numbers, both included, one JSON object a line: `number`, `entry`, `chain`.
 *
 * @returns exit status: 0 all printed; 1 refused; 4 no answer
 */
export async function runAuditExport ({ from, to, ...client }: AuditClient & { from: number, to: number }, ports: AuditPorts): Promise<number> {
  for (let after = from - 1; after < to;) {
    const path = `/v1/audit?after=${after}&limit=${Math.min(pageSize, to - after)}`
    const answer = await askGateway(client, ports, pageSchema, { method: 'GET', path })
    if (!answer.ok) return answer.status
    const entries = answer.body.entries.filter(({ number }) => number <= to)
    ports.stdout.write(entries.map(({ number, entry, chain }) => `${JSON.stringify({ number, entry, chain })}\n`).join(''))
    after = entries.at(-1)?.number ?? to
  }
  return exitStatus.holds
}

/**
 * Has the whole chain computed anew, piece by piece, and tells its last number and chain, or where it breaks.
 *
 * @returns exit status: 0 it holds; 1 it is broken, or refused; 4 no answer
 */
export async function runAuditVerify (client: AuditClient, ports: AuditPorts): Promise<number> {
  const began = ports.now().getTime()
  for (let from = ''; ;) {
    const answer = await askGateway(client, ports, proofSchema, { method: 'GET', path: `/v1/audit/proof${from}` })
    if (!answer.ok) return answer.status
    const { outside, checked, chain, end, broken } = answer.body
    if (broken !== null || checked >= end) {
      ports.stdout.write(client.json ? `${JSON.stringify({ outside, last: end, chain, broken })}\n` : told(answer.body))
      return broken === null ? exitStatus.holds : exitStatus.broken
    }
    if (ports.now().getTime() - began > silentMs) ports.stderr.write(`${checked} of ${end}\n`)
    from = `?from=${checked}:${chain}`
  }
}

function told ({ outside, chain, end, broken }: { outside: number, chain: string, end: number, broken: number | null }): string {
  if (broken !== null) {
    return broken > end ? `broken: the log ended elsewhere than at ${end}, or its end was changed\n` : `broken at ${broken}: it was changed or removed\n`
  }
  return `holds up to ${end}, chain ${chain}\n${outside > 0 ? `events up to ${outside} are older than the chain and not in it\n` : ''}`
}
