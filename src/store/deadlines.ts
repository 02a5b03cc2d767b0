// Letters with a deadline: which of them are in danger, which have missed it. Each is found once.
import type { Deadlines, DueLetter } from '../journey/watch-deadlines.ts'
import type { LetterState } from '../letter/states.ts'
import { maybeMoment, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'

/**
 * Letters of which nobody can be sure that they were handed over, as a condition on the letter table. One that goes on to paper was; one that
 * reached its end without is not late any more.
 */
export const notLeft = `letter.state in ('received', 'addressed', 'routed', 'sealed', 'held', 'needs_decision')
  and not exists (select 1 from attempt where attempt.letter_id = letter.id and attempt.state in ('handed_over', 'delivered'))`

/** Late itself by this, with no more time left than that: then a deadline is in danger. */
const danger = 'next_at < $1::timestamptz - interval \'1 minute\' and deadline_by < $1::timestamptz + interval \'1 hour\''

const given = 'returning id, state, deadline_by, reason_code, next_at'

/** The deadlines over a database. */
export function createDeadlines (database: Database): Deadlines {
  const take = async (column: string, condition: string, now: Date, most: number): Promise<DueLetter[]> => (await database.query(
    `update letter set ${column} = $1 where id in (
       select id from letter where deadline_by is not null and deadline_missed_at is null and ${condition} and ${notLeft}
       order by deadline_by limit $2 for update skip locked) ${given}`, [now, most])).map(toDueLetter)
  return {
    missed: (now, most) => take('deadline_missed_at', 'deadline_by <= $1::timestamptz', now, most),
    atRisk: (now, most) => take('deadline_warned_at',
      `deadline_by > $1::timestamptz and deadline_warned_at is null and (next_at > deadline_by or next_at is null or ${danger})`, now, most)
  }
}

function toDueLetter (row: Row): DueLetter {
  return {
    letterId: text(row.id),
    state: text<LetterState>(row.state),
    deadlineBy: moment(row.deadline_by),
    reasonCode: maybeText(row.reason_code),
    nextAt: maybeMoment(row.next_at)
  }
}
