// The pause table: what is stopped for a while, by whom and why.
import type { Pauses } from '../journey/records.ts'
import type { Channel } from '../letter/choice.ts'
import type { LetterClass } from '../letter/letter.ts'
import type { Pause } from '../letter/pause.ts'
import { maybeMoment, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { isUuid } from './uuid.ts'

/** The pause table over a database. */
export function createPauses (database: Database): Pauses {
  return {
    insert: async pause => {
      await database.query(
        'insert into pause (id, kind, channel, sender, class, reason, paused_by, paused_at, until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [pause.id, pause.kind, pause.channel, pause.sender, pause.class, pause.reason, pause.by, pause.since, pause.until])
    },
    leaveAlone: async (id, channel, until, reason, now) => {
      await database.query(
        `insert into pause (id, kind, channel, reason, paused_at, until) values ($1, 'channel', $2, $3, $4, $5)
         on conflict (channel) where kind = 'channel' and ended_at is null do update set
           until = greatest(pause.until, excluded.until), reason = excluded.reason,
           paused_at = case when pause.until > excluded.paused_at then pause.paused_at else excluded.paused_at end`,
        [id, channel, reason, now, until])
    },
    inForce: async now => (await database.query(
      'select * from pause where ended_at is null and (until is null or until > $1) order by paused_at, id', [now])).map(toPause),
    end: async (id, by, now) => isUuid(id) && await database.change(
      'update pause set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null and (until is null or until > $2)', [id, now, by]) === 1
  }
}

function toPause (row: Row): Pause {
  return {
    id: text(row.id),
    kind: text<Pause['kind']>(row.kind),
    channel: maybeText<Channel>(row.channel),
    sender: maybeText(row.sender),
    class: maybeText<LetterClass>(row.class),
    reason: text(row.reason),
    by: maybeText(row.paused_by),
    since: moment(row.paused_at),
    until: maybeMoment(row.until)
  }
}
