// Processor time that processes have used, read from Linux.
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

function childrenOf (pid: number): number[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(one => {
    try {
      return Number(readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === pid
    } catch {
      return false
    }
  })
}
