// The override table: what people decided of letters. Who, why and where to are under the letter's key.
import type { Overrides } from '../journey/records.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Override, OverrideAction } from '../letter/override.ts'
import { integer, maybeMoment, moment, openJson, sealJson, text } from './cells.ts'
import type { Vault } from './cipher.ts'
import type { Database, Row } from './database.ts'
import type { Vaults } from './vaults.ts'

/** The override table over a database. */
export function createOverrides (database: Database, vaults: Vaults): Overrides {
  const ofLetter = async (letterId: string): Promise<Override[]> => {
    const rows = await database.query('select * from letter_override where letter_id = $1 order by ordinal', [letterId])
    const vault = rows.length === 0 ? undefined : await vaults.of(letterId)
    return vault === undefined ? [] : rows.map(row => toOverride(row, vault))
  }
  const last = database.gathered(async (letterIds: LetterId[]) => {
    const rows = await database.query(
      `select distinct on (letter_id) letter_id, ordinal, action, client, decided_at, until, details from letter_override
       where letter_id = any($1::uuid[]) order by letter_id, ordinal desc`, [letterIds])
    const byLetter = new Map(rows.map(row => [text(row.letter_id), row]))
    return letterIds.map(id => byLetter.get(id))
  })
  return {
    insert: async (letterId, override) => {
      const { action, client, at, until, ...details } = override
      const [row] = await database.query(
        `insert into letter_override (letter_id, ordinal, action, client, decided_at, until, details)
         select $1, count(*) + 1, $2, $3, $4, $5, $6 from letter_override where letter_id = $1 returning *`,
        [letterId, action, client, at, until ?? null, sealJson(await vaults.of(letterId), details, place(letterId))])
      return toOverride(row ?? {}, await vaults.of(letterId))
    },
    inForce: async (letterId, now) => {
      const row = await last(letterId)
      const until = row === undefined ? null : maybeMoment(row.until)
      return row === undefined || (until !== null && until <= now) ? undefined : toOverride(row, await vaults.of(letterId))
    },
    ofLetter
  }
}

function toOverride (row: Row, vault: Vault): Override {
  const until = maybeMoment(row.until)
  const details = openJson<Pick<Override, 'by' | 'reason'>>(vault, row.details, place(text(row.letter_id)))
  // Only `insert` has written the details, and it wrote those of the action beside them.
  return {
    ...details, ordinal: integer(row.ordinal), action: text<OverrideAction>(row.action), client: text(row.client), at: moment(row.decided_at),
    ...until !== null && { until }
  } as Override
}

function place (letterId: string): string {
  return `letter/${letterId}/override`
}
