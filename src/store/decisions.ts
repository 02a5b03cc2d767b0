// The decision table: why each letter went where it went, and the register facts it was decided from, under the letter's key.
import type { Decisions } from '../journey/records.ts'
import type { Decision } from '../letter/choice.ts'
import { openJson, sealJson } from './cells.ts'
import type { Database } from './database.ts'
import type { Vaults } from './vaults.ts'

/** The decision table over a database. */
export function createDecisions (database: Database, vaults: Vaults): Decisions {
  return {
    insert: async (letterId, decision, facts, at) => {
      const vault = await vaults.of(letterId)
      await database.query(
        `insert into decision (letter_id, ordinal, rule, decided_at, facts_read_at, decided, facts)
         select $1, count(*) + 1, $2, $3, $4, $5, $6 from decision where letter_id = $1`,
        [letterId, decision.rule, at, facts.readAt, sealJson(vault, decision, `letter/${letterId}/decision`),
          sealJson(vault, facts, `letter/${letterId}/facts`)])
    },
    latest: async letterId => {
      const [row] = await database.query('select decided from decision where letter_id = $1 order by ordinal desc limit 1', [letterId])
      return row === undefined ? undefined : openJson<Decision>(await vaults.of(letterId), row.decided, `letter/${letterId}/decision`)
    }
  }
}
