// Records in memory, for runs by the thousand: the same fences and transition tables as the store, and no database.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { PutAway } from '../../src/journey/receipt-records.ts'
import type { Claim, Records } from '../../src/journey/records.ts'
import type { RegisterCursor, RegisterCursors } from '../../src/journey/watch-registers.ts'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { Decision } from '../../src/letter/choice.ts'
import type { NewEvent } from '../../src/letter/event.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Letter } from '../../src/letter/letter.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import type { Override } from '../../src/letter/override.ts'
import type { Receipt } from '../../src/letter/receipt.ts'
import { attemptMayMove, mayMove, type LetterState } from '../../src/letter/states.ts'
import { memoryIdempotency, memoryOverrides, type KeptKey } from './memory-desk.ts'

/** A stored letter and what it waits for. */
export interface KeptLetter extends Claim { next: { step: Step, at: Date } | null, round: number }

/** Content as it was staged, once all of it came. */
interface KeptContent { content: Buffer, isLinked: boolean }

/** What is kept, with its writes: each undone if the transaction it happens in fails. */
interface Kept {
  letters: Map<string, KeptLetter>
  attempts: Map<string, Attempt>
  decisions: Map<string, { decision: Decision, facts: RecipientFacts }>
  contents: Map<string, KeptContent>
  cursors: Map<string, RegisterCursor>
  receipts: Map<string, PutAway>
  keys: Map<string, KeptKey>
  overrides: Map<string, Override[]>
  events: Map<string, NewEvent>
  transaction: Records['transaction']
  /** Writes a row, or takes it away. */
  put: <T> (table: Map<string, T>, key: string, row: T | undefined) => void
}

/** Records over memory, and a way to look into it. */
export interface MemoryRecords {
  records: Records
  cursors: RegisterCursors
  letter: (id: string) => KeptLetter | undefined
  letters: () => KeptLetter[]
  attempts: (letterId: string) => Attempt[]
  events: () => readonly NewEvent[]
}

const stale = (): GatewayError => new GatewayError('ERR_STORE_STALE_CLAIM', 'Cannot write to the letter: a newer claim holds it')
const wrong = (what: string): GatewayError => new GatewayError('ERR_STORE_MOVE', `Cannot move: ${what}`)
const waitingStates: readonly LetterState[] = ['received', 'addressed', 'routed', 'sealed', 'held', 'needs_decision']

// As the store has it: a job may fire a little early where two clocks differ.
const earlyMs = 5_000

/** For what carrying never asks for. */
const unused = new Proxy({}, { get: () => () => { throw new Error('not kept in memory') } }) as never

/** Makes an empty one. */
export function memoryRecords (): MemoryRecords {
  const kept: Kept = {
    letters: new Map(), attempts: new Map(), decisions: new Map(), contents: new Map(), cursors: new Map(), receipts: new Map(),
    keys: new Map(), overrides: new Map(), events: new Map(), ...transactions()
  }
  return {
    records: {
      transaction: kept.transaction,
      shared: kept.transaction,
      inTurn: (_turn, work) => kept.transaction(work),
      letters: letters(kept),
      attempts: attempts(kept),
      decisions: decisions(kept),
      contents: contents(kept),
      overrides: memoryOverrides(kept.overrides, kept.put),
      pauses: { insert: unused, leaveAlone: async () => {}, inForce: async () => [], ended: async () => [], end: unused },
      acts: { insert: unused, ofLetter: async () => [] },
      returnedAddresses: { keyOf: () => '', add: unused, among: async () => new Set() },
      costs: { forecast: async () => {}, basisOf: async () => undefined, settle: async () => {} },
      tombstones: { insert: async () => {}, byConversation: async () => undefined },
      receipts: receipts(kept),
      idempotency: memoryIdempotency(kept.keys, kept.put),
      log: async event => { kept.put(kept.events, String(kept.events.size), event) }
    },
    cursors: cursors(kept),
    letter: id => kept.letters.get(id),
    letters: () => [...kept.letters.values()],
    attempts: id => attemptsOf(kept, id),
    events: () => [...kept.events.values()]
  }
}

/** One at a time; one inside another joins it. */
function transactions (): Pick<Kept, 'transaction' | 'put'> {
  const inside = new AsyncLocalStorage<(() => void)[]>()
  let last: Promise<unknown> = Promise.resolve()
  const attempt = async <T> (work: () => Promise<T>): Promise<T> => {
    const undo: (() => void)[] = []
    try {
      return await inside.run(undo, work)
    } catch (error) {
      for (const back of undo.reverse()) back()
      throw error
    }
  }
  return {
    transaction: async work => {
      if (inside.getStore() !== undefined) return work()
      const turn = last.then(() => attempt(work))
      last = turn.catch(() => {})
      return turn
    },
    put: (table, key, row) => {
      const before = table.get(key)
      inside.getStore()?.push(() => { write(table, key, before) })
      write(table, key, row)
    }
  }
}

