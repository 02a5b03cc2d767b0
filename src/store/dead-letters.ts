// Letters that stopped, by what stopped them. Their content is kept: nothing here ends a letter.
import type { Channel, Sentence } from '../letter/choice.ts'
import type { DeadLetterGroup } from '../letter/act.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { integer, json, maybeText, moment, text } from './cells.ts'
import type { Database } from './database.ts'

/** How many letters of a group are named. */
const named = 5

/** Groups of stopped letters of these senders by state, reason, channel and sender, the largest first. */
export async function readDeadLetters (database: Database, senders: readonly OrganizationNumber[]): Promise<DeadLetterGroup[]> {
  const rows = await database.query(
    `select state, reason_code, channel, sender, count(*) as letters, min(changed_at) as oldest, min(reason_sentence::text) as sentence,
       (array_agg(id order by changed_at, id))[1:${named}] as ids
     from letter where state in ('held', 'needs_decision', 'undeliverable') and sender = any($1::text[])
     group by state, reason_code, channel, sender order by count(*) desc, min(changed_at), state, reason_code, channel, sender`, [senders])
  return rows.map(row => {
    const sentence = maybeText(row.sentence)
    return {
      state: text<DeadLetterGroup['state']>(row.state), reasonCode: maybeText(row.reason_code), sentence: sentence === null ? null : json<Sentence>(JSON.parse(sentence)),
      channel: maybeText<Channel>(row.channel), sender: text(row.sender), letters: integer(row.letters), oldestSince: moment(row.oldest),
      letterIds: json<string[]>(row.ids)
    }
  })
}
