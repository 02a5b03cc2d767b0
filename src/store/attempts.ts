// The attempt table: one row a hand-over, made before the first send.
import type { AttemptChange, Attempts } from '../journey/records.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Channel } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { AttemptState } from '../letter/states.ts'
import { integer, maybeMoment, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { moveError } from './letters.ts'
import { isUuid } from './uuid.ts'

/** The attempt table over a database. */
export function createAttempts (database: Database): Attempts {
  const insert = database.gathered((attempts: Attempt[]) => insertAll(database, attempts))
  const move = database.gathered((moves: Moving[]) => moveAll(database, moves))
  const ofLetter = database.gathered(async (letterIds: LetterId[]) => {
    const all = await ofLetters(letterIds)
    return letterIds.map(id => all.get(id) ?? [])
  })
  const byConversation = database.gathered((conversationIds: string[]) => ofConversations(database, conversationIds))
  const ofLetters = async (letterIds: readonly LetterId[]): Promise<Map<LetterId, Attempt[]>> => Map.groupBy((await database.query(
    `select ${columns} from attempt where letter_id = any($1::uuid[]) order by ordinal`, [letterIds])).map(toAttempt), ({ letterId }) => letterId)
  return {
    insert,
    ofLetter,
    ofLetters,
    // Conversation ids come from outside; what is not a UUID is nobody's.
    byConversation: async conversationId => isUuid(conversationId) ? byConversation(conversationId.toLowerCase()) : undefined,
    move: async (attempt, to, change = {}) => {
      if (!await move({ attempt, to, change })) throw new GatewayError('ERR_STORE_MOVE', `Cannot move the attempt from ${attempt.state} to ${to}: it has moved since`)
    }
  }
}

const columns = 'message_id, conversation_id, letter_id, ordinal, channel, receiver, state, fingerprint, package_bytes, signed_by, created_at, handed_over_at, follows'

async function ofConversations (database: Database, conversationIds: readonly string[]): Promise<(Attempt | undefined)[]> {
  const rows = await database.query(`select ${columns} from attempt where conversation_id = any($1::uuid[])`, [conversationIds])
  const found = new Map(rows.map(toAttempt).map(attempt => [attempt.conversationId, attempt]))
  return conversationIds.map(id => found.get(id))
}

async function insertAll (database: Database, attempts: readonly Attempt[]): Promise<undefined[]> {
  await database.query(
    `insert into attempt (message_id, conversation_id, letter_id, ordinal, channel, receiver, state, created_at, follows)
     select * from json_to_recordset($1::json) as attempt (message_id uuid, conversation_id uuid, letter_id uuid, ordinal int, channel text,
       receiver text, state text, created_at timestamptz, follows uuid)`,
    [JSON.stringify(attempts.map(attempt => ({
      message_id: attempt.messageId, conversation_id: attempt.conversationId, letter_id: attempt.letterId, ordinal: attempt.ordinal,
      channel: attempt.channel, receiver: attempt.receiver, state: attempt.state, created_at: attempt.createdAt, follows: attempt.follows
    })))]).catch((error: unknown) => { throw moveError(error) })
  return attempts.map(() => undefined)
}

/** An attempt as it was read, and where it goes from there. */
interface Moving { attempt: Attempt, to: AttemptState, change: AttemptChange }

/** Moves those that are where they were, and tells which were. */
async function moveAll (database: Database, moves: readonly Moving[]): Promise<boolean[]> {
  const rows = await database.query(
    `update attempt set state = move.next, fingerprint = coalesce(move.fingerprint, attempt.fingerprint),
       package_bytes = coalesce(move.package_bytes, attempt.package_bytes), signed_by = coalesce(move.signed_by, attempt.signed_by),
       handed_over_at = coalesce(move.handed_over_at, attempt.handed_over_at)
     from json_to_recordset($2::json) as move (id uuid, state text, next text, fingerprint text, package_bytes bigint, signed_by text,
       handed_over_at timestamptz)
     where message_id = any($1::uuid[]) and message_id = move.id and attempt.state = move.state returning message_id`,
    [moves.map(({ attempt }) => attempt.messageId), JSON.stringify(moves.map(({ attempt, to, change }) => ({
      id: attempt.messageId, state: attempt.state, next: to, fingerprint: change.fingerprint, package_bytes: change.packageBytes,
      signed_by: change.signedBy,
      handed_over_at: change.handedOverAt
    })))]
  ).catch((error: unknown) => { throw moveError(error) })
  const moved = new Set(rows.map(row => text(row.message_id)))
  // Of two moves of one attempt only the first was right.
  return moves.map(({ attempt }) => moved.delete(attempt.messageId))
}

/** A row of the attempt table. */
export function toAttempt (row: Row): Attempt {
  const fingerprint = maybeText(row.fingerprint)
  const signedBy = maybeText(row.signed_by)
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
    ...signedBy !== null && { signedBy },
    ...handedOverAt !== null && { handedOverAt },
    ...follows !== null && { follows }
  }
}
