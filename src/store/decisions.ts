// The decision table: why each letter went where it went, and the register facts it was decided from, under the letter's key.
import type { Decisions } from '../journey/records.ts'
import type { Decision } from '../letter/choice.ts'
import type { LetterId } from '../letter/letter.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import { base64, openJson, sealJson, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database } from './database.ts'
import type { Vaults } from './vaults.ts'

/** The decision table over a database. */
export function createDecisions (database: Database, cipher: Cipher, vaults: Vaults): Decisions {
  const open = async (letterId: LetterId, decided: unknown): Promise<Decision> => openJson(await vaults.of(letterId), decided, `letter/${letterId}/decision`)
  const insert = database.gathered((rows: DecisionRow[]) => insertAll(database, rows))
  return {
    insert: async (letterId, decision, facts, at) => {
      const vault = await vaults.of(letterId)
      await insert({
        letter_id: letterId,
        rule: decision.rule,
        decided_at: at,
        facts_read_at: facts.readAt,
        decided: base64(sealJson(vault, decision, `letter/${letterId}/decision`)),
        facts: base64(sealJson(vault, facts, `letter/${letterId}/facts`))
      })
      const { person } = facts
      if (person === undefined || person === 'unknown' || person.isSuperseded !== true) return
      await database.query('update letter set person_index = $2 where id = $1', [letterId, cipher.blindIndex('person', person.nationalIdentityNumber)])
    },
    latest: async letterId => {
      const [row] = await database.query('select decided from decision where letter_id = $1 order by ordinal desc limit 1', [letterId])
      return row === undefined ? undefined : open(letterId, row.decided)
    },
    latestOf: async letterIds => new Map((await database.query(
      'select distinct on (letter_id) letter_id, decided from decision where letter_id = any($1::uuid[]) order by letter_id, ordinal desc', [letterIds]
    )).map(({ letter_id: id, decided }) => [text(id), () => open(text(id), decided)] as const)),
    latestFacts: async letterId => {
      const [row] = await database.query('select facts from decision where letter_id = $1 order by ordinal desc limit 1', [letterId])
      return row === undefined ? undefined : openJson<RecipientFacts>(await vaults.of(letterId), row.facts, `letter/${letterId}/facts`)
    },
    toReread: async (letterIds, readUntil) => new Set((await database.query(
      `select decision.letter_id from decision join attempt on attempt.letter_id = decision.letter_id and attempt.state = 'sealed'
       where decision.letter_id = any($1::uuid[]) group by decision.letter_id
       having $2::timestamptz is null or max(decision.facts_read_at) <= $2::timestamptz`, [letterIds, readUntil])).map(row => text(row.letter_id)))
  }
}

/** A decision of a letter as it is stored; byte strings as base64. */
interface DecisionRow { letter_id: LetterId, rule: string, decided_at: Date, facts_read_at: Date, decided: string, facts: string }

async function insertAll (database: Database, rows: readonly DecisionRow[]): Promise<undefined[]> {
  await database.query(
    `insert into decision (letter_id, ordinal, rule, decided_at, facts_read_at, decided, facts)
     select made.letter_id, (select count(*) from decision where decision.letter_id = made.letter_id) + 1, rule, decided_at, facts_read_at,
       decode(decided, 'base64'), decode(facts, 'base64')
     from json_to_recordset($1::json) as made (letter_id uuid, rule text, decided_at timestamptz, facts_read_at timestamptz, decided text, facts text)`,
    [JSON.stringify(rows)])
  return rows.map(() => undefined)
}
