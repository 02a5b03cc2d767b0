// Actions over many letters, and what became of each letter of them.
import type { ActKey, BulkActs, NewBulkAct, Survey } from '../journey/bulk-records.ts'
import type { Act, ActGrounds, ActionState, ActOrder, Approval, BulkAct, Preview, Progress, Selection, Tried } from '../letter/act.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { LetterState } from '../letter/states.ts'
import { bytes, integer, json, maybeMoment, maybeText, moment, openJson, sealJson, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database, Row } from './database.ts'
import { isSelected, selectionParameters, selectionValues } from './selection.ts'
import { isUuid } from './uuid.ts'

/** Actions over a database. */
export function createBulkActs (database: Database, cipher: Cipher): BulkActs {
  const read = (rows: Row[]): BulkAct[] => rows.map(row => toAction(row, cipher))
  const digestOf = (client: string, key: string): Uint8Array => cipher.blindIndex('idempotency', `bulk/${client}/${key}`)
  return {
    survey: (selection, senders) => survey(database, isSelected, selectionValues(selection, senders)),
    insert: (action, key, weigh) => insert(database, cipher, action, { ...key, digest: digestOf(action.client, key.key) }, weigh),
    byKey: async (client, key) => {
      const [row] = await database.query('select * from bulk_act where client = $1 and key_digest = $2', [client, digestOf(client, key)])
      return row === undefined ? undefined : { action: toAction(row, cipher), digests: json<Record<string, string>>(row.digests) }
    },
    one: async (id, senders) => isUuid(id)
      ? read(await database.query('select * from bulk_act where id = $1 and senders <@ $2::text[]', [id, senders]))[0]
      : undefined,
    recent: async (senders, limit) => read(await database.query(
      `select * from bulk_act where senders <@ $1::text[]
       order by state in ('waiting_approval', 'running') desc, created_at desc, id limit $2`, [senders, limit])),
    list: async (senders, state, limit) => read(await database.query(
      `select * from bulk_act where senders <@ $1::text[] and ($2::text is null or state = $2)
       order by created_at desc, id desc limit $3`, [senders, state ?? null, limit])),
    progress: id => progress(database, id),
    approve: async (id, approval) => await database.change(
      'update bulk_act set state = $2, approval = $3, finished_at = $4 where id = $1 and state = \'waiting_approval\'',
      [id, approval.isApproved ? 'running' : 'refused', sealJson(cipher.system, approval, approvalPlace(id)),
        approval.isApproved ? null : approval.at]) === 1,
    running: async () => read(await database.query('select * from bulk_act where state = \'running\' order by created_at, id')),
    waiting: async (id, limit, except) => (await database.query(
      `select letter_id from bulk_act_letter where action_id = $1 and outcome is null and letter_id <> all($3::uuid[])
       order by letter_id limit $2`, [id, limit, except]
    )).map(row => text(row.letter_id)),
    settle: async (id, letterId, outcome) => {
      const { state, code } = outcome.kind === 'acted' ? { state: null, code: null } : outcome
      return await database.change(
        'update bulk_act_letter set outcome = $3, in_state = $4, code = $5 where action_id = $1 and letter_id = $2 and outcome is null',
        [id, letterId, outcome.kind, state, code]) === 1
    },
    finish: async (id, at) => await database.change(
      `update bulk_act set state = 'done', finished_at = $2 where id = $1 and state = 'running'
         and not exists (select 1 from bulk_act_letter where action_id = $1 and outcome is null)`, [id, at]) === 1
  }
}

/** Who asked for an action, and why. */
export function openGrounds (cipher: Cipher, id: string, sealed: unknown): ActGrounds {
  return openJson<ActGrounds>(cipher.system, bytes(sealed), `action/${id}/grounds`)
}

function approvalPlace (id: string): string {
  return `action/${id}/approval`
}

/** Hand-overs are told by their ordinals: letters that stand alike are one row, however many they are. */
async function survey (database: Database, condition: string, values: unknown[], from = 'letter'): Promise<Survey[]> {
  const rows = await database.query(
    `select state, attempts, count(*) as letters from (
       select letter.state, coalesce((
         select jsonb_agg(jsonb_build_object('ordinal', attempt.ordinal, 'state', attempt.state, 'channel', attempt.channel, 'follows',
           (select ordinal from attempt as followed where followed.message_id = attempt.follows)) order by attempt.ordinal)
         from attempt where attempt.letter_id = letter.id), '[]') as attempts
       from ${from} where ${condition}) as each_letter
     group by state, attempts order by state, attempts`, values)
  return rows.map(row => ({
    state: text<LetterState>(row.state), attempts: json<Counted[]>(row.attempts).map(toTried), letters: integer(row.letters)
  }))
}

