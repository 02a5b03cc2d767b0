// A store for a test, over the database of its file: opening one takes most of a second, emptying it next to nothing.
import { randomUUID } from 'node:crypto'
import { t as wholeFile } from 'tap'
import type { Claim } from '../../src/journey/records.ts'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { Letter } from '../../src/letter/letter.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { LetterState } from '../../src/letter/states.ts'
import type { Cipher } from '../../src/store/cipher.ts'
import type { Database } from '../../src/store/database.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { aLetter } from './a-letter.ts'
import { anAttempt } from './an-envelope.ts'
import { aCipher, aDatabase } from './database.ts'

/** A store and what is under it. */
export interface TestStore extends Store {
  database: Database
  cipher: Cipher
}

/** When every letter below is accepted. */
export const acceptedAt = new Date('2026-03-01T10:00:00Z')

let shared: Promise<Database> | undefined

/** The file's database, empty. */
export async function anEmptyDatabase (): Promise<Database> {
  shared ??= aDatabase(wholeFile)
  const database = await shared
  await database.exec(`delete from receipt; delete from idempotency; delete from content; delete from decision; delete from letter_override; delete from letter_act; delete from bulk_act; delete from tombstone; delete from returned_address; delete from attempt;
    truncate letter_event; delete from letter; delete from letter_cost; delete from duty; delete from duty_run; delete from day_report; delete from register_cursor; delete from task; delete from traffic; delete from party_health; delete from pause; delete from pgboss.job;
    update event_counter set last = 0, chained = 0, chain = default, chain_after = 0`)
  return database
}

/** An empty store with a key of its own. */
export async function aStore (): Promise<TestStore> {
  const database = await anEmptyDatabase()
  const cipher = aCipher()
  return { ...openStore(database, cipher), database, cipher }
}

/** Stores a letter that waits for its lookup. Its id is its own, everything else as `aLetter()` says. */
export async function storeLetter ({ records: { letters } }: Store, changes: Partial<Letter> = {}): Promise<Letter> {
  const letter = aLetter({ id: randomUUID(), acceptedAt, ...changes })
  letters.begin(letter.id)
  await letters.insert(letter, 'lookup')
  letters.end(letter.id)
  return letter
}

/** Claims one letter. */
export async function claimOne ({ records: { letters } }: Store, id: string, step: Step = 'lookup', now: Date = acceptedAt): Promise<Claim> {
  const { claims: [claim] } = await letters.claim([{ letterId: id }], step, now)
  if (claim === undefined) throw new Error(`the letter does not wait for ${step}`)
  return claim
}

/** Changes a byte of what is stored of a letter, so that nobody can open it any more. */
export async function spoil ({ database }: TestStore, id: string): Promise<void> {
  await database.query('update letter set details = set_byte(details, 20, 255 - get_byte(details, 20)) where id = $1', [id])
}

/** Stores an attempt of a letter in the given state. Its ids are its own. */
export async function storeAttempt ({ records: { attempts } }: Store, letterId: string, changes: Partial<Attempt> = {}): Promise<Attempt> {
  const attempt = anAttempt({ messageId: randomUUID(), conversationId: randomUUID(), letterId, state: 'planned', ...changes })
  await attempts.insert(attempt)
  return attempt
}

/** Puts a letter in a state by the shortest allowed way, where it waits for nothing. */
export async function moveLetter (store: Store, id: string, to: LetterState): Promise<void> {
  const ways: Partial<Record<LetterState, LetterState[]>> = {
    routed: ['addressed'], sealed: ['addressed', 'routed'], dispatched: ['addressed', 'routed', 'sealed'],
    delivered: ['addressed', 'routed', 'sealed'], opened: ['addressed', 'routed', 'sealed']
  }
  for (const state of [...ways[to] ?? [], to]) {
    await store.records.transaction(async () => {
      await store.records.letters.advance(await store.records.letters.lock(id), { at: acceptedAt, state, next: null })
    })
  }
}

/** Everything an iterable yields, in one piece. */
export async function wholeOf (stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A stream of these pieces. */
export async function* inPieces (...pieces: (Uint8Array | string)[]): AsyncIterable<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece))
}
