// The processes of a rig and who looks after them: whoever dies is started again at once, and every exit is told apart.
import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What a process does. */
export type Role = 'serve' | 'work' | 'schedule' | 'sandbox'

/** One place in the fleet; a new process takes it whenever the former has gone. */
export interface Post {
  name: string
  role: Role
  pid: number
  /** Processes that stood here so far. */
  starts: number
  port?: number
}

/** One process that was killed by us. */
export interface Kill { pid: number, role: Role, at: number }

/** How processes ended. */
export interface Exits {
  kills: Kill[]
  /** Ended by nobody, after they had begun: the gateway's own failure. */
  unhandled: { name: string, pid: number, how: string }[]
  /** Could not begin, said so and were tried again: the database was away. */
  failedStarts: number
}

/** How a fleet is started. */
export interface FleetOptions {
  folder: string
  env: Record<string, string>
  /** Flags of Node, for all processes. */
  nodeFlags?: readonly string[]
}

/** Running processes. */
export interface Fleet {
  exits: Exits
  posts: Post[]
  /** Adds a process and waits until it is ready. */
  add: (name: string, role: Role, own?: { port?: number, env?: Record<string, string> }) => Promise<Post>
  /** SIGKILL; the supervisor starts another. */
  kill: (post: Post) => void
  signal: (post: Post, signal: NodeJS.Signals) => void
  /** Ends a post for good, with SIGTERM unless another signal is named; gives how long it took in milliseconds and the exit code. */
  retire: (post: Post, signal?: NodeJS.Signals) => Promise<{ ms: number, code: number | null }>
  /** Waits until the post's process is ready. */
  ready: (post: Post) => Promise<void>
  /** Deaths of a post that a fault point is meant to cause are no failures. */
  expectDeaths: (post: Post) => void
  stop: () => Promise<void>
}

interface Seat {
  post: Post
  child: ChildProcess
  env: Record<string, string>
  isReady: boolean
  gone: Promise<number | null>
  isRetired: boolean
  isKilled: boolean
  mayDie: boolean
}

const roleScript = fileURLToPath(new URL('role.ts', import.meta.url))
const restartMs = 300

/** Makes an empty fleet. */
export function createFleet (options: FleetOptions): Fleet {
  const seats = new Map<string, Seat>()
  const exits: Exits = { kills: [], unhandled: [], failedStarts: 0 }
  const seatOf = (post: Post): Seat => {
    const seat = seats.get(post.name)
    if (seat === undefined) throw new RangeError(`Cannot find ${post.name} in the fleet`)
    return seat
  }
  // Nobody is left behind when the rig itself ends early.
  process.once('exit', () => { for (const { child } of seats.values()) child.kill('SIGKILL') })
  const fleet: Fleet = {
    exits,
    posts: [],
    add: async (name, role, own = {}) => {
      const post: Post = { name, role, pid: 0, starts: 0, ...own.port !== undefined && { port: own.port } }
      const port = own.port === undefined ? {} : { POSTBUD_PORT: String(own.port) }
      const seat = take(post, { ...options.env, ...port, ...own.env }, options, exits)
      seats.set(name, seat)
      fleet.posts.push(post)
      await untilReady(seat)
      return post
    },
    kill: post => {
      const seat = seatOf(post)
      exits.kills.push({ pid: post.pid, role: post.role, at: Date.now() })
      seat.isKilled = true
      seat.child.kill('SIGKILL')
    },
    signal: (post, signal) => { seatOf(post).child.kill(signal) },
    retire: async (post, signal = 'SIGTERM') => {
      const seat = seatOf(post)
      const begun = Date.now()
      seat.isRetired = true
      seat.child.kill(signal)
      const code = await seat.gone
      fleet.posts = fleet.posts.filter(one => one !== post)
      return { ms: Date.now() - begun, code }
    },
    ready: post => untilReady(seatOf(post)),
    expectDeaths: post => { seatOf(post).mayDie = true },
    stop: async () => { await Promise.all([...fleet.posts].map(post => fleet.retire(post))) }
  }
  return fleet
}

function take (post: Post, env: Record<string, string>, options: FleetOptions, exits: Exits): Seat {
  const { child, gone } = begin(post, env, options)
  const seat: Seat = { post, env, child, gone, isReady: false, isRetired: false, isKilled: false, mayDie: false }
  watch(seat, options, exits)
  return seat
}

function begin (post: Post, env: Record<string, string>, options: FleetOptions): Pick<Seat, 'child' | 'gone'> {
  const log = openSync(join(options.folder, `${post.name}.out`), 'a')
  const child = spawn(process.execPath, [...options.nodeFlags ?? [], roleScript, post.role], {
    env: { PATH: process.env.PATH, TZ: 'UTC', RIG_FOLDER: options.folder, ...env }, stdio: ['ignore', 'pipe', log]
  })
  closeSync(log)
  post.pid = child.pid ?? 0
  post.starts += 1
  return { child, gone: new Promise(resolve => { child.once('exit', resolve) }) }
}

/** Told of what a process says and of its end; a post that is not retired gets a new process. */
function watch (seat: Seat, options: FleetOptions, exits: Exits): void {
  const { child, post } = seat
  const { pid } = post
  child.stdout?.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('ready\n')) seat.isReady = true
    else appendFileSync(join(options.folder, `${post.name}.out`), chunk)
  })
  child.once('exit', (code, signal) => {
    note(seat, exits, pid, signal ?? String(code))
    if (seat.isRetired) return
    const delayMs = seat.isReady ? restartMs : 3 * restartMs
    seat.isReady = false
    setTimeout(() => {
      if (seat.isRetired) return
      Object.assign(seat, begin(post, seat.env, options), { isKilled: false })
      watch(seat, options, exits)
    }, delayMs)
  })
}

function note (seat: Seat, exits: Exits, pid: number, how: string): void {
  if (seat.isKilled || seat.isRetired) return
  if (seat.mayDie) exits.kills.push({ pid, role: seat.post.role, at: Date.now() })
  else if (seat.isReady) exits.unhandled.push({ name: seat.post.name, pid, how })
  else exits.failedStarts += 1
}

async function untilReady (seat: Seat): Promise<void> {
  for (let tries = 0; !seat.isReady; tries += 1) {
    if (tries === 2_400) throw new Error(`Cannot go on: ${seat.post.name} is not ready after two minutes`)
    await pause(50)
  }
}
