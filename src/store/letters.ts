// The letter table: the truth about every letter. The queue only says when to look at it.
import type { Channel } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { BareClaim, Claim, Claims, Letters, Move } from '../journey/records.ts'
import type { Letter, LetterId } from '../letter/letter.ts'
import type { Step } from '../letter/letter-status.ts'
import type { LetterState } from '../letter/states.ts'
import { base64, integer, maybeText, moment, openJson, sealJson, text } from './cells.ts'
import type { Cipher, Vault } from './cipher.ts'
import type { Database, Row } from './database.ts'
import type { Vaults } from './vaults.ts'

// A job may fire a little early where two clocks differ, and what was let in by another's clock is due; a repeated job from an earlier round must
// not jump a back-off.
const earlySeconds = 5

const columns =
  'id, state, channel, claim_no, unfinished_claims, failures, reason_code, greatest(changed_at, due_from) as since, data_key, details'

// From here a letter goes on only because somebody lets it, or to paper: then it has its whole time again.
const stopped = '(\'held\', \'needs_decision\', \'delivered\', \'returned\')'

/** The letter table over a database. */
export function createLetters (database: Database, cipher: Cipher, vaults: Vaults): Letters {
  const read = (row: Row): Claim => toClaim(row, vaults.open(text(row.id), row.data_key))
  const insert = database.gathered((letters: NewRow[]) => insertAll(database, letters))
  const lock = database.gathered((ids: LetterId[]) => lockAll(database, ids))
  const holdToSend = database.gathered((held: Held[]) => mayAllGo(database, held))
  const advance = database.gathered((moves: Moving[]) => advanceAll(database, moves))
  return {
    begin: id => { vaults.begin(id) },
    end: id => { vaults.settle(id) },
    insert: async (letter, next) => { await insert(await toNew({ cipher, vaults }, letter, next)) },
    claim: async (called, step, now) => readEach(await database.query(
      `update letter set claim_no = claim_no + 1, unfinished_claims = unfinished_claims + 1
       from unnest($1::uuid[], $2::int[]) as called (letter_id, called_round)
       where id = any($1::uuid[]) and id = letter_id and next_step is not null and case when queued_round = round then next_step = $3 or round = called_round
         else next_step = $3 and next_at <= $4::timestamptz + interval '${earlySeconds} seconds' end returning ${columns}, next_step`,
      [called.map(({ letterId }) => letterId), called.map(({ round = null }) => round), step, now]), read),
    lock: async id => {
      const row = await lock(id)
      if (row === undefined) throw new RangeError('Cannot lock a letter that is not stored')
      return read(row)
    },
    hold: async claim => {
      const [row] = await database.query('select 1 from letter where id = $1 and claim_no = $2 for update', [claim.letter.id, claim.claimNo])
      if (row === undefined) throw stale()
    },
    holdToSend: async (claim, now) => {
      const may = await holdToSend({ claim, now })
      if (may === undefined) throw stale()
      return may
    },
    // It changes no more than the claim did, so where a claim finds room on a full disk, this does too.
    uncount: async ({ letter, claimNo }) => {
      await database.query('update letter set unfinished_claims = greatest(unfinished_claims - 1, 0) where id = $1 and claim_no = $2', [letter.id, claimNo])
    },
    advance: async (claim, move) => {
      if (!await advance({ claim, move })) throw stale()
    }
  }
}

/** In one order, so that those who lock several wait in line. */
async function lockAll (database: Database, ids: readonly LetterId[]): Promise<(Row | undefined)[]> {
  const rows = await database.query(`select ${columns} from letter where id = any($1::uuid[]) order by id for update`, [ids])
  const locked = new Map(rows.map(row => [text(row.id), row]))
  return ids.map(id => locked.get(id))
}

/** One letter that cannot be opened must not keep the others of its batch from being carried. */
function readEach (rows: readonly Row[], read: (row: Row) => Claim): Claims {
  const unreadable: Claims['unreadable'] = []
  const claims = rows.flatMap(row => {
    const step = text<Step>(row.next_step)
    try {
      return [{ ...read(row), step }]
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'ERR_STORE_KEY')) throw error
      unreadable.push({ ...toBareClaim(row), step })
      return []
    }
  })
  return { claims, unreadable }
}

/** What is written of a new letter. Bytes go as base64, so that many letters are one parameter. */
type NewRow = Record<string, string | Date | null | undefined>

async function toNew ({ cipher, vaults }: { cipher: Cipher, vaults: Vaults }, letter: Letter, next: Step): Promise<NewRow> {
  const { id, recipient, acceptedAt } = letter
  return {
    id,
    sender: letter.sender,
    reference: letter.reference,
    batch: letter.batch,
    class: letter.class,
    recipient_index: recipient.kind === 'person' ? base64(cipher.blindIndex('person', recipient.nationalIdentityNumber)) : null,
    data_key: base64(vaults.wrapped(id)),
    details: base64(sealJson(await vaults.of(id), letter, place(id))),
    next_step: next,
    accepted_at: acceptedAt,
    send_after: letter.sendAfter,
    deadline_by: letter.deadlineBy
  }
}

