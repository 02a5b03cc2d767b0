// The thread that watches whether the other one's event loop turns.
import { writeSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

/** What is watched. */
export interface WatchOrder {
  /** One number that the event loop raises with every turn; below zero while somebody steps through its code. */
  turns: Int32Array
  limitMs: number
}

/** Counted in looks, not by the clock: while the whole process is suspended nobody looks. */
const looks = 15

parentPort?.once('message', ({ turns, limitMs }: WatchOrder) => {
  let [seen, still] = [0, 0]
  setInterval(() => {
    const now = Atomics.load(turns, 0)
    still = now === seen && now >= 0 ? still + 1 : 0
    seen = now
    if (still < looks) return
    // Not by the log: it is the other thread's, which stands still.
    const line = { level: 60, time: Date.now(), msg: `the event loop has stood still for ${Math.round(limitMs / 1000)} s; the process ends itself` }
    writeSync(2, `${JSON.stringify(line)}\n`)
    process.kill(process.pid, 'SIGKILL')
  }, limitMs / looks)
})
