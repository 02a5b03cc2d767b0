// The one implementation of the fault points that does anything. Every place a process comes by is written to its journal, which outlives it;
// strikes are files in a folder, so that the rig can arm a fleet of processes and exactly one of them takes each.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { FaultPoint, FaultPoints } from '../../../src/journey/fault-points.ts'
import { placeWriter } from './place-journal.ts'

/** What happens where. */
export interface Strike {
  point: FaultPoint
  /** `kill` and `abort` end the process, `memory` uses up its heap, `busy` blocks its event loop, `delay` waits, `throw` fails the work. */
  action: 'kill' | 'abort' | 'memory' | 'busy' | 'delay' | 'throw'
  /** For `busy` and `delay`. */
  ms?: number
  /** Only for this letter. */
  letterId?: string
  /** Strikes each time instead of once. */
  isLasting?: boolean
}

/** Arms a strike in the folder all processes of a rig look into; the function it gives takes it away again. */
export function arm (folder: string, strike: Strike): () => void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${randomUUID()}.json`)
  writeFileSync(`${path}.new`, JSON.stringify(strike))
  renameSync(`${path}.new`, path)
  return () => { remove(path) }
}

/** Fault points of one process. */
export function armedPoints (folder: string, journal: string): FaultPoints {
  mkdirSync(folder, { recursive: true })
  const note = placeWriter(journal)
  const armed = createWatch(folder)
  return {
    reach: async (point, letterId) => {
      note(point, letterId)
      for (const { path, strike } of armed()) {
        if (strike.point !== point || (strike.letterId !== undefined && strike.letterId !== letterId)) continue
        if (strike.isLasting === true || remove(path)) await happen(strike)
      }
    }
  }
}

/** Reads the folder again only when it has changed: places are passed thousands of times a second. */
function createWatch (folder: string): () => { path: string, strike: Strike }[] {
  let seen = -1
  let armed: { path: string, strike: Strike }[] = []
  return () => {
    const { mtimeMs } = statSync(folder)
    if (mtimeMs === seen) return armed
    seen = mtimeMs
    armed = readdirSync(folder).filter(name => name.endsWith('.json')).flatMap(name => read(join(folder, name)))
    return armed
  }
}

/** One that another process takes meanwhile is gone. */
function read (path: string): { path: string, strike: Strike }[] {
  try {
    return [{ path, strike: JSON.parse(readFileSync(path, 'utf8')) as Strike }]
  } catch {
    return []
  }
}

function remove (path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch {
    return false
  }
}

async function happen ({ action, point, ms = 5_000 }: Strike): Promise<void> {
  switch (action) {
    case 'kill': process.kill(process.pid, 'SIGKILL'); await pause(60_000); return
    case 'abort': process.abort(); return
    case 'memory': useUpMemory(); return
    case 'busy': block(ms); return
    case 'delay': await pause(ms); return
    case 'throw': throw new TypeError(`Cannot go on: told to fail at ${point}`)
  }
}

function block (ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end;);
}

function useUpMemory (): never {
  const held: number[][] = []
  for (;;) held.push(new Array<number>(1_000_000).fill(held.length))
}
