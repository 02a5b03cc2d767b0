// Fault points around the ports of the journey. Used only where something is plugged in, so that a plain start has nothing of this on its path.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Journey } from '../journey.ts'
import type { FaultPoints } from '../journey/fault-points.ts'
import type { Contents, Letters, Records } from '../journey/records.ts'
import type { Rooms } from '../journey/rooms.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Store } from '../store/store.ts'

/** Wraps whatever letters pass, so that the fault points are told of it. */
export interface FaultyPorts {
  journey: (journey: Journey) => Journey
  store: (store: FaultyStore) => FaultyStore
  rooms: <R extends Rooms>(rooms: R) => R
}

/** What of the store has fault points in it. */
export type FaultyStore = Pick<Store, 'records' | 'waitingRoom'>

/**
 * What a commit belongs to: letters let into the queue, the end of a step, or a `mark`, which moves no letter and must stand before the work
 * goes on.
 */
type Part = 'accept' | 'receipt' | 'admit' | 'step' | 'mark'

/** The call under way, and its open transaction: what was done in it, with which letters. */
interface Scene { within?: 'accept' | 'receipt', open?: { part?: Part, letters: Set<LetterId> } }

/** Makes the wrappers. One set serves one process. */
export function withFaultPoints (points: FaultPoints): FaultyPorts {
  const here = new AsyncLocalStorage<Scene>()
  const note: Note = (part, id) => {
    const { within, open } = here.getStore() ?? {}
    if (open === undefined) return
    // A step that held its letter before it moved it is a step.
    if (open.part === undefined || open.part === 'mark') open.part = within ?? part
    open.letters.add(id)
  }
  return {
    journey: journey => ({
      ...journey,
      accept: submission => here.run({ within: 'accept' }, () => journey.accept(submission)),
      settle: raw => here.run({ within: 'receipt' }, () => journey.settle(raw)),
      settleParked: (most, after) => here.run({ within: 'receipt' }, () => journey.settleParked(most, after))
    }),
    store: ({ records, waitingRoom }) => ({
      waitingRoom: {
        ...waitingRoom,
        admit: async (shares, now) => {
          const admitted = await waitingRoom.admit(shares, now)
          for (const { letterId } of admitted) note('admit', letterId)
          return admitted
        }
      },
      records: {
        ...records,
        transaction: work => here.getStore()?.open !== undefined ? records.transaction(work) : committing(points, records.transaction, work, here),
        shared: work => here.getStore()?.open !== undefined ? records.shared(work) : committing(points, records.shared, work, here),
        inTurn: (turn, work) => {
          const transaction: Records['transaction'] = inside => records.inTurn(turn, inside)
          return here.getStore()?.open !== undefined ? transaction(work) : committing(points, transaction, work, here)
        },
        letters: faultyLetters(points, records.letters, note),
        contents: faultyContents(points, records.contents)
      }
    }),
    rooms: rooms => ({ ...rooms, ...faultyRooms(points, rooms) })
  }
}

type Note = (part: Part, id: LetterId) => void

async function committing<T> (
  points: FaultPoints, transaction: Records['transaction'], work: () => Promise<T>, here: AsyncLocalStorage<Scene>
): Promise<T> {
  const { within } = here.getStore() ?? {}
  const open: NonNullable<Scene['open']> = { letters: new Set(), ...within !== undefined && { part: within } }
  const pass = async (side: 'before' | 'after'): Promise<void> => {
    if (open.part === undefined) return
    const letters = open.letters.size === 0 ? [undefined] : [...open.letters]
    for (const id of letters) await points.reach(`${open.part}.${side}-commit`, id)
  }
  const result = await here.run({ ...within !== undefined && { within }, open }, () => transaction(async () => {
    const done = await work()
    await pass('before')
    return done
  }))
  await pass('after')
  return result
}

function faultyLetters (points: FaultPoints, letters: Letters, note: Note): Letters {
  return {
    ...letters,
    claim: async (called, step, now) => {
      const taken = await letters.claim(called, step, now)
      for (const { letter } of taken.claims) await points.reach('step.claimed', letter.id)
      return taken
    },
    insert: (letter, next) => { note('step', letter.id); return letters.insert(letter, next) },
    holdToSend: (claim, now) => { note('mark', claim.letter.id); return letters.holdToSend(claim, now) },
    hold: claim => { note('mark', claim.letter.id); return letters.hold(claim) },
    advance: (claim, move) => { note('step', claim.letter.id); return letters.advance(claim, move) }
  }
}

/** Only what comes in from a client: packages are staged under the points of sealing. */
function faultyContents (points: FaultPoints, contents: Contents): Contents {
  return {
    ...contents,
    stage: async (key, stream, now, claimNo) => {
      if (key.kind === 'package') return contents.stage(key, stream, now, claimNo)
      const kept = await contents.stage(key, passing(stream, () => points.reach('accept.uploading', key.letterId)), now)
      await points.reach('accept.stored', key.letterId)
      return kept
    }
  }
}

function faultyRooms (points: FaultPoints, rooms: Rooms): Pick<Rooms, 'lookup' | 'seal' | 'handOver'> {
  return {
    lookup: async people => {
      const facts = await rooms.lookup(people)
      await points.reach('lookup.answered')
      return facts
    },
    seal: async (input, sink) => {
      const { id } = input.letter
      await points.reach('seal.begun', id)
      // Documents are read only after the signature over their digests was made.
      const documents: typeof input.documents = (...asked) => preceded(input.documents(...asked), () => points.reach('seal.signed', id))
      const sealed = await rooms.seal({ ...input, documents }, chunks => sink(
        passing(chunks, () => points.reach('seal.encrypting', id), () => points.reach('seal.encrypted', id))))
      await points.reach('seal.stored', id)
      return sealed
    },
    handOver: async envelope => {
      const id = envelope.attempt.letterId
      await points.reach('send.begun', id)
      const outcome = await rooms.handOver(envelope)
      if (outcome.kind === 'done') await points.reach('send.answered', id)
      return outcome
    }
  }
}

async function* preceded (chunks: AsyncIterable<Uint8Array>, before: () => Promise<void>): AsyncGenerator<Uint8Array> {
  await before()
  yield* chunks
}

/** Stops after the first chunk was taken, and after the last. */
async function* passing (
  chunks: AsyncIterable<Uint8Array>, afterFirst: () => Promise<void>, afterLast?: () => Promise<void>
): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const chunk of chunks) {
    yield chunk
    if (isFirst) await afterFirst()
    isFirst = false
  }
  await afterLast?.()
}
