// Reading the chain of the log, for those who want to prove it. Nothing is written; events.ts makes the chain.
import type { AuditEntry, AuditPlace, AuditProof } from '../letter/audit.ts'
import { bytes, integer, maybeText, text } from './cells.ts'
import type { Database } from './database.ts'

/** The log as it is proved. */
export interface Audit {
  /** Numbered events after a number, at most so many. */
  entries: (after: number, limit: number) => Promise<AuditEntry[]>
  /** Computes the next some thousands after a place, or from the beginning of the chain. */
  prove: (from?: AuditPlace) => Promise<AuditProof>
}

/** Some tenths of a second. */
const provedAtOnce = 5_000

const chainBefore = '00'.repeat(32)

/** The chain over a database. */
export function createAudit (database: Database): Audit {
  return {
    entries: async (after, limit) => (await database.query(
      `select number, event_entry(number, letter_id, type, at, data) as entry, encode(chain, 'hex') as chain
       from letter_event where number > $1 order by number limit $2`, [after, limit]
    )).map(row => ({ number: integer(row.number), entry: text(row.entry), chain: maybeText(row.chain) })),
    prove: from => prove(database, from)
  }
}

async function prove (database: Database, from?: AuditPlace): Promise<AuditProof> {
  // Read first: what is numbered while we compute belongs to the next piece.
  const [counter] = await database.query('select chained, chain, chain_after from event_counter')
  const [end, outside] = [integer(counter?.chained), integer(counter?.chain_after)]
  const { checked: after, chain: before } = from ?? { checked: outside, chain: chainBefore }
  const checked = Math.min(after + provedAtOnce, end)
  const { count, broken, chain } = await compute(database, after, before, checked)
  const first = broken ?? (count < checked - after ? after + count + 1 : null)
  const isEndMoved = after > end || (checked === end && chain !== Buffer.from(bytes(counter?.chain)).toString('hex'))
  return { outside, end, checked, chain, broken: first ?? (isEndMoved ? end + 1 : null) }
}

async function compute (
  database: Database, after: number, before: string, until: number
): Promise<{ count: number, broken: number | null, chain: string }> {
  const [row] = await database.query(
    `with piece as (
       select number, chain, $1 + row_number() over (order by number) as place,
         event_chain(decode($2, 'hex'), event_entry(number, letter_id, type, at, data)) over (order by number) as computed
       from letter_event where number > $1 and number <= $3
     )
     select count(*) as count, min(place) filter (where number <> place or chain is distinct from computed) as broken,
       (select encode(computed, 'hex') from piece order by place desc limit 1) as chain
     from piece`, [after, before, until])
  const broken = row?.broken ?? null
  return { count: integer(row?.count), broken: broken === null ? null : integer(broken), chain: maybeText(row?.chain ?? null) ?? before }
}
