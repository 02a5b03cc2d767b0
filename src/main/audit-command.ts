// `postbud audit export` and `postbud audit verify`: the log with its chain, and whether the chain holds.
import { Type, type StaticDecode } from 'typebox'
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

/** A number and the chain it had once, as they were written down elsewhere. */
export interface Kept {
  number: number
  /** 64 hexadecimal digits, lower case. */
  chain: string
}

/**
 * Has the whole chain computed anew, piece by piece, and tells its last number and chain, or where it breaks.
 *
 * @param kept is held against the chain, too: who rules the database can make one that holds in itself, but not that one
 * @returns exit status: 0 it holds; 1 it is broken, not what was kept, or refused; 4 no answer
 */
export async function runAuditVerify ({ kept, ...client }: AuditClient & { kept?: Kept | undefined }, ports: AuditPorts): Promise<number> {
  const began = ports.now().getTime()
  for (let from = ''; ;) {
    const answer = await askGateway(client, ports, proofSchema, { method: 'GET', path: `/v1/audit/proof${from}` })
    if (!answer.ok) return answer.status
    const { checked, chain, end, broken } = answer.body
    if (broken !== null || checked >= end) return await tell(answer.body, broken === null ? kept : undefined, client, ports)
    if (ports.now().getTime() - began > silentMs) ports.stderr.write(`${checked} of ${end}\n`)
    from = `?from=${checked}:${chain}`
  }
}

type Proof = StaticDecode<typeof proofSchema>

async function tell (proof: Proof, kept: Kept | undefined, client: AuditClient, ports: AuditPorts): Promise<number> {
  const { outside, chain, end, broken } = proof
  let isAsKept = true
  if (kept !== undefined) {
    const answer = await askGateway(client, ports, pageSchema, { method: 'GET', path: `/v1/audit?after=${kept.number - 1}&limit=1` })
    if (!answer.ok) return answer.status
    isAsKept = answer.body.entries.some(entry => entry.number === kept.number && entry.chain === kept.chain)
  }
  const text = isAsKept ? told(proof) : `the log is another: ${kept?.number} has not the chain that was kept\n`
  ports.stdout.write(client.json ? `${JSON.stringify({ outside, last: end, chain, broken, ...kept !== undefined && { asKept: isAsKept } })}\n` : text)
  return broken === null && isAsKept ? exitStatus.holds : exitStatus.broken
}

function told ({ outside, chain, end, broken }: Proof): string {
  if (broken !== null) {
    return broken > end ? `broken: the log ended elsewhere than at ${end}, or its end was changed\n` : `broken at ${broken}: it was changed or removed\n`
  }
  return `holds up to ${end}, chain ${chain}\n${outside > 0 ? `events up to ${outside} are older than the chain and not in it\n` : ''}`
}