function write<T> (table: Map<string, T>, key: string, row: T | undefined): void {
  if (row === undefined) table.delete(key)
  else table.set(key, row)
}

function letters (kept: Kept): Records['letters'] {
  const find = (id: string, claimNo?: number): KeptLetter => {
    const letter = kept.letters.get(id)
    if (letter === undefined || (claimNo !== undefined && letter.claimNo !== claimNo)) throw stale()
    return letter
  }
  return {
    begin: () => {},
    end: () => {},
    insert: async (letter: Letter, step) => {
      kept.put(kept.letters, letter.id, {
        letter, state: 'received', channel: null, claimNo: 0, unfinishedClaims: 0, failures: 0, reasonCode: null, since: letter.acceptedAt,
        next: { step, at: letter.acceptedAt }, round: 0
      })
    },
    // As a statement on a locked row does, it waits for the transaction that holds the letter.
    claim: (called, step, now) => kept.transaction(async () => {
      const claims = [...new Map(called.map(one => [one.letterId, one])).values()].flatMap(({ letterId, round }) => {
        const letter = find(letterId)
        const { next } = letter
        if (next === null || !(letter.round === round || (next.step === step && next.at.getTime() <= now.getTime() + earlyMs))) return []
        return [{ ...letter, step: next.step, claimNo: letter.claimNo + 1, unfinishedClaims: letter.unfinishedClaims + 1 }]
      })
      for (const claim of claims) kept.put(kept.letters, claim.letter.id, claim)
      return { claims, unreadable: [] }
    }),
    lock: async id => find(id),
    hold: async ({ letter, claimNo }) => { find(letter.id, claimNo) },
    holdToSend: async ({ letter, claimNo }) => { find(letter.id, claimNo); return true },
    uncount: async ({ letter, claimNo }) => {
      const before = kept.letters.get(letter.id)
      if (before?.claimNo === claimNo) kept.put(kept.letters, letter.id, { ...before, unfinishedClaims: before.unfinishedClaims - 1 })
    },
    advance: async ({ letter, claimNo }, move) => {
      const before = find(letter.id, claimNo)
      const way = [before.state, ...move.through === undefined ? [] : [move.through], move.state ?? before.state]
      for (const [index, to] of way.slice(1).entries()) {
        const from = way[index] ?? to
        if (from !== to && !mayMove(from, to)) throw wrong(`a letter from ${from} to ${to}`)
      }
      const { channel = before.channel, failures = before.failures, next } = move
      const reasonCode = move.reason === undefined ? before.reasonCode : move.reason?.code ?? null
      const state = move.state ?? before.state
      const round = move.isKept === true ? before.round : before.round + 1
      const since = state === before.state ? before.since : move.at
      kept.put(kept.letters, letter.id, {
        ...before, state, channel, failures, reasonCode, since, next, round, claimNo: claimNo + 1,
        unfinishedClaims: move.isUntouched === true ? before.unfinishedClaims - 1 : move.isKept === true ? 1 : 0
      })
    }
  }
}

function attemptsOf (kept: Kept, id: string): Attempt[] {
  return [...kept.attempts.values()].filter(({ letterId }) => letterId === id)
}

function attempts (kept: Kept): Records['attempts'] {
  return {
    insert: async attempt => {
      const earlier = attemptsOf(kept, attempt.letterId)
      const followed = earlier.find(({ messageId }) => messageId === attempt.follows)
      if (attempt.follows !== undefined && followed?.state !== 'delivered') throw wrong('what is followed is not delivered')
      if (earlier.some(one => one !== followed && one.state !== 'refused')) throw wrong('there is an attempt that may have happened')
      kept.put(kept.attempts, attempt.messageId, attempt)
    },
    ofLetter: async id => attemptsOf(kept, id),
    ofLetters: async ids => new Map(ids.map(id => [id, attemptsOf(kept, id)])),
    byConversation: async id => [...kept.attempts.values()].find(({ conversationId }) => conversationId === id),
    move: async (attempt, to, change = {}) => {
      const current = kept.attempts.get(attempt.messageId)
      if (current?.state !== attempt.state || !attemptMayMove(attempt.state, to)) throw wrong(`an attempt from ${attempt.state} to ${to}`)
      kept.put(kept.attempts, attempt.messageId, { ...current, ...change, state: to })
    }
  }
}

