// A PostgreSQL cluster of our own, thrown away afterwards. It listens on loopback and on a socket in its own folder.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** A running cluster. */
export interface Cluster {
  folder: string
  port: number
  pid: number
  /** Connection string of a database in it. */
  url: (database: string) => string
  /** The same over the socket in its folder, as one reaches a server on the same machine. */
  socketUrl: (database: string) => string
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
export async function startCluster (settings: ServerSettings = {}, parent = '/tmp'): Promise<Cluster> {
  const folder = aServerFolder(parent)
  run('initdb', ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'postgres', '--no-sync', '--locale=C.UTF-8', '-E', 'UTF8'], folder)
  return launch(folder, await freePort(), settings)
}

/** Makes and starts a cluster that follows another under the name `standby`, until it is promoted. */
export async function startStandby (primary: Cluster): Promise<Cluster> {
  const folder = aServerFolder('/tmp')
  run('pg_basebackup', ['-D', join(folder, 'data'), '-R', '-c', 'fast', '-h', '127.0.0.1', '-p', String(primary.port), '-U', 'postgres'], folder)
  return launch(folder, await freePort(), { primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres application_name=standby` })
}

/** Stops a cluster: `immediate` is what a crash leaves behind. */
export async function stopCluster ({ pid }: Cluster, way: 'fast' | 'immediate'): Promise<void> {
  process.kill(pid, way === 'fast' ? 'SIGINT' : 'SIGQUIT')
  while (isRunning(pid)) await new Promise(resolve => setTimeout(resolve, 20))
}

/** Starts a stopped cluster again where it was. */
export function startAgain ({ folder, port }: Cluster, settings: ServerSettings = {}): Promise<Cluster> {
  return launch(folder, port, settings)
}

/** Stops a cluster if it runs, and removes it. */
export async function removeCluster (cluster: Cluster): Promise<void> {
  if (isRunning(cluster.pid)) await stopCluster(cluster, 'immediate')
  rmSync(cluster.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

/** Settings of the server program. */
type ServerSettings = Readonly<Record<string, string>>

const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

/** A folder the server may write to. */
function aServerFolder (parent: string): string {
  const folder = mkdtempSync(join(parent, 'postbud-pg-'))
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid)
  return folder
}

function program (name: string): string {
  const found = postgresProgram(name)
  if (found === undefined) throw new Error('Cannot start PostgreSQL: it is not installed')
  return found
}

function run (name: string, options: readonly string[], folder: string): void {
  const made = spawnSync(program(name), options, { cwd: folder, ...nobody })
  if (made.status !== 0) throw new Error(`Cannot make a cluster: ${made.stderr.toString()}`)
}

async function launch (folder: string, port: number, settings: ServerSettings): Promise<Cluster> {
  const all = { listen_addresses: '127.0.0.1', max_connections: '300', ...settings }
  const server = spawn(program('postgres'),
    ['-D', join(folder, 'data'), '-k', folder, '-p', String(port), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], detached: true, ...nobody })
  await readyToAccept(server)
  server.stderr.destroy()
  server.unref()
  return {
    folder,
    port,
    pid: server.pid ?? 0,
    url: database => `postgres://postgres@127.0.0.1:${port}/${database}`,
    socketUrl: database => `postgres://postgres@/${database}?host=${folder}&port=${port}`
  }
}

function isRunning (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function readyToAccept (server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready to accept')) resolve()
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