async function insertAll (database: Database, letters: readonly NewRow[]): Promise<undefined[]> {
  await database.query(
    `insert into letter
       (id, sender, reference, batch, class, state, recipient_index, data_key, details, next_step, next_at, accepted_at, changed_at,
        due_from, deadline_by, patience_from)
     select id, sender, reference, batch, class, 'received', decode(recipient_index, 'base64'), decode(data_key, 'base64'), decode(details, 'base64'),
       next_step, greatest(accepted_at, send_after), accepted_at, accepted_at, send_after, deadline_by, greatest(accepted_at, send_after)
     from json_to_recordset($1::json) as made (id uuid, sender text, reference text, batch text, class text, recipient_index text, data_key text,
       details text, next_step text, accepted_at timestamptz, send_after timestamptz, deadline_by timestamptz)`, [JSON.stringify(letters)])
  return letters.map(() => undefined)
}

/** A claim that is to hold until the surrounding transaction ends, and when. */
interface Held { claim: BareClaim, now: Date }

/** Whether each may be sent; undefined where the claim does not hold. */
async function mayAllGo (database: Database, held: readonly Held[]): Promise<(boolean | undefined)[]> {
  const rows = await database.query(
    `select letter.id, not exists (select 1 from pause where ended_at is null and (until is null or until > held.now)
       and coalesce(pause.channel, letter.channel) = letter.channel and coalesce(pause.sender, letter.sender) = letter.sender
       and coalesce(pause.class, letter.class) = letter.class) as may
     from letter join json_to_recordset($2::json) as held (id uuid, claim_no int, now timestamptz) on letter.id = held.id and letter.claim_no = held.claim_no
     where letter.id = any($1::uuid[]) order by letter.id for update of letter`,
    [held.map(({ claim }) => claim.letter.id), JSON.stringify(held.map(({ claim, now }) => ({ id: claim.letter.id, claim_no: claim.claimNo, now })))])
  const may = new Map(rows.map(row => [text(row.id), row.may === true]))
  return held.map(({ claim }) => may.get(claim.letter.id))
}

/** A move and the claim it spends. */
interface Moving { claim: BareClaim, move: Move }

/** Writes the moves whose claims hold, and tells which did. */
async function advanceAll (database: Database, moves: readonly Moving[]): Promise<boolean[]> {
  const passing = moves.filter(({ move }) => move.through !== undefined)
  try {
    if (passing.length > 0) await database.query(passThrough, valuesOf(passing))
    const rows = await database.query(moveAll, valuesOf(moves))
    const moved = new Set(rows.map(row => `${text(row.id)}/${integer(row.was)}`))
    return moves.map(({ claim }) => moved.delete(`${claim.letter.id}/${claim.claimNo}`))
  } catch (error) {
    throw moveError(error)
  }
}

// With the ids beside them the letters are found by their key, however few the planner thinks there are in all.
const passThrough = `update letter set state = move.through from json_to_recordset($2::json) as move (id uuid, claim_no int, through text)
  where letter.id = any($1::uuid[]) and letter.id = move.id and letter.claim_no = move.claim_no`

const moveAll = `update letter set
    state = coalesce(move.state, letter.state), channel = case when move.has_channel then move.channel else letter.channel end,
    failures = coalesce(move.failures, letter.failures),
    reason_code = case when move.has_reason then move.reason_code else letter.reason_code end,
    reason_sentence = case when move.has_reason then move.reason_sentence else letter.reason_sentence end,
    next_step = move.next_step, next_at = move.next_at, claim_no = letter.claim_no + 1,
    round = case when move.is_kept then round else round + 1 end, queued_round = case when move.is_kept then round else queued_round end,
    unfinished_claims = case when move.is_untouched then unfinished_claims - 1 when move.is_kept then 1 else 0 end,
    due_from = case when coalesce(move.state, letter.state) = letter.state then coalesce(move.due_from, letter.due_from) else move.due_from end,
    patience_from = case when letter.state in ${stopped} and coalesce(move.state, letter.state) <> letter.state then greatest(move.at, move.next_at)
      else patience_from end,
    changed_at = case when coalesce(move.state, letter.state) = letter.state then changed_at else move.at end
  from json_to_recordset($2::json) as move (id uuid, claim_no int, state text, has_channel boolean, channel text, failures int, has_reason boolean,
    reason_code text, reason_sentence jsonb, next_step text, next_at timestamptz, at timestamptz, is_untouched boolean, is_kept boolean, due_from timestamptz)
  where letter.id = any($1::uuid[]) and letter.id = move.id and letter.claim_no = move.claim_no returning letter.id, move.claim_no as was`

function valuesOf (moves: readonly Moving[]): unknown[] {
  return [moves.map(({ claim }) => claim.letter.id), JSON.stringify(moves.map(({ claim, move }) => ({
    id: claim.letter.id,
    claim_no: claim.claimNo,
    through: move.through,
    state: move.state,
    has_channel: move.channel !== undefined,
    channel: move.channel,
    failures: move.failures,
    has_reason: move.reason !== undefined,
    reason_code: move.reason?.code,
    reason_sentence: move.reason?.sentence,
    next_step: move.next?.step,
    next_at: move.next?.at,
    at: move.at,
    is_untouched: move.isUntouched ?? false,
    is_kept: move.isKept ?? false,
    due_from: move.dueFrom
  })))]
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
