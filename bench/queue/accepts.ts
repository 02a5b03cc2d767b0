// Letters accepted over HTTP, beside the same rows written by bare SQL.
import { randomBytes, randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { Pool } from 'pg'
import { startRig, type Ground } from '../../test/faults/rig/rig.ts'
import { abreast, formOf, postLetter } from './caller.ts'

/** Letters a second, by how many clients post at once. */
export interface Accepts { acceptedPerSecond: Record<string, number>, bareSqlPerSecond: Record<string, number> }

const documentBytes = 50_000
const connections = 10

/** Measures both for each number of clients. One `serve` process, and bare SQL over as many connections as it has. */
export async function measureAccepts (ground: Ground, clients: readonly number[], letters: number): Promise<Accepts> {
  const env = { POSTBUD_POOL_SIZE: String(connections), RIG_POINTS: 'none' }
  const rig = await startRig(ground, { sizes: { serve: 1, work: 0, schedule: 0 }, env, overSocket: true })
  const found: Accepts = { acceptedPerSecond: {}, bareSqlPerSecond: {} }
  const pool = new Pool({ connectionString: rig.databaseUrl, max: connections })
  try {
    const [url = ''] = rig.urls()
    const [addressee] = rig.addressees
    if (addressee === undefined) throw new Error('there is nobody to write to')
    const form = formOf({ bytes: documentBytes, class: 'important' }, addressee)
    await abreast(8, 50, async () => { await postLetter(url, form) })
    for (const count of clients) {
      found.acceptedPerSecond[count] = await perSecond(count, letters, async () => { await postLetter(url, form) })
      found.bareSqlPerSecond[count] = await perSecond(count, letters, () => acceptBarely(pool))
    }
    return found
  } finally {
    await pool.end()
    await rig.stop()
  }
}

async function perSecond (lanes: number, times: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await abreast(lanes, times, work)
  return Math.round(times / (performance.now() - begun) * 1000)
}

/** One transaction with the rows that an accepted letter has, of the same sizes. */
async function acceptBarely (pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const [name, text, values] of statements()) await client.query({ name, text, values })
    await client.query('commit')
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

function statements (): [string, string, unknown[]][] {
  const [id, content, now, key] = [randomUUID(), randomUUID(), new Date(), randomBytes(32)]
  return [
    ['key', `insert into idempotency (owner, key_digest, letter_id, created_at, digests, answer) values ('bare', $1, $2, $3, $4, $5)`,
      [key, id, now, JSON.stringify(Object.fromEntries(Array.from({ length: 7 }, (_, field) => [`/field${field}`, 'a'.repeat(64)]))), randomBytes(900)]],
    ['content', `insert into content (id, letter_id, kind, number, staged_at, linked_at, bytes) values ($1, $2, 'document', 0, $3, $3, $4)`, [content, id, now, documentBytes]],
    ['chunk', 'insert into content_chunk (content_id, chunk_no, sealed) values ($1, 0, $2)', [content, randomBytes(documentBytes + 28)]],
    ['letter', `insert into letter (id, sender, reference, class, state, recipient_index, data_key, details, next_step, next_at, accepted_at, changed_at)
      values ($1, '313000001', $2, 'important', 'received', $3, $4, $5, 'lookup', $6, $6, $6)`,
    [id, randomUUID(), randomBytes(32), randomBytes(60), randomBytes(900), now]],
    ['event', `insert into letter_event (letter_id, type, at, data) values ($1, 'letter.received', $2, '{"documents": 1}')`, [id, now]]
  ]
}
