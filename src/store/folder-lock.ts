// A lock that cannot outlive its holder: a listening Unix socket in the folder.
import { link, rename, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { dirname, join, relative, resolve } from 'node:path'
import { GatewayError } from '../letter/gateway-error.ts'

/** A held lock. */
export interface FolderLock {
  release: () => Promise<void>
}

// sun_path is 108 bytes on Linux, 104 on macOS, with the final zero.
const maxSocketPath = 100

/**
 * Locks a folder for this process. A socket file that nobody answers on is left over from a crash and is taken over.
 *
 * @throws {GatewayError} `ERR_STORE_LOCKED` if a living process holds it, or the folder's path is too long for a socket
 */
export async function lockFolder (folder: string): Promise<FolderLock> {
  const path = socketPath(folder)
  const found = await knock(path)
  if (found === 'alive' || (found === 'dead' && await isAliveAfterAll(path))) {
    throw new GatewayError('ERR_STORE_LOCKED', `Cannot open the data folder "${folder}": another postbud has it open`)
  }
  const server = createServer(socket => { socket.end() })
  await listen(server, path, folder)
  return { release: () => new Promise(done => { server.close(() => { done() }) }) }
}

function socketPath (folder: string): string {
  const absolute = join(resolve(folder), 'lock.sock')
  const shortest = [absolute, relative(process.cwd(), absolute)].sort((a, b) => a.length - b.length)[0] ?? absolute
  if (shortest.length > maxSocketPath) {
    throw new GatewayError('ERR_STORE_LOCKED', `Cannot lock the data folder "${folder}": its path is longer than ${maxSocketPath} characters`)
  }
  return shortest
}

/** Whether a socket answers there. */
function knock (path: string): Promise<'alive' | 'dead' | 'absent'> {
  return new Promise(done => {
    const socket = connect(path)
    socket.once('connect', () => { socket.destroy(); done('alive') })
    socket.once('error', error => { done('code' in error && error.code === 'ENOENT' ? 'absent' : 'dead') })
  })
}

/**
 * Clears a dead socket away. It is moved aside first and knocked on again, because between the first knock and this a faster process may
 * have put its own, living one there; that is put back.
 */
async function isAliveAfterAll (path: string): Promise<boolean> {
  // As short as lock.sock, and this process's own.
  const aside = join(dirname(path), `${process.pid.toString(36)}.old`)
  const moved = await rename(path, aside).then(() => true, () => false)
  if (!moved) return false
  const isAlive = await knock(aside) === 'alive'
  if (isAlive) await link(aside, path).catch(() => {})
  await unlink(aside).catch(() => {})
  return isAlive
}

function listen (server: Server, path: string, folder: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', cause => {
      fail(new GatewayError('ERR_STORE_LOCKED', `Cannot lock the data folder "${folder}": another postbud was faster`, { cause }))
    })
    server.listen(path, () => { server.unref(); done() })
  })
}
