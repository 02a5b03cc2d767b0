// How much is done at a time where there is much to do on one thread.
import { performance } from 'node:perf_hooks'

/** A piece of bulk work: about a millisecond of digesting and encrypting, and what fits into a core's cache. */
export const pieceBytes = 262_144

let turn: Promise<void> = Promise.resolve()

/**
 * Waits until the event loop has turned. All who wait are let on one after the other, one a turn, so that many letters under way do not add
 * up to one long stall.
 */
export async function nextTurn (): Promise<void> {
  turn = turn.then(untilTurned)
  await turn
}

/** Small work is done for so long before the event loop turns, in milliseconds: a turn for each small thing would cost as much as the thing. */
const mostMs = 2
let lastTurnAt = performance.now()

/** Waits for a turn of the event loop if it is a while since the last that was waited for here. */
export async function turnWhenDue (): Promise<void> {
  if (performance.now() - lastTurnAt < mostMs) return
  await nextTurn()
  lastTurnAt = performance.now()
}

/** Cuts a chunk into pieces, without copying. */
export function* inPieces (chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < chunk.length; start += pieceBytes) {
    yield chunk.length <= pieceBytes ? chunk : chunk.subarray(start, start + pieceBytes)
  }
}

async function untilTurned (): Promise<void> {
  await new Promise(resolve => { setImmediate(resolve) })
}
