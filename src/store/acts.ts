// What people did with letters by hand. Who and why are under the letter's key, or stand with the action the letter was part of.
import type { Acts } from '../journey/records.ts'
import type { ActGrounds, DoneAct } from '../letter/act.ts'
import type { LetterState } from '../letter/states.ts'
import { openGrounds } from './bulk-acts.ts'
import { integer, maybeText, moment, openJson, sealJson, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database, Row } from './database.ts'
import type { Vaults } from './vaults.ts'

/** The table of acts over a database. */
export function createActs (database: Database, cipher: Cipher, vaults: Vaults): Acts {
  const toAct = async (row: Row): Promise<DoneAct> => {
    const letterId = text(row.letter_id)
    const actionId = maybeText(row.action_id)
    const grounds = actionId === null
      ? openJson<ActGrounds>(await vaults.of(letterId), row.grounds, place(letterId))
      : openGrounds(cipher, actionId, row.action_grounds)
    return {
      ...grounds, ordinal: integer(row.ordinal), act: text<DoneAct['act']>(row.act), from: text<LetterState>(row.from_state), client: text(row.client),
      at: moment(row.acted_at), ...actionId !== null && { actionId }
    }
  }
  return {
    insert: async (letterId, act) => {
      const { by, reason, actionId } = act
      const grounds = actionId === undefined ? sealJson(await vaults.of(letterId), { by, reason }, place(letterId)) : null
      const [row] = await database.query(
        `insert into letter_act (letter_id, ordinal, act, from_state, client, acted_at, grounds, action_id)
         select $1, count(*) + 1, $2, $3, $4, $5, $6, $7 from letter_act where letter_id = $1 returning ordinal`,
        [letterId, act.act, act.from, act.client, act.at, grounds, actionId ?? null])
      return { ...act, ordinal: integer(row?.ordinal) }
    },
    ofLetter: async letterId => Promise.all((await database.query(
      `select letter_act.*, bulk_act.grounds as action_grounds from letter_act left join bulk_act on bulk_act.id = letter_act.action_id
       where letter_id = $1 order by ordinal`, [letterId])).map(toAct))
  }
}

function place (letterId: string): string {
  return `letter/${letterId}/act`
}
