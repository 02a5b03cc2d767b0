// The pause table: what is stopped for a while, by whom and why.
import type { Pauses } from '../journey/records.ts'
import type { ActGrounds } from '../letter/act.ts'
import type { Channel } from '../letter/choice.ts'
import type { LetterClass } from '../letter/letter.ts'
import type { Pause, PauseEnd } from '../letter/pause.ts'
import { maybeMoment, maybeText, moment, openJson, sealJson, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database, Row } from './database.ts'
import { isUuid } from './uuid.ts'

/** The pause table over a database. */
export function createPauses (database: Database, cipher: Cipher): Pauses {
  const read = (rows: Row[]): Pause[] => rows.map(row => toPause(row, cipher))
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
    inForce: async now => read(await database.query(
      'select * from pause where ended_at is null and (until is null or until > $1) order by paused_at, id', [now])),
    ended: async (from, to) => read(await database.query(
      `select * from pause where coalesce(ended_at, until) > $1 and coalesce(ended_at, until) <= $2
       order by coalesce(ended_at, until) desc, id limit ${mostEnded}`, [from, to])),
    end: async (id, { by, reason }, now) => isUuid(id) && await database.change(
      'update pause set ended_at = $2, ended_grounds = $3 where id = $1 and ended_at is null and (until is null or until > $2)',
      [id, now, sealJson(cipher.system, { by, reason }, endPlace(id))]) === 1
  }
}

/** Ended pauses in one answer. */
const mostEnded = 1000

function endPlace (id: string): string {
  return `pause/${id}/end`
}

function toPause (row: Row, cipher: Cipher): Pause {
  const id = text(row.id)
  const ended = endOf(row, id, cipher)
  return {
    id,
    kind: text<Pause['kind']>(row.kind),
    channel: maybeText<Channel>(row.channel),
    sender: maybeText(row.sender),
    class: maybeText<LetterClass>(row.class),
    reason: text(row.reason),
    by: maybeText(row.paused_by),
    since: moment(row.paused_at),
    until: maybeMoment(row.until),
    ...ended !== undefined && { ended }
  }
}

/** Rows that the version before ended have a name in clear, and no reason. */
function endOf (row: Row, id: string, cipher: Cipher): PauseEnd | undefined {
  const at = maybeMoment(row.ended_at)
  if (at === null) return undefined
  const grounds = row.ended_grounds === null
    ? { by: maybeText(row.ended_by), reason: null }
    : openJson<ActGrounds>(cipher.system, row.ended_grounds, endPlace(id))
  return { at, ...grounds }
}
