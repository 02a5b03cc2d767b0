// Reading what changed in a register, so that letters still waiting for somebody are decided by what holds now.
import { GatewayError } from '../letter/gateway-error.ts'
import type { LetterId, NationalIdentityNumber } from '../letter/letter.ts'
import type { ChangeFeed, Changes } from '../lookup/registers.ts'
import { recheck } from './recheck.ts'
import type { Records } from './records.ts'

/** A register whose feed is read. */
export type WatchedRegister = 'contact-register' | 'population-register'

/** Where a feed was read to. */
export interface RegisterCursor {
  position: string
  /** Since when the page after it cannot be done; null while all is well. */
  stuckSince: Date | null
}

/** Where cursors are kept, and who waits for the people a feed tells of. */
export interface RegisterCursors {
  /** Undefined before the register was ever watched. */
  read: (register: WatchedRegister) => Promise<RegisterCursor | undefined>
  /** Keeps the first position. Does nothing if there is one. */
  start: (register: WatchedRegister, position: string, at: Date) => Promise<void>
  /** Moves a cursor on, and it is not stuck any more; false if another process has moved it since. */
  move: (register: WatchedRegister, from: string, to: string, at: Date) => Promise<boolean>
  /** Notes that the cursor is stuck, unless that is known. */
  noteStuck: (register: WatchedRegister, at: Date) => Promise<void>
  /** Letters to these people, under the number they came with or the one in use, that are not handed over yet. */
  waiting: (people: readonly NationalIdentityNumber[]) => Promise<LetterId[]>
}

/** What watching a register needs. */
export interface WatchPorts {
  register: WatchedRegister
  feed: ChangeFeed
  cursors: RegisterCursors
  records: Records
  now: () => Date
  /**
   * A page that cannot be done for so long is passed over, in milliseconds. Not less than the age at which facts are read anew before a
   * hand-over: then nothing is sent on what the page would have told.
   */
  passOverAfterMs: number
  /** Told how many letters are decided anew. */
  onRechecked: (count: number) => void
  /** Told of a letter that can never be sent back to its lookup, and of pages that were passed over. The watch goes on. */
  onPassedOver: (error: unknown) => void
}

/** A backlog is worked off over several rounds, so that the duty never keeps its process for long. */
const mostPages = 50

/**
 * Reads a register's feed on from where it was left, page after page, and sends the letters of those it tells of back to their lookup. The
 * first time it only notes where the feed stands.
 *
 * The cursor moves when a page is done: after a crash the page is done again, and sending a letter back twice is harmless.
 *
 * @throws {GatewayError} `ERR_LOOKUP_…` when the register does not answer; the cursor stays
 */
export async function watchRegister (ports: WatchPorts): Promise<void> {
  const { register, feed, cursors, now } = ports
  let cursor = await cursors.read(register)
  if (cursor === undefined) { await cursors.start(register, await feed.latest(), now()); return }
  for (let page = 0; page < mostPages; page += 1) {
    const { people, next, isMore } = await nextPage(ports, cursor)
    await recheckAll(ports, cursor, people)
    const isNews = next !== cursor.position || cursor.stuckSince !== null
    if (isNews && !await cursors.move(register, cursor.position, next, now())) return
    if (!isMore) return
    cursor = { position: next, stuckSince: null }
  }
}

/** A page; or, where it could not be read for too long, an empty one that leads to the feed's end. */
async function nextPage (ports: WatchPorts, cursor: RegisterCursor): Promise<Changes> {
  try {
    return await ports.feed.changes(cursor.position)
  } catch (error) {
    // A register that is down comes back, and has kept its feed.
    if (error instanceof GatewayError && error.code !== 'ERR_LOOKUP_UNREADABLE' && error.code !== 'ERR_LOOKUP_REFUSED') throw error
    await throwUnlessStuck(ports, cursor, error)
    return { people: [], next: await ports.feed.latest(), isMore: false }
  }
}

async function recheckAll (ports: WatchPorts, cursor: RegisterCursor, people: readonly NationalIdentityNumber[]): Promise<void> {
  const { register, cursors, records, now, onRechecked, onPassedOver } = ports
  const failures: unknown[] = []
  let count = 0
  for (const letterId of people.length === 0 ? [] : await cursors.waiting(people)) {
    try {
      if (await recheck(records, letterId, register, now())) count += 1
    } catch (error) {
      // What cannot be opened cannot be sent either. One letter never keeps the others of the page waiting.
      if (error instanceof GatewayError && error.code === 'ERR_STORE_KEY') onPassedOver(error)
      else failures.push(error)
    }
  }
  if (count > 0) onRechecked(count)
  if (failures.length > 0) await throwUnlessStuck(ports, cursor, failures[0])
}

/** A page is tried again and again, but not for ever: others wait behind it. */
async function throwUnlessStuck (ports: WatchPorts, cursor: RegisterCursor, error: unknown): Promise<void> {
  const { register, cursors, now, passOverAfterMs, onPassedOver } = ports
  await cursors.noteStuck(register, now())
  const since = cursor.stuckSince ?? now()
  if (now().getTime() - since.getTime() < passOverAfterMs) throw error
  onPassedOver(error)
}
