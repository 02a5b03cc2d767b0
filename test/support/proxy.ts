// A TCP proxy between the gateway and an outside party, that spoils what passes through it. Knows bytes, and nothing of HTTP or TLS.
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Which way: what the gateway sends, or what it is answered. */
export type Direction = 'request' | 'answer'

/**
 * What is done to the bytes of one direction.
 *
 * - `delay`: each piece arrives `ms` late
 * - `cut`: both sockets are torn once `afterBytes` have passed; 0 tears them at the first byte
 * - `half-open`: after `afterBytes` nothing passes any more, neither bytes nor the end; the sockets stay
 * - `trickle`: one byte each `everyMs`
 * - `corrupt`: one bit of the byte at `atByte` is turned over
 */
export type ProxyFault =
  | { kind: 'delay', on: Direction, ms: number }
  | { kind: 'cut' | 'half-open', on: Direction, afterBytes: number }
  | { kind: 'trickle', on: Direction, everyMs: number }
  | { kind: 'corrupt', on: Direction, atByte: number }

/** A running proxy. */
export interface Proxy {
  port: number
  /** `http://127.0.0.1:<port>`, for what speaks HTTP behind it. */
  url: string
  /** Connections taken since the start, those open now, and how many of these were silenced and have not been given up since. */
  connections: () => { taken: number, open: number, silent: number }
  /** What new connections suffer from now on; undefined: nothing. Those that are open keep what they have. */
  strike: (fault?: ProxyFault) => void
  /** From now on nothing passes on the connections that are open, neither bytes nor the end; the sockets stay. New ones are well. */
  silence: () => void
  /** Takes no connections for a while: they are refused, as by a machine whose service is down. */
  refuse: () => Promise<void>
  /** Takes connections again, on the same port. */
  admit: () => Promise<void>
  /** Tears what is open and stops. */
  close: () => Promise<void>
}

/** Starts a proxy in front of a port on this machine. Whoever starts it closes it. */
export async function startProxy (target: number): Promise<Proxy> {
  const open = new Set<Socket>()
  const silent = new WeakSet<Socket>()
  let taken = 0
  let fault: ProxyFault | undefined
  const server = createServer({ allowHalfOpen: true }, near => {
    taken += 1
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })
    const tear = (): void => { near.destroy(); far.destroy(); open.delete(near) }
    open.add(near)
    for (const socket of [near, far]) socket.on('error', tear).on('close', tear)
    const isSilenced = (): boolean => silent.has(near)
    pass(near, far, { fault: fault?.on === 'request' ? fault : undefined, tear, isSilenced })
    pass(far, near, { fault: fault?.on === 'answer' ? fault : undefined, tear, isSilenced })
  })
  const stop = (): Promise<void> => new Promise(resolve => {
    server.close(() => { resolve() })
    for (const socket of open) socket.destroy()
  })
  const port = await listen(server, 0)
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    connections: () => ({ taken, open: open.size, silent: [...open].filter(socket => silent.has(socket) && !socket.readableEnded).length }),
    strike: next => { fault = next },
    silence: () => { for (const socket of open) silent.add(socket) },
    refuse: stop,
    admit: async () => { await listen(server, port) },
    close: async () => { if (server.listening) await stop() }
  }
}

function listen (server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' ? address?.port ?? 0 : 0)
    })
  })
}

interface Spoiling {
  fault: ProxyFault | undefined
  tear: () => void
  isSilenced: () => boolean
}

/** Passes one direction on, in order, spoiled as told. */
function pass (from: Socket, to: Socket, { fault, tear, isSilenced }: Spoiling): void {
  let passed = 0
  let last = Promise.resolve()
  const then = (work: () => void | Promise<void>): void => { last = last.then(work) }
  const isSilent = (): boolean => isSilenced() || (fault?.kind === 'half-open' && passed >= fault.afterBytes)
  from.on('data', (chunk: Buffer) => {
    then(async () => {
      if (isSilenced()) return
      const bytes = spoiled(chunk, passed, fault)
      passed += chunk.length
      if (fault?.kind === 'delay') await wait(fault.ms)
      if (fault?.kind === 'trickle') await trickle(to, bytes, fault.everyMs)
      else to.write(bytes)
      if (fault?.kind === 'cut' && passed >= fault.afterBytes) tear()
    })
  })
  from.on('end', () => { then(() => { if (!isSilent()) to.end() }) })
}

/** What of a piece is let through, when so many bytes went before it. */
function spoiled (chunk: Buffer, before: number, fault: ProxyFault | undefined): Buffer {
  if (fault?.kind === 'cut' || fault?.kind === 'half-open') return chunk.subarray(0, Math.max(0, fault.afterBytes - before))
  if (fault?.kind !== 'corrupt' || fault.atByte < before || fault.atByte >= before + chunk.length) return chunk
  const bytes = Buffer.from(chunk)
  bytes.writeUInt8(bytes.readUInt8(fault.atByte - before) ^ 1, fault.atByte - before)
  return bytes
}

async function trickle (to: Socket, bytes: Buffer, everyMs: number): Promise<void> {
  for (const byte of bytes) {
    if (to.destroyed) return
    await wait(everyMs)
    to.write(Buffer.of(byte))
  }
}

/** A pause that keeps no process alive. */
function wait (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms).unref() })
}
