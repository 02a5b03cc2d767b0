// One case on one core, in a process of its own, so that its memory and its event loop are its own: case and keys come in, figures go out.
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { benchLetter } from './bench-case.ts'
import { createLimit } from './limit.ts'
import { naiveWays } from './naive.ts'
import { sealFor } from './sealing.ts'
import { readAsked, type Told } from './wire.ts'

/** Limit and sealing take turns this often: with more, large letters that end a turn one after the other leave cores idle. */
const rounds = 5
/** Compilers go on making a letter cheaper for some thousand of them. */
const warmUp = { sliceMs: 500, letters: 4000, mostMs: 8000 }
/** A worker has some under way at a time. */
const inFlight = 4
const settleMs = 5
const msPerSecond = 1000
const nanosecondsPerMs = 1e6

const tell = (told: Told): void => { process.send?.(told) }

const { wanted, keys, withNaive } = readAsked(await nextMessage())
const figures = await measure()
tell({ ...figures, naive: withNaive ? await measureNaive() : [] })
process.disconnect()

async function nextMessage (): Promise<unknown> {
  const messages: unknown[] = await once(process, 'message')
  return messages[0]
}

/** Those that are measured together begin together, when all of them are warm. */
async function measure (): Promise<Omit<Exclude<Told, 'warm'>, 'naive'>> {
  const letter = benchLetter(wanted, keys)
  const limit = createLimit(letter, keys)
  const begun = performance.now()
  let warm = 0
  while (warm < warmUp.letters && performance.now() - begun < warmUp.mostMs) warm += await sealFor(warmUp.sliceMs, inFlight, letter)
  tell('warm')
  await nextMessage()
  let sealed = 0
  let spentMs = 0
  let longestStallMs = 0
  for (let round = 0; round < rounds; round++) {
    limit.slice(wanted.seconds * msPerSecond / 2 / rounds)
    // The limit has just held the loop up: let that pass, and count with a fresh monitor, for an old one remembers.
    await setTimeout(settleMs)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const start = performance.now()
    sealed += await sealFor(wanted.seconds * msPerSecond / rounds, inFlight, letter)
    spentMs += performance.now() - start
    delay.disable()
    longestStallMs = Math.max(longestStallMs, delay.max / nanosecondsPerMs)
  }
  return {
    signsPerSecond: limit.signsPerSecond(),
    limitPerSecond: limit.lettersPerSecond(),
    lettersPerSecond: sealed / spentMs * msPerSecond,
    longestStallMs,
    peakRssMb: process.resourceUsage().maxRSS / 1024
  }
}

async function measureNaive (): Promise<number[]> {
  const letter = benchLetter(wanted, keys)
  const found: number[] = []
  for (const seal of naiveWays) {
    await seal(letter, keys)
    const start = performance.now()
    let sealed = 0
    do {
      await seal(letter, keys)
      sealed += 1
    } while (performance.now() - start < wanted.seconds * msPerSecond / 4)
    found.push(sealed / (performance.now() - start) * msPerSecond)
  }
  return found
}
