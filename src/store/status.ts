// Reading letters for those who may see them: case systems and operators.
import type { Channel } from '../letter/choice.ts'
import type { LetterClass, LetterId, OrganizationNumber } from '../letter/letter.ts'
import type { LetterStatus, Reason, Step } from '../letter/letter-status.ts'
import type { LetterState } from '../letter/states.ts'
import { toAttempt } from './attempts.ts'
import { json, maybeMoment, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { isUuid } from './uuid.ts'

/** Queries for those who ask about letters. A letter of another sender is answered as if it did not exist. */
export interface Statuses {
  one: (id: LetterId, senders: readonly OrganizationNumber[]) => Promise<LetterStatus | undefined>
  /** Newest first, at most 100. */
  byReference: (reference: string, senders: readonly OrganizationNumber[]) => Promise<LetterStatus[]>
}

/** The columns toStatus reads. */
export const statusColumns =
  'id, sender, reference, class, state, channel, reason_code, reason_sentence, accepted_at, changed_at, next_step, next_at, deadline_by, deadline_missed_at'

/** Status queries over a database. */
export function createStatuses (database: Database): Statuses {
  return {
    one: async (id, senders) => {
      if (!isUuid(id)) return undefined
      const rows = await database.query(`select ${statusColumns} from letter where id = $1 and sender = any($2::text[])`, [id, senders])
      return (await withAttempts(database, rows))[0]
    },
    byReference: async (reference, senders) => withAttempts(database, await database.query(
      `select ${statusColumns} from letter where reference = $1 and sender = any($2::text[]) order by accepted_at desc limit 100`,
      [reference, senders]))
  }
}

/** Turns letter rows into statuses, with their attempts in one query. */
export async function withAttempts (database: Database, rows: Row[]): Promise<LetterStatus[]> {
  const ids = rows.map(row => text(row.id))
  const attempts = (await database.query('select * from attempt where letter_id = any($1::uuid[]) order by letter_id, ordinal', [ids])).map(toAttempt)
  return rows.map(row => ({ ...toStatus(row), attempts: attempts.filter(attempt => attempt.letterId === row.id) }))
}

function toStatus (row: Row): Omit<LetterStatus, 'attempts'> {
  const step = maybeText<Step>(row.next_step)
  const at = maybeMoment(row.next_at)
  const code = maybeText(row.reason_code)
  const by = maybeMoment(row.deadline_by)
  return {
    id: text(row.id),
    sender: text(row.sender),
    reference: text(row.reference),
    class: text<LetterClass>(row.class),
    state: text<LetterState>(row.state),
    channel: maybeText<Channel>(row.channel),
    reason: code === null ? null : { code, sentence: json<Reason['sentence']>(row.reason_sentence) },
    acceptedAt: moment(row.accepted_at),
    changedAt: moment(row.changed_at),
    ...by !== null && { deadline: { by, missedAt: maybeMoment(row.deadline_missed_at) } },
    next: step === null || at === null ? null : { step, at }
  }
}
