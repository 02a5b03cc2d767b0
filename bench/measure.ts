// One case in a process of its own, so that its memory and its event loop are its own: case and keys come in, figures go out.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { createEncryptionThreads } from '../src/crypto/encryption-threads.ts'
import { benchLetter } from './bench-case.ts'
import { createLimit } from './limit.ts'
import { naiveWays } from './naive.ts'
import { sealFor } from './sealing.ts'
import { readAsked, type Figures } from './wire.ts'

/** Limit and sealing take turns this often: with more, large letters that end a turn one after the other leave cores idle. */
const rounds = 5
/** Compilers go on making a letter cheaper for some thousand of them. */
const warmUp = { sliceMs: 500, letters: 4000, mostMs: 8000 }
/** Enough to keep the thread pool busy while the next letter is prepared. */
const lettersPerCore = 4
const settleMs = 5
const msPerSecond = 1000
const nanosecondsPerMs = 1e6

const { wanted, keys, withNaive } = readAsked(await text(process.stdin))
process.stdout.write(JSON.stringify(withNaive ? { ...await measure(), naive: await measureNaive() } : await measure()))

async function measure (): Promise<Figures> {
  const letter = benchLetter(wanted, keys)
  const limit = createLimit(letter, keys)
  const inFlight = wanted.cores * lettersPerCore
  const encryptor = createEncryptionThreads(wanted.cores - 1)
  const begun = performance.now()
  let warm = 0
  while (warm < warmUp.letters && performance.now() - begun < warmUp.mostMs) warm += await sealFor(warmUp.sliceMs, inFlight, letter, encryptor)
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
    sealed += await sealFor(wanted.seconds * msPerSecond / rounds, inFlight, letter, encryptor)
    spentMs += performance.now() - start
    delay.disable()
    longestStallMs = Math.max(longestStallMs, delay.max / nanosecondsPerMs)
  }
  return {
    signsPerSecond: limit.signsPerSecond(),
    limitPerSecond: limit.lettersPerSecond(),
    lettersPerSecond: sealed / spentMs * msPerSecond,
    longestStallMs,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    naive: []
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
