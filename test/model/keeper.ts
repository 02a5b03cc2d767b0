// Where the letters of a model run are kept: in memory for the thousands, in the real tables for the real fences.
import { createHmac } from 'node:crypto'
import type { Records } from '../../src/journey/records.ts'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { EventType } from '../../src/letter/event.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { LetterState } from '../../src/letter/states.ts'
import { toAttempt } from '../../src/store/attempts.ts'
import { integer, maybeMoment, maybeText, moment, text } from '../../src/store/cells.ts'
import { createDatabase, type Database } from '../../src/store/database.ts'
import { openStore } from '../../src/store/store.ts'
import { aCipher, aDriver } from '../support/database.ts'
import { memoryRecords } from '../support/memory-records.ts'

/** Everything durable of one letter. */
export interface Picture {
  id: string
  state: LetterState
  reasonCode: string | null
  claimNo: number
  round: number
  changedAt: number
  next: { step: Step, at: number } | null
  attempts: Attempt[]
  events: { type: EventType, action: unknown }[]
}

/** Storage, as processes open it. */
export interface Keeper {
  /** What a process that starts now works with. */
  open: () => Records
  /** Letters with a reference. */
  look: (reference: string) => Promise<Picture[]>
  digest: (text: string) => string
}

const digest = (field: string): string => createHmac('sha256', 'model').update(field).digest('hex')

/** Storage in memory, empty. */
export function inMemory (): Keeper {
  const memory = memoryRecords()
  return {
    digest,
    open: () => memory.records,
    look: async reference => memory.letters().filter(({ letter }) => letter.reference === reference).map(one => ({
      id: one.letter.id,
      state: one.state,
      reasonCode: one.reasonCode,
      claimNo: one.claimNo,
      round: one.round,
      changedAt: one.since.getTime(),
      next: one.next === null ? null : { step: one.next.step, at: one.next.at.getTime() },
      attempts: memory.attempts(one.letter.id),
      events: memory.events().filter(({ letterId }) => letterId === one.letter.id).map(({ type, data }) => ({ type, action: data.action }))
    }))
  }
}

/** Storage in the stage's database, for any number of runs, and a way to close it. */
export async function inDatabase (): Promise<Keeper & { close: () => Promise<void> }> {
  const afterwards: (() => unknown)[] = []
  const database = createDatabase(await aDriver({ teardown: then => { afterwards.push(then) } }))
  const cipher = aCipher()
  return {
    digest,
    open: () => openStore(database, cipher).records,
    look: reference => look(database, reference),
    close: async () => {
      await database.close()
      for (const then of afterwards) await then()
    }
  }
}

async function look (database: Database, reference: string): Promise<Picture[]> {
  const letters = await database.query('select * from letter where reference = $1', [reference])
  return Promise.all(letters.map(async row => {
    const step = maybeText<Step>(row.next_step)
    const at = maybeMoment(row.next_at)
    return {
      id: text(row.id),
      state: text<LetterState>(row.state),
      reasonCode: maybeText(row.reason_code),
      claimNo: integer(row.claim_no),
      round: integer(row.round),
      changedAt: moment(row.changed_at).getTime(),
      next: step === null || at === null ? null : { step, at: at.getTime() },
      attempts: (await database.query('select * from attempt where letter_id = $1 order by ordinal', [row.id])).map(toAttempt),
      events: (await database.query('select type, data->>\'action\' as action from letter_event where letter_id = $1 order by id', [row.id]))
        .map(event => ({ type: text<EventType>(event.type), action: event.action }))
    }
  }))
}
