// What the operator's pages read. Nothing a person is known by leaves here but the masked number.
import type { ChannelHealth, DeskFilter, DeskLetter, DeskList, DeskOverview, DeskReads, DeskReceipt, DeskStory, RegisterHealth } from '../dashboard/ports.ts'
import { channels, type Channel } from '../letter/choice.ts'
import type { LetterId } from '../letter/letter.ts'
import { tellOverride } from '../letter/override.ts'
import type { LetterStatus } from '../letter/letter-status.ts'
import type { ReceiptKind } from '../letter/receipt.ts'
import { workingStates, type LetterState } from '../letter/states.ts'
import { maskIdentityNumber } from '../privacy/mask-identity-number.ts'
import { integer, maybeMoment, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { readFigures, type Figures } from './figures.ts'
import type { Health, PartyHealth } from './health.ts'
import { openLetter } from './letters.ts'
import { statusColumns, withAttempts } from './status.ts'
import type { Store } from './store.ts'
import { isUuid } from './uuid.ts'

const stepMinutes = 5
const steps = 12

/** The desk's ports over a database. */
export function createDesk (database: Database, store: Store, health: Health, now: () => Date): DeskReads {
  return {
    overview: () => overview({ database, store, health }, now()),
    list: filter => list(database, filter),
    story: id => story(database, store, id)
  }
}

async function overview ({ database, store, health }: { database: Database, store: Store, health: Health }, now: Date): Promise<DeskOverview> {
  const figures = await readFigures(database, now)
  const parties = await health.all()
  return {
    readAt: now,
    counts: figures.letters,
    oldest: await oldest(database, now),
    channels: channels.map(channel => channelHealth(channel, parties, figures)),
    registers: (['maskinporten', 'contact-register', 'population-register'] as const).map((register): RegisterHealth => ({
      register, ...callHealth(register, parties)
    })),
    checks: {
      uncertainAttempts: figures.uncertainAttempts,
      parkedReceipts: figures.parkedReceipts,
      missingReceipts: figures.missingReceipts,
      quarantinedReceipts: figures.quarantinedReceipts,
      missedDeadlines: figures.missedDeadlines,
      lettersWithoutJob: await lettersWithoutJob(database)
    },
    pauses: await store.records.pauses.inForce(now),
    throughput: await throughput(database, now)
  }
}

function channelHealth (channel: Channel, parties: readonly PartyHealth[], figures: Figures): ChannelHealth {
  const waiting = figures.waiting.filter(row => row.channel === channel && row.step === 'send').reduce((sum, row) => sum + row.count, 0)
  return { channel, waiting, ...callHealth(channel, parties) }
}

function callHealth (party: string, parties: readonly PartyHealth[]): Omit<PartyHealth, 'party'> {
  const known = parties.find(row => row.party === party)
  return { lastSuccessAt: known?.lastSuccessAt ?? null, lastFailure: known?.lastFailure ?? null }
}

/** A letter that waits for its own time is not old. */
async function oldest (database: Database, now: Date): Promise<DeskOverview['oldest']> {
  const rows = await database.query(
    `select distinct on (state, channel) state, channel, id, greatest(changed_at, due_from) as since from letter
     where state = any($1::text[]) and (due_from is null or due_from <= $2)
     order by state, channel, since`, [[...workingStates], now])
  return rows.map(row => ({
    state: text<LetterState>(row.state), channel: maybeText<Channel>(row.channel), letterId: text(row.id), since: moment(row.since)
  }))
}

/** Letters that are on their way, but that nothing would carry on. A dispatched letter waits for its receipt, not for a job. */
async function lettersWithoutJob (database: Database): Promise<number> {
  const [row] = await database.query(
    'select count(*) as count from letter where state in (\'received\', \'addressed\', \'routed\', \'sealed\') and next_step is null')
  return integer(row?.count)
}

async function throughput (database: Database, now: Date): Promise<DeskOverview['throughput']> {
  const rows = await database.query(
    `select bins.starts_at,
       (select count(*) from letter where accepted_at >= bins.starts_at and accepted_at < bins.starts_at + interval '${stepMinutes} minutes') as accepted,
       (select count(*) from attempt where handed_over_at >= bins.starts_at
          and handed_over_at < bins.starts_at + interval '${stepMinutes} minutes') as handed_over
     from generate_series($1::timestamptz - interval '${stepMinutes * steps} minutes', $1::timestamptz - interval '${stepMinutes} minutes',
       interval '${stepMinutes} minutes') as bins (starts_at)`, [now])
  return rows.map(row => ({ startsAt: moment(row.starts_at), accepted: integer(row.accepted), handedOver: integer(row.handed_over) }))
}

async function list (database: Database, filter: DeskFilter): Promise<DeskList> {
  const cursor = filter.cursor !== undefined && isUuid(filter.cursor) ? filter.cursor : null
  const rows = await database.query(
    `select ${statusColumns} from letter
     where ($1::text is null or state = $1) and ($2::text is null or channel = $2) and ($3::text is null or sender = $3)
       and ($4::text is null or reference = $4) and ($5::timestamptz is null or changed_at < $5)
       and ($6::uuid is null or (accepted_at, id) < (select accepted_at, id from letter where id = $6))
     order by accepted_at desc, id desc limit $7`,
    [filter.state ?? null, filter.channel ?? null, filter.sender ?? null, filter.reference ?? null, filter.changedBefore ?? null, cursor,
      filter.limit + 1])
  const letters = (await withAttempts(database, rows.slice(0, filter.limit))).map(toDeskLetter)
  return { letters, next: rows.length > filter.limit ? letters.at(-1)?.id ?? null : null }
}

function toDeskLetter ({ id, sender, reference, class: letterClass, state, channel, reason, acceptedAt, changedAt }: LetterStatus): DeskLetter {
  return { id, sender, reference, class: letterClass, state, channel, reason, acceptedAt, changedAt }
}

async function story (database: Database, store: Store, id: LetterId): Promise<DeskStory | undefined> {
  if (!isUuid(id)) return undefined
  const rows = await database.query(`select ${statusColumns}, details from letter where id = $1`, [id])
  const [letter] = await withAttempts(database, rows)
  if (letter === undefined) return undefined
  const { recipient } = openLetter(await store.vaults.of(id), id, rows[0]?.details)
  const decision = await store.records.decisions.latest(id)
  const receipts = await database.query('select * from receipt where letter_id = $1 order by received_at', [id])
  return {
    letter,
    maskedRecipient: recipient.kind === 'person' ? maskIdentityNumber(recipient.nationalIdentityNumber) : null,
    organization: recipient.kind === 'organization' ? recipient.organizationNumber : null,
    acts: await store.records.acts.ofLetter(id),
    overrides: (await store.records.overrides.ofLetter(id)).map(tellOverride),
    decision: decision === undefined
      ? null
      : {
          ruleset: decision.ruleset, rule: decision.rule, sentence: decision.sentence, evaluated: decision.evaluated, inputs: decision.inputs,
          ...decision.policy !== undefined && { policy: decision.policy }
        },
    receipts: receipts.flatMap(toDeskReceipt),
    events: await store.events.ofLetter(id)
  }
}

/** A message that could not be read has no kind and belongs to no letter's story. */
function toDeskReceipt (row: Row): DeskReceipt[] {
  const kind = maybeText<ReceiptKind>(row.kind)
  const occurredAt = maybeMoment(row.occurred_at)
  if (kind === null || occurredAt === null) return []
  return [{ kind, issuer: text(row.issuer), occurredAt, fate: text<DeskReceipt['fate']>(row.state) }]
}
