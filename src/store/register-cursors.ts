// How far each register's feed was read, and which letters wait for the people it tells of.
import type { RegisterCursors } from '../journey/watch-registers.ts'
import { maybeMoment, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database } from './database.ts'

/** The cursors over a database. */
export function createRegisterCursors (database: Database, cipher: Cipher): RegisterCursors {
  return {
    read: async register => {
      const [row] = await database.query('select position, stuck_since from register_cursor where register = $1', [register])
      return row === undefined ? undefined : { position: text(row.position), stuckSince: maybeMoment(row.stuck_since) }
    },
    start: async (register, position, at) => {
      await database.query(
        'insert into register_cursor (register, position, moved_at) values ($1, $2, $3) on conflict do nothing', [register, position, at])
    },
    move: async (register, from, to, at) => (await database.change(
      'update register_cursor set position = $3, moved_at = $4, stuck_since = null where register = $1 and position = $2',
      [register, from, to, at])) === 1,
    noteStuck: async (register, at) => {
      await database.query(
        'update register_cursor set stuck_since = $2 where register = $1 and stuck_since is null', [register, at])
    },
    // A held letter waits for a person, but what holds it may be the very thing that has changed.
    waiting: async people => (await database.query(
      `select id from letter where (recipient_index = any($1::bytea[]) or person_index = any($1::bytea[]))
         and state in ('received', 'addressed', 'routed', 'sealed', 'held', 'needs_decision') order by id`,
      [people.map(number => cipher.blindIndex('person', number))])).map(row => text(row.id))
  }
}
