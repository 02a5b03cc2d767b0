// Fault points around the ports of the journey. Used only where something is plugged in, so that a plain start has nothing of this on its path.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Journey } from '../journey.ts'
import type { FaultPoints } from '../journey/fault-points.ts'
import type { Contents, Letters, Records } from '../journey/records.ts'
import type { Rooms } from '../journey/rooms.ts'
import type { LetterId } from '../letter/letter.ts'

/** Wraps whatever letters pass, so that the fault points are told of it. */
export interface FaultyPorts {
  journey: (journey: Journey) => Journey
  records: (records: Records) => Records
  rooms: <R extends Rooms>(rooms: R) => R
}

/** What a commit belongs to. One of a step is a `mark` when it moves no letter: a note that must stand before the work goes on. */
type Part = 'accept' | 'receipt' | 'step'

/** The transaction under way, and the letters it moves. */
interface Scene { part: Part, moved?: Set<LetterId> }

/** Makes the wrappers. One set serves one process. */
export function withFaultPoints (points: FaultPoints): FaultyPorts {
  const here = new AsyncLocalStorage<Scene>()
  const scene = (): Scene => here.getStore() ?? { part: 'step' }
  return {
    journey: journey => ({
      ...journey,
      accept: submission => here.run({ part: 'accept' }, () => journey.accept(submission)),
      settle: raw => here.run({ part: 'receipt' }, () => journey.settle(raw)),
      settleParked: most => here.run({ part: 'receipt' }, () => journey.settleParked(most))
    }),
    records: records => ({
      ...records,
      transaction: work => scene().moved !== undefined ? records.transaction(work) : committing(points, records, work, scene().part, here),
      letters: faultyLetters(points, records.letters, id => { scene().moved?.add(id) }),
      contents: faultyContents(points, records.contents)
    }),
    rooms: rooms => ({ ...rooms, ...faultyRooms(points, rooms) })
  }
}

async function committing<T> (points: FaultPoints, records: Records, work: () => Promise<T>, part: Part, here: AsyncLocalStorage<Scene>): Promise<T> {
  const moved = new Set<LetterId>()
  const kind = (): Part | 'mark' => part === 'step' && moved.size === 0 ? 'mark' : part
  const result = await here.run({ part, moved }, () => records.transaction(async () => {
    const done = await work()
    for (const id of lettersOf(moved)) await points.reach(`${kind()}.before-commit`, id)
    return done
  }))
  for (const id of lettersOf(moved)) await points.reach(`${kind()}.after-commit`, id)
  return result
}

/** One place is reached even where no letter moves. */
function lettersOf (moved: ReadonlySet<LetterId>): readonly (LetterId | undefined)[] {
  return moved.size === 0 ? [undefined] : [...moved]
}

function faultyLetters (points: FaultPoints, letters: Letters, onMove: (id: LetterId) => void): Letters {
  return {
    ...letters,
    claim: async (ids, step, now) => {
      const taken = await letters.claim(ids, step, now)
      for (const { letter } of taken.claims) await points.reach('step.claimed', letter.id)
      return taken
    },
    insert: (letter, next) => { onMove(letter.id); return letters.insert(letter, next) },
    advance: (claim, move) => { onMove(claim.letter.id); return letters.advance(claim, move) }
  }
}

/** Only what comes in from a client: packages are staged under the points of sealing. */
function faultyContents (points: FaultPoints, contents: Contents): Contents {
  return {
    ...contents,
    stage: async (key, stream, now) => {
      if (key.kind === 'package') return contents.stage(key, stream, now)
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
      const documents: typeof input.documents = document => preceded(input.documents(document), () => points.reach('seal.signed', id))
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
