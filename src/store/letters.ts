// The letter table: the truth about every letter. The queue only says when to look at it.
import type { Channel } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { BareClaim, Claim, Claims, Letters, Move } from '../journey/records.ts'
import type { Letter, LetterId } from '../letter/letter.ts'
import type { Step } from '../letter/letter-status.ts'
import type { LetterState } from '../letter/states.ts'
import { integer, maybeText, moment, openJson, sealJson, text } from './cells.ts'
import type { Cipher, Vault } from './cipher.ts'
import type { Database, Row } from './database.ts'
import type { Vaults } from './vaults.ts'

// A job may fire a little early where two clocks differ; a repeated job from an earlier round must not jump a back-off.
const earlySeconds = 5

const columns =
  'id, state, channel, claim_no, unfinished_claims, failures, reason_code, greatest(changed_at, due_from) as since, details'

// From here a letter goes on only because somebody lets it, or to paper: then it has its whole time again.
const stopped = '(\'held\', \'needs_decision\', \'delivered\')'

/** The letter table over a database. */
export function createLetters (database: Database, cipher: Cipher, vaults: Vaults): Letters {
  const read = async (row: Row): Promise<Claim> => toClaim(row, await vaults.of(text(row.id)))
  return {
    begin: id => { vaults.begin(id) },
    end: id => { vaults.settle(id) },
    insert: (letter, next) => insert(database, cipher, vaults, letter, next),
    claim: async (ids, step, now) => readEach(await database.query(
      `update letter set claim_no = claim_no + 1, unfinished_claims = unfinished_claims + 1
       where id = any($1::uuid[]) and next_step = $2 and next_at <= $3::timestamptz + interval '${earlySeconds} seconds' returning ${columns}`,
      [ids, step, now]), read),
    lock: async id => {
      const [row] = await database.query(`select ${columns} from letter where id = $1 for update`, [id])
      if (row === undefined) throw new RangeError('Cannot lock a letter that is not stored')
      return read(row)
    },
    hold: async claim => {
      const [row] = await database.query('select 1 from letter where id = $1 and claim_no = $2 for update', [claim.letter.id, claim.claimNo])
      if (row === undefined) throw stale()
    },
    holdToSend: async (claim, now) => {
      const [row] = await database.query(
        `select not exists (select 1 from pause where ended_at is null and (until is null or until > $3)
           and coalesce(pause.channel, letter.channel) = letter.channel and coalesce(pause.sender, letter.sender) = letter.sender
           and coalesce(pause.class, letter.class) = letter.class) as may
         from letter where id = $1 and claim_no = $2 for update`, [claim.letter.id, claim.claimNo, now])
      if (row === undefined) throw stale()
      return row.may === true
    },
    advance: (claim, move) => advance(database, claim, move)
  }
}

/** One letter that cannot be opened must not keep the others of its batch from being carried. */
async function readEach (rows: readonly Row[], read: (row: Row) => Promise<Claim>): Promise<Claims> {
  const unreadable: BareClaim[] = []
  const claims = await Promise.all(rows.map(row => read(row).catch((error: unknown) => {
    if (!(error instanceof GatewayError && error.code === 'ERR_STORE_KEY')) throw error
    unreadable.push(toBareClaim(row))
    return undefined
  })))
  return { claims: claims.filter(claim => claim !== undefined), unreadable }
}

async function insert (database: Database, cipher: Cipher, vaults: Vaults, letter: Letter, next: Step): Promise<void> {
  const index = letter.recipient.kind === 'person' ? cipher.blindIndex('person', letter.recipient.nationalIdentityNumber) : null
  const details = sealJson(await vaults.of(letter.id), letter, place(letter.id))
  await database.query(
    `insert into letter
       (id, sender, reference, batch, class, state, recipient_index, data_key, details, next_step, next_at, accepted_at, changed_at,
        due_from, deadline_by, patience_from)
     values ($1, $2, $3, $10, $4, 'received', $5, $6, $7, $8, greatest($9, $11::timestamptz), $9, $9, $11, $12, greatest($9, $11))`,
    [letter.id, letter.sender, letter.reference, letter.class, index, vaults.wrapped(letter.id), details, next, letter.acceptedAt,
      letter.batch ?? null, letter.sendAfter ?? null, letter.deadlineBy ?? null])
}

async function advance (database: Database, claim: BareClaim, move: Move): Promise<void> {
  if (move.through !== undefined) {
    await database.query('update letter set state = $3 where id = $1 and claim_no = $2', [claim.letter.id, claim.claimNo, move.through])
      .catch((error: unknown) => { throw moveError(error) })
  }
  const reason = move.reason === undefined ? undefined : move.reason ?? { code: null, sentence: null }
  const moved = await database.change(
    `update letter set
       state = coalesce($3, state), channel = case when $13 then $4 else channel end, failures = coalesce($5, failures),
       reason_code = case when $6 then $7 else reason_code end, reason_sentence = case when $6 then $8::jsonb else reason_sentence end,
       next_step = $9, next_at = $10::timestamptz, round = round + 1, claim_no = claim_no + 1,
       unfinished_claims = case when $12 then unfinished_claims - 1 else 0 end,
       due_from = case when coalesce($3, state) = state then coalesce($14, due_from) else $14 end,
       patience_from = case when state in ${stopped} and coalesce($3, state) <> state then greatest($11, $10::timestamptz) else patience_from end,
       changed_at = case when coalesce($3, state) = state then changed_at else $11::timestamptz end
     where id = $1 and claim_no = $2`,
    [claim.letter.id, claim.claimNo, move.state ?? null, move.channel ?? null, move.failures ?? null,
      reason !== undefined, reason?.code ?? null, reason?.sentence == null ? null : JSON.stringify(reason.sentence),
      move.next?.step ?? null, move.next?.at ?? null, move.at, move.isUntouched ?? false, move.channel !== undefined, move.dueFrom ?? null]
  ).catch((error: unknown) => { throw moveError(error) })
  if (moved !== 1) throw stale()
}

function stale (): GatewayError {
  return new GatewayError('ERR_STORE_STALE_CLAIM', 'Cannot write to the letter: a newer claim holds it')
}

/** The state table's triggers raise their own SQLSTATE. */
export function moveError (error: unknown): unknown {
  const refused = error instanceof Error && 'code' in error && error.code === 'PB001'
  return refused ? new GatewayError('ERR_STORE_MOVE', `Cannot move: ${error.message}`, { cause: error }) : error
}

function toClaim (row: Row, vault: Vault): Claim {
  return { ...toBareClaim(row), letter: openLetter(vault, text(row.id), row.details) }
}

function toBareClaim (row: Row): BareClaim {
  return {
    letter: { id: text(row.id) },
    state: text<LetterState>(row.state),
    channel: maybeText<Channel>(row.channel),
    claimNo: integer(row.claim_no),
    unfinishedClaims: integer(row.unfinished_claims),
    failures: integer(row.failures),
    reasonCode: maybeText(row.reason_code),
    since: moment(row.since)
  }
}

function place (id: LetterId): string {
  return `letter/${id}/details`
}

/** Opens the stored details of a letter. */
export function openLetter (vault: Vault, id: LetterId, details: unknown): Letter {
  return openJson<Letter>(vault, details, place(id))
}
