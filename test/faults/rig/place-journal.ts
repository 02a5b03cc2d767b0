// What the processes of a rig wrote down of the places they came by.
import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** One place, reached by one process. */
export interface Passed {
  pid: number
  at: number
  point: string
  letterId?: string
}

/** File a process writes to. */
export function journalPath (folder: string, role: string, pid: number): string {
  return join(folder, `${role}-${pid}.places`)
}

/** Writes a place down so that it outlives the process, however that ends. */
export function placeWriter (path: string): (point: string, letterId?: string) => void {
  const out = openSync(path, 'a')
  return (point, letterId) => { writeSync(out, `${Date.now()} ${point} ${letterId ?? '-'}\n`) }
}

/** Reads the journals of all processes, those that are dead too. A torn last line is left out. */
export function readPlaces (folder: string): Passed[] {
  return readdirSync(folder).filter(name => name.endsWith('.places')).flatMap(name => {
    const pid = Number(/-(\d+)\.places$/.exec(name)?.[1])
    const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1)
    return lines.flatMap(line => parse(line, pid))
  })
}

function parse (line: string, pid: number): Passed[] {
  const [at, point, letterId] = line.split(' ')
  if (point === undefined || letterId === undefined) return []
  return [{ pid, at: Number(at), point, ...letterId !== '-' && { letterId } }]
}