type Counted = Pick<Tried, 'ordinal' | 'state' | 'channel'> & { follows: number | null }

function toTried ({ follows, ...attempt }: Counted): Tried {
  return { ...attempt, messageId: String(attempt.ordinal), ...follows !== null && { follows: String(follows) } }
}

function insert (
  database: Database, cipher: Cipher, action: NewBulkAct, key: ActKey & { digest: Uint8Array }, weigh: (surveys: readonly Survey[]) => Preview
): Promise<BulkAct | undefined> {
  const { id, act, channel = null, selection, senders, client, by, reason, createdAt } = action
  return database.transaction(async () => {
    const isNew = await database.change(
      `insert into bulk_act (id, act, channel, selection, senders, client, key_digest, digests, grounds, state, preview, created_at)
       values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8::jsonb, $9, 'waiting_approval', '{}', $10) on conflict (client, key_digest) do nothing`,
      [id, act, channel, JSON.stringify(selection), senders, client, key.digest, JSON.stringify(key.digests),
        sealJson(cipher.system, { by, reason }, `action/${id}/grounds`), createdAt])
    if (isNew === 0) return undefined
    await database.query(
      `insert into bulk_act_letter (action_id, letter_id) select $${selectionParameters + 1}::uuid, id from letter where ${isSelected}`,
      [...selectionValues(selection, senders), id])
    const surveys = await survey(database, 'bulk_act_letter.action_id = $1', [id],
      'bulk_act_letter join letter on letter.id = bulk_act_letter.letter_id')
    const preview = weigh(surveys)
    const state: ActionState = preview.needsApproval ? 'waiting_approval' : 'running'
    await database.query('update bulk_act set state = $2, preview = $3::jsonb where id = $1', [id, state, JSON.stringify(preview)])
    return { ...action, state, preview, approval: null, finishedAt: null }
  })
}

async function progress (database: Database, id: string): Promise<Progress> {
  const rows = await database.query(
    `select outcome, in_state, code, count(*) as letters from bulk_act_letter where action_id = $1
     group by outcome, in_state, code order by outcome, in_state, code`, [id])
  const those = (outcome: string | null): Row[] => rows.filter(row => row.outcome === outcome)
  const sum = (outcome: string | null): number => those(outcome).reduce((total, row) => total + integer(row.letters), 0)
  const told = (outcome: string): Progress['skipped'] => those(outcome).map(row => ({
    state: maybeText<LetterState>(row.in_state), code: text(row.code), letters: integer(row.letters)
  }))
  return { waiting: sum(null), acted: sum('acted'), skipped: told('skipped'), failed: told('failed') }
}

/** As JSON has it. */
type StoredSelection = Omit<Selection, 'acceptedFrom' | 'acceptedTo'> & { acceptedFrom?: string, acceptedTo?: string }

function toAction (row: Row, cipher: Cipher): BulkAct {
  const id = text(row.id)
  const channel = maybeText<NonNullable<ActOrder['channel']>>(row.channel)
  const { acceptedFrom, acceptedTo, ...selection } = json<StoredSelection>(row.selection)
  return {
    ...openGrounds(cipher, id, row.grounds),
    id,
    act: text<Act>(row.act),
    ...channel !== null && { channel },
    selection: {
      ...selection,
      ...acceptedFrom !== undefined && { acceptedFrom: new Date(acceptedFrom) },
      ...acceptedTo !== undefined && { acceptedTo: new Date(acceptedTo) }
    },
    senders: json<OrganizationNumber[]>(row.senders),
    client: text(row.client),
    state: text<ActionState>(row.state),
    createdAt: moment(row.created_at),
    preview: json<Preview>(row.preview),
    approval: row.approval === null ? null : openJson<Approval>(cipher.system, row.approval, approvalPlace(id)),
    finishedAt: maybeMoment(row.finished_at)
  }
}
