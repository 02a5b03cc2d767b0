// Of several servers, the one that takes writes.
import { Client } from 'pg'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Server } from './split-hosts.ts'

/**
 * The timeline a server writes on; null for one that only follows another. Each promotion begins a new one, so the highest was promoted last
 * (PostgreSQL documentation, "Timelines"). It is the first eight digits of a log file's name.
 */
const timelineOf = `select case when pg_is_in_recovery() then null
  else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint::int end as timeline`

/**
 * Asks all servers at once which of them takes writes, and gives that one. A single one is not asked.
 *
 * Of several that do, the one promoted last is taken: the other was cut off when it was, and does not know yet.
 *
 * @throws {GatewayError} `ERR_STORE_UNAVAILABLE` if none does
 */
export async function findPrimary (servers: readonly Server[], timeoutMs: number): Promise<Server> {
  const [first, ...others] = servers
  if (first !== undefined && others.length === 0) return first
  const asked = await Promise.allSettled(servers.map(async server => ({ server, timeline: await ask(server, timeoutMs) })))
  const [found] = asked
    .flatMap(answer => answer.status === 'fulfilled' && answer.value.timeline !== null ? [{ ...answer.value, timeline: answer.value.timeline }] : [])
    .toSorted((a, b) => b.timeline - a.timeline)
  if (found !== undefined) return found.server
  const cause: unknown = asked.find(answer => answer.status === 'rejected')?.reason
  throw new GatewayError('ERR_STORE_UNAVAILABLE', `Cannot reach the database: none of ${servers.length} servers takes writes`, { cause })
}

async function ask ({ connectionString }: Server, timeoutMs: number): Promise<number | null> {
  const client = new Client({ connectionString, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs, application_name: 'postbud' })
  // A connection that breaks while it is asked ends the question; without a listener it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows: [row] } = await client.query<{ timeline: number | null }>(timelineOf)
    return row?.timeline ?? null
  } finally {
    // Not awaited: a server that does not answer does not say good-bye either.
    client.end().catch(() => {})
  }
}
