// Processor time that processes have used, and that others took from this machine, read from Linux.
import { readFileSync, readdirSync } from 'node:fs'

/** Processor milliseconds of a process and, if asked, of its children that live. */
export function spentMs (pid: number, withChildren = false): number {
  const pids = withChildren ? [pid, ...childrenOf(pid)] : [pid]
  return pids.reduce((sum, one) => sum + ticksOf(one) * 10, 0)
}

/** Clock ticks of 10 ms, in and for the process, threads and ended children included (proc(5): utime, stime, cutime, cstime). */
function ticksOf (pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0)
  } catch {
    return 0
  }
}

/** A look at the processors' time, in clock ticks: what the hypervisor gave to other machines, and all there was. */
export interface Stolen { stolen: number, all: number }

/** Reads it (proc(5): `cpu` of /proc/stat; `steal` is the eighth). Nothing is stolen where that cannot be read. */
export function readStolen (): Stolen {
  try {
    const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/).slice(1, 9).map(Number) ?? []
    return { stolen: ticks[7] ?? 0, all: ticks.reduce((sum, one) => sum + one, 0) }
  } catch {
    return { stolen: 0, all: 0 }
  }
}

/** Which share of the processors' time between two looks went to other machines: figures of such a while are too low by about as much. */
export function stolenShare (before: Stolen, after: Stolen): number {
  const all = after.all - before.all
  return all === 0 ? 0 : Math.round((after.stolen - before.stolen) / all * 100) / 100
}

function childrenOf (pid: number): number[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(one => {
    try {
      return Number(readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === pid
    } catch {
      return false
    }
  })
}
