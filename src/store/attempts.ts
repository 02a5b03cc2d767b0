// The attempt table: one row a hand-over, made before the first send.
import type { AttemptChange, Attempts } from '../journey/records.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { Channel } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { AttemptState } from '../letter/states.ts'
import { integer, maybeMoment, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { moveError } from './letters.ts'
import { isUuid } from './uuid.ts'

/** The attempt table over a database. */
export function createAttempts (database: Database): Attempts {
  return {
    insert: async attempt => {
      await database.query(
        `insert into attempt (message_id, conversation_id, letter_id, ordinal, channel, receiver, state, created_at, follows)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [attempt.messageId, attempt.conversationId, attempt.letterId, attempt.ordinal, attempt.channel, attempt.receiver, attempt.state,
          attempt.createdAt, attempt.follows ?? null]).catch((error: unknown) => { throw moveError(error) })
    },
    ofLetter: async letterId => (await database.query('select * from attempt where letter_id = $1 order by ordinal', [letterId])).map(toAttempt),
    ofLetters: async letterIds => Map.groupBy((await database.query(
      'select * from attempt where letter_id = any($1::uuid[]) order by ordinal', [letterIds])).map(toAttempt), ({ letterId }) => letterId),
    byConversation: async conversationId => {
      // Conversation ids come from outside; what is not a UUID is nobody's.
      if (!isUuid(conversationId)) return undefined
      const rows = await database.query('select * from attempt where conversation_id = $1', [conversationId])
      return rows.map(toAttempt)[0]
    },
    move: (attempt, to, change = {}) => move(database, attempt, to, change)
  }
}

async function move (database: Database, attempt: Attempt, to: AttemptState, change: AttemptChange): Promise<void> {
  const moved = await database.change(
    `update attempt set state = $3, fingerprint = coalesce($4, fingerprint), package_bytes = coalesce($5, package_bytes),
       handed_over_at = coalesce($6, handed_over_at)
     where message_id = $1 and state = $2`,
    [attempt.messageId, attempt.state, to, change.fingerprint ?? null, change.packageBytes ?? null, change.handedOverAt ?? null]
  ).catch((error: unknown) => { throw moveError(error) })
  if (moved !== 1) throw new GatewayError('ERR_STORE_MOVE', `Cannot move the attempt from ${attempt.state} to ${to}: it has moved since`)
}

/** A row of the attempt table. */
export function toAttempt (row: Row): Attempt {
  const fingerprint = maybeText(row.fingerprint)
  const handedOverAt = maybeMoment(row.handed_over_at)
  const follows = maybeText(row.follows)
  return {
    messageId: text(row.message_id),
    conversationId: text(row.conversation_id),
    letterId: text(row.letter_id),
    ordinal: integer(row.ordinal),
    channel: text<Channel>(row.channel),
    receiver: text(row.receiver),
    state: text<AttemptState>(row.state),
    createdAt: moment(row.created_at),
    ...fingerprint !== null && { fingerprint },
    ...row.package_bytes !== null && { packageBytes: integer(row.package_bytes) },
    ...handedOverAt !== null && { handedOverAt },
    ...follows !== null && { follows }
  }
}
