// A PostgreSQL cluster of our own, thrown away afterwards. It listens on loopback and on a socket in its own folder.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** A running cluster. */
export interface Cluster {
  folder: string
  port: number
  pid: number
  /** Connection string of a database in it. */
  url: (database: string) => string
}

/** Where Debian and others put the server programs; undefined where PostgreSQL is not installed. */
export function postgresProgram (name: string): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const found = versions.map(version => join(debian, version, 'bin', name)).find(path => existsSync(path))
  if (found !== undefined) return found
  return spawnSync('sh', ['-c', `command -v ${name}`]).stdout.toString().trim() || undefined
}

/** Makes and starts a cluster. It refuses root, so root runs it as nobody. It goes on when this process ends: stop it by its pid. */
export async function startCluster (): Promise<Cluster> {
  const initdb = postgresProgram('initdb')
  const postgres = postgresProgram('postgres')
  if (initdb === undefined || postgres === undefined) throw new Error('Cannot start PostgreSQL: it is not installed')
  const folder = mkdtempSync('/tmp/postbud-pg-')
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid)
  const made = spawnSync(initdb, ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'postgres', '--no-sync', '--locale=C.UTF-8', '-E', 'UTF8'],
    { cwd: folder, ...nobody })
  if (made.status !== 0) throw new Error(`Cannot make a cluster: ${made.stderr.toString()}`)
  const port = await freePort()
  const server = spawn(postgres, ['-D', join(folder, 'data'), '-k', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=300'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], detached: true, ...nobody })
  await readyToAccept(server)
  server.stderr.destroy()
  server.unref()
  return { folder, port, pid: server.pid ?? 0, url: database => `postgres://postgres@127.0.0.1:${port}/${database}` }
}

function readyToAccept (server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('exit', () => { reject(new Error(`Cannot start PostgreSQL: ${said}`)) })
  })
}

/** A port nobody listens on at the moment. */
export function freePort (): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => { resolve(typeof address === 'object' && address !== null ? address.port : 0) })
    })
  })
}
