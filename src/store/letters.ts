// The letter table: the truth about every letter. The queue only says when to look at it.
import type { Channel } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter, LetterId } from '../letter/letter.ts'
import type { Reason, Step } from '../letter/letter-status.ts'
import type { LetterState } from '../letter/states.ts'
import { integer, maybeText, moment, openJson, sealJson, text } from './cells.ts'
import type { Cipher, Vault } from './cipher.ts'
import type { Database, Row } from './database.ts'
import type { Vaults } from './vaults.ts'

/** A letter taken by one worker. Every write it makes names `claimNo`; a newer claim makes those writes fail. */
export interface Claim {
  letter: Letter
  state: LetterState
  channel: Channel | null
  claimNo: number
  /** Failures in a row at the present step. */
  failures: number
  /** The reason shown so far, so that the same one is not told twice. */
  reasonCode: string | null
  /** Since when the letter is in its state. */
  since: Date
}

/** What a claim changes. What is left out stays as it is. */
export interface Move {
  at: Date
  state?: LetterState
  channel?: Channel
  /** Null takes the reason away. */
  reason?: Reason | null
  failures?: number
  next: { step: Step, at: Date } | null
}

/** Queries on the letter table. */
export interface Letters {
  insert: (letter: Letter, dataKey: Uint8Array, vault: Vault, next: Step) => Promise<{ round: number }>
  /** Takes those of the letters that wait for this step, raising each claim number. The others are left alone. */
  claim: (ids: readonly LetterId[], step: Step, now: Date) => Promise<Claim[]>
  /** Takes one letter whatever it waits for, because proof about it came in from outside. Whoever held it becomes stale. */
  seize: (id: LetterId) => Promise<Claim>
  /**
   * Writes a move of a claimed letter and gives the number of the round the next job belongs to.
   *
   * @throws {GatewayError} `ERR_STORE_STALE_CLAIM` if the letter was claimed again since; nothing is changed then
   * @throws {GatewayError} `ERR_STORE_MOVE` if the transition table does not allow it
   */
  advance: (claim: Claim, move: Move) => Promise<{ round: number }>
  /** Letters that should have a job by now, for making missing jobs again. */
  overdue: (before: Date, limit: number) => Promise<{ letterId: LetterId, step: Step, channel: Channel | null, round: number }[]>
}

// A job may fire a little early where two clocks differ; a repeated job from an earlier round must not jump a back-off.
const earlySeconds = 5

const columns = 'id, state, channel, claim_no, failures, reason_code, changed_at, details'

/** The letter table over a database. */
export function createLetters (database: Database, cipher: Cipher, vaults: Vaults): Letters {
  const read = async (row: Row): Promise<Claim> => toClaim(row, await vaults.of(text(row.id)))
  return {
    insert: (letter, dataKey, vault, next) => insert(database, cipher, letter, dataKey, vault, next),
    claim: async (ids, step, now) => Promise.all((await database.query(
      `update letter set claim_no = claim_no + 1
       where id = any($1::uuid[]) and next_step = $2 and next_at <= $3::timestamptz + interval '${earlySeconds} seconds' returning ${columns}`,
      [ids, step, now])).map(read)),
    seize: async id => {
      const [row] = await database.query(`update letter set claim_no = claim_no + 1 where id = $1 returning ${columns}`, [id])
      if (row === undefined) throw new RangeError('Cannot seize a letter that is not stored')
      return read(row)
    },
    advance: (claim, move) => advance(database, claim, move),
    overdue: async (before, limit) => (await database.query(
      'select id, next_step, channel, round from letter where next_at < $1 order by next_at limit $2', [before, limit]
    )).map(row => ({ letterId: text(row.id), step: text<Step>(row.next_step), channel: maybeText<Channel>(row.channel), round: integer(row.round) }))
  }
}

async function insert (
  database: Database, cipher: Cipher, letter: Letter, dataKey: Uint8Array, vault: Vault, next: Step
): Promise<{ round: number }> {
  const index = letter.recipient.kind === 'person' ? cipher.blindIndex('person', letter.recipient.nationalIdentityNumber) : null
  await database.query(
    `insert into letter (id, sender, reference, class, state, recipient_index, data_key, details, next_step, next_at, accepted_at, changed_at)
     values ($1, $2, $3, $4, 'received', $5, $6, $7, $8, $9, $9, $9)`,
    [letter.id, letter.sender, letter.reference, letter.class, index, dataKey, sealJson(vault, letter, place(letter.id)), next, letter.acceptedAt])
  return { round: 0 }
}

async function advance (database: Database, claim: Claim, move: Move): Promise<{ round: number }> {
  const reason = move.reason === undefined ? undefined : move.reason ?? { code: null, sentence: null }
  const [row] = await database.query(
    `update letter set
       state = coalesce($3, state), channel = coalesce($4, channel), failures = coalesce($5, failures),
       reason_code = case when $6 then $7 else reason_code end, reason_sentence = case when $6 then $8::jsonb else reason_sentence end,
       next_step = $9, next_at = $10::timestamptz, round = round + 1,
       changed_at = case when coalesce($3, state) = state then changed_at else $11::timestamptz end
     where id = $1 and claim_no = $2 returning round`,
    [claim.letter.id, claim.claimNo, move.state ?? null, move.channel ?? null, move.failures ?? null,
      reason !== undefined, reason?.code ?? null, reason?.sentence == null ? null : JSON.stringify(reason.sentence),
      move.next?.step ?? null, move.next?.at ?? null, move.at]
  ).catch((error: unknown) => { throw moveError(error) })
  if (row === undefined) {
    throw new GatewayError('ERR_STORE_STALE_CLAIM', 'Cannot write to the letter: a newer claim holds it')
  }
  return { round: integer(row.round) }
}

/** The state table's triggers raise their own SQLSTATE. */
export function moveError (error: unknown): unknown {
  const refused = error instanceof Error && 'code' in error && error.code === 'PB001'
  return refused ? new GatewayError('ERR_STORE_MOVE', `Cannot move: ${error.message}`, { cause: error }) : error
}

function toClaim (row: Row, vault: Vault): Claim {
  return {
    letter: openJson<Letter>(vault, row.details, place(text(row.id))),
    state: text<LetterState>(row.state),
    channel: maybeText<Channel>(row.channel),
    claimNo: integer(row.claim_no),
    failures: integer(row.failures),
    reasonCode: maybeText(row.reason_code),
    since: moment(row.changed_at)
  }
}

function place (id: LetterId): string {
  return `letter/${id}/details`
}

/** Opens the stored details of a letter. */
export function openLetter (vault: Vault, id: LetterId, details: unknown): Letter {
  return openJson<Letter>(vault, details, place(id))
}
