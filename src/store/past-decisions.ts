// Reading decisions of the past with the facts they were made from, a page at a time.
import type { Decision } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import type { PageMark, PastDecision, PastDecisions } from '../journey/simulate.ts'
import { bytes, moment, openJson, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database, Row } from './database.ts'
import { openLetter } from './letters.ts'

/**
 * Past decisions over a database. The keys of the letters are read with them and forgotten with the page: the vaults of the letters that are
 * being carried are not crowded out.
 */
export function createPastDecisions (database: Database, cipher: Cipher): PastDecisions {
  return {
    page: async ({ from, to }, senders, limit, mark) => {
      const rows = await database.query(
        `select decision.letter_id, decided_at, decided, facts, data_key, details
         from decision join letter on letter.id = decision.letter_id
         where decided_at >= $1 and decided_at < $2 and letter.sender = any($3::text[]) and rule <> 'ladder-print'
           and not exists (select 1 from decision as later where later.letter_id = decision.letter_id and later.ordinal > decision.ordinal
             and later.decided_at < $2 and later.rule <> 'ladder-print')
           and ($4::timestamptz is null or (decided_at, decision.letter_id) < ($4::timestamptz, $5::uuid))
         order by decided_at desc, decision.letter_id desc limit $6`,
        [from, to, senders, mark?.decidedAt ?? null, mark?.letterId ?? null, limit + 1])
      const page = rows.slice(0, limit)
      const decisions = page.flatMap(row => toPastDecision(cipher, row))
      return { decisions, unreadable: page.length - decisions.length, next: rows.length > limit ? markOf(page) : null }
    }
  }
}

function markOf (rows: readonly Row[]): PageMark | null {
  const last = rows.at(-1)
  return last === undefined ? null : { decidedAt: moment(last.decided_at), letterId: text(last.letter_id) }
}

/** One that cannot be opened must not keep the others from being counted. */
function toPastDecision (cipher: Cipher, row: Row): PastDecision[] {
  const id = text(row.letter_id)
  try {
    const vault = cipher.dataKey(bytes(row.data_key), id)
    return [{
      letter: openLetter(vault, id, row.details),
      facts: openJson<RecipientFacts>(vault, row.facts, `letter/${id}/facts`),
      decision: openJson<Decision>(vault, row.decided, `letter/${id}/decision`),
      decidedAt: moment(row.decided_at)
    }]
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'ERR_STORE_KEY') return []
    throw error
  }
}
