// The three ledgers of a run, read independently: what the client was told, what the sandbox received, what the database says.
import { Client } from 'pg'
import type { ClientEntry } from './client.ts'

/** One message as the sandbox's access point and receivers saw it. */
export interface SandboxEntry {
  messageId: string
  fingerprint: string
  /** True if its receiver took it in as a letter. */
  isKept: boolean
  /** Digest of the recipient. */
  addressee?: string
  /** Digests of the documents that were in it. */
  documents: string[]
  /** How often the same message came again. */
  repeats: number
  acceptedAt: string
  receipts: { receiptId: string, kind: string, readAt?: string }[]
}

/** One letter row. */
export interface LetterRow {
  id: string
  reference: string
  state: string
  nextStep: string | null
  /** How long its next step is overdue, in seconds; negative: it lies ahead. */
  overdueSeconds: number | null
  /** True if the queue has a job of it that is not over. */
  hasJob: boolean
  /** Documents stored with it. */
  documents: number
}

/** One hand-over. */
export interface AttemptRow {
  messageId: string
  letterId: string
  ordinal: number
  state: string
  fingerprint: string | null
  follows: string | null
}

/** One line of the log. */
export interface EventRow { number: number | null, letterId: string | null, type: string, ordinal: number | null }

/** Everything in the database that the checker looks at. */
export interface DatabaseJournal {
  letters: LetterRow[]
  attempts: AttemptRow[]
  /** In the order of their numbers. */
  events: EventRow[]
  /** Ids of the receipts that were put away. */
  receipts: string[]
}

/** All three. */
export interface Journals {
  client: ClientEntry[]
  sandbox: SandboxEntry[]
  database: DatabaseJournal
}

/** Asks the sandbox for its journal. */
export async function readSandbox (sandboxUrl: string): Promise<SandboxEntry[]> {
  const response = await fetch(`${sandboxUrl}/sandbox/journal`)
  return (await response.json() as { messages: SandboxEntry[] }).messages
}

// One set of living jobs, instead of a look into the queue for each letter.
const lettersSql = `
  with living as materialized (select distinct (data->>'letterId')::uuid as id from pgboss.job where state < 'completed')
  select letter.id::text, reference, state, next_step as "nextStep", extract(epoch from now() - next_at)::float8 as "overdueSeconds",
    living.id is not null as "hasJob",
    (select count(*)::int from content where content.letter_id = letter.id and kind = 'document' and linked_at is not null) as documents
  from letter left join living on living.id = letter.id`

const attemptsSql = `
  select message_id::text as "messageId", letter_id::text as "letterId", ordinal, state, fingerprint, follows::text from attempt`

const eventsSql = `
  select number::int, letter_id::text as "letterId", type, (data->>'ordinal')::int as ordinal from letter_event order by number nulls last, id`

/** Reads the tables with SQL of its own, so that a mistake in the gateway's queries cannot hide itself. */
export async function readDatabase (connectionString: string): Promise<DatabaseJournal> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    const letters = (await client.query<LetterRow>(lettersSql)).rows
    const attempts = (await client.query<AttemptRow>(attemptsSql)).rows
    const events = (await client.query<EventRow>(eventsSql)).rows
    const receipts = (await client.query<{ id: string }>('select receipt_id as id from receipt where receipt_id is not null')).rows.map(({ id }) => id)
    return { letters, attempts, events, receipts }
  } finally {
    await client.end()
  }
}