function decisions (kept: Kept): Records['decisions'] {
  return {
    insert: async (letterId, decision, facts) => { kept.put(kept.decisions, letterId, { decision, facts }) },
    latest: async id => kept.decisions.get(id)?.decision,
    latestOf: async ids => new Map(ids.flatMap(id => {
      const decided = kept.decisions.get(id)?.decision
      return decided === undefined ? [] : [[id, async () => decided] as const]
    })),
    latestFacts: async id => kept.decisions.get(id)?.facts,
    toReread: async (ids, readUntil) => new Set(ids.filter(id => {
      const isSealed = [...kept.attempts.values()].some(({ letterId, state }) => letterId === id && state === 'sealed')
      const readAt = kept.decisions.get(id)?.facts.readAt
      return isSealed && readAt !== undefined && (readUntil === null || readAt <= readUntil)
    }))
  }
}

function numberInUse (kept: Kept, letterId: string): string | undefined {
  const person = kept.decisions.get(letterId)?.facts.person
  return person === undefined || person === 'unknown' ? undefined : person.nationalIdentityNumber
}

function receipts (kept: Kept): Records['receipts'] {
  return {
    seen: async (raw, receipt) => {
      const all = [...kept.receipts.values()]
      if (all.some(one => one.state !== 'parked' && one.raw === raw)) return 'message'
      const isOf = ({ id, issuer, conversationId, kind }: Receipt): string => JSON.stringify([id, issuer, conversationId, kind])
      return all.some(one => one.state === 'applied' && one.receipt !== undefined && receipt !== undefined && isOf(one.receipt) === isOf(receipt))
        ? 'receipt'
        : undefined
    },
    isParked: async raw => kept.receipts.get(raw)?.state === 'parked',
    putAway: async one => { kept.put(kept.receipts, one.raw, one) },
    appliedTo: async ({ messageId }) => [...kept.receipts.values()].flatMap(one =>
      one.messageId === messageId && one.state === 'applied' && one.receipt !== undefined ? [one.receipt] : []),
    parked: async (limit, after) => {
      const all = [...kept.receipts.values()].filter(({ state }) => state === 'parked')
      const behind = after === undefined ? 0 : all.findIndex(({ raw }) => raw === after.digest) + 1
      return all.slice(behind, behind + limit)
        .map(({ raw, receivedAt }) => ({ open: () => raw, receivedAt, place: { receivedAt: receivedAt.toISOString(), digest: raw } }))
    }
  }
}

function contents (kept: Kept): Records['contents'] {
  return {
    stage: async ({ id }, stream) => {
      if (kept.contents.get(id)?.isLinked === true) throw stale()
      const begun: KeptContent = { content: Buffer.alloc(0), isLinked: false }
      kept.put(kept.contents, id, begun)
      const chunks: Uint8Array[] = []
      for await (const chunk of stream) chunks.push(chunk)
      const content = Buffer.concat(chunks)
      if (kept.contents.get(id) !== begun) throw stale()
      kept.put(kept.contents, id, { content, isLinked: false })
      return { bytes: content.length }
    },
    link: async ids => {
      for (const id of ids) {
        const staged = kept.contents.get(id)
        if (staged === undefined) throw new RangeError('Cannot link content')
        kept.put(kept.contents, id, { ...staged, isLinked: true })
      }
    },
    documentsOf: async () => new Map([[0, 'document']]),
    read: async function* ({ id }) {
      const found = await Promise.resolve(kept.contents.get(id))
      if (found === undefined) throw new RangeError('Cannot read content')
      yield found.content
    },
    discard: async () => {},
    drop: async ids => { for (const id of ids) kept.put(kept.contents, id, undefined) },
    sweep: unused
  }
}

function cursors (kept: Kept): RegisterCursors {
  return {
    read: async register => kept.cursors.get(register),
    start: async (register, position) => { kept.put(kept.cursors, register, { position, stuckSince: null }) },
    move: async (register, from, to) => {
      if (kept.cursors.get(register)?.position !== from) return false
      kept.put(kept.cursors, register, { position: to, stuckSince: null })
      return true
    },
    noteStuck: async (register, at) => {
      const cursor = kept.cursors.get(register)
      if (cursor !== undefined) kept.put(kept.cursors, register, { ...cursor, stuckSince: cursor.stuckSince ?? at })
    },
    waiting: async people => [...kept.letters.values()].filter(({ letter: { id, recipient }, state }) => {
      const numbers = [recipient.kind === 'person' ? recipient.nationalIdentityNumber : undefined, numberInUse(kept, id)]
      return waitingStates.includes(state) && people.some(number => numbers.includes(number))
    }).map(({ letter }) => letter.id)
  }
}
