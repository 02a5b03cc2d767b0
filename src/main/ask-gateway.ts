// How the commands of the command line ask a running gateway, and tell what it refuses.
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** How a command reaches a gateway. */
export interface GatewayClient {
  /** Of the gateway, without a slash at the end. */
  url: string
  apiKey: string
}

/** The world a command lives in. */
export interface ClientPorts {
  fetch: typeof globalThis.fetch
  stdout: { write: (text: string) => unknown }
  stderr: { write: (text: string) => unknown }
}

/** One call of the API. */
export interface GatewayCall {
  method: 'GET' | 'POST'
  path: string
  /** JSON text. */
  body?: string
  idempotencyKey?: string
}

/** What came of a call: its body, or the exit status of a command whose call came to nothing: 1 refused, 4 no answer. Why is told already. */
export type GatewayAnswer<Body> = { ok: true, body: Body } | { ok: false, status: 1 | 4 }

const problemSchema = Type.Object({
  detail: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.Optional(Type.String()), detail: Type.String() })))
})

const timeoutMs = 120_000

/** Asks, and tells on standard error what the gateway refuses, field by field, or that there is none. */
export async function askGateway<Schema extends TSchema> (
  { url, apiKey }: GatewayClient, ports: ClientPorts, schema: Schema, { method, path, body, idempotencyKey }: GatewayCall
): Promise<GatewayAnswer<Static<Schema>>> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...body !== undefined && { 'content-type': 'application/json' },
    ...idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }
  }
  const init = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs), ...body !== undefined && { body } } as const
  const response = await ports.fetch(`${url}${path}`, init).catch(() => undefined)
  if (response === undefined) {
    ports.stderr.write(`no answer at ${url}; start it: npm start\n`)
    return { ok: false, status: 4 }
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && Value.Check(schema, answer)) return { ok: true, body: answer }
  tellRefusal(response.status, answer, ports)
  return { ok: false, status: 1 }
}

function tellRefusal (status: number, answer: unknown, { stderr }: ClientPorts): void {
  if (!Value.Check(problemSchema, answer)) {
    stderr.write(`the address answers with status ${status}, not like a Postbud gateway\n`)
    return
  }
  stderr.write(`${answer.detail}\n`)
  for (const { field, detail } of answer.errors ?? []) stderr.write(`  ${field ?? ''}  ${detail}\n`)
}
