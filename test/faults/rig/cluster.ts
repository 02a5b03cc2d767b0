// A PostgreSQL cluster that can be stopped without mercy and started again. Commits are flushed, as the promise needs.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { postgresProgram, startCluster, type Cluster } from '../../support/postgres.ts'

/** A cluster in the hands of the nemesis. */
export interface RigCluster {
  /** Of the server's first process; another after each start. */
  pid: () => number
  url: (database: string) => string
  /** The same over the server's socket. */
  socketUrl: (database: string) => string
  /** `pg_ctl stop -m immediate`: no checkpoint, no goodbye to clients. */
  stopAtOnce: () => Promise<void>
  /** Starts it again and gives the moment it took connections. */
  startAgain: () => Promise<number>
  /** Makes an empty database. */
  create: (name: string) => Promise<void>
  /** Stops it for good and removes its folder. */
  dispose: () => void
}

/** Starts a cluster of its own. */
export async function startRigCluster (): Promise<RigCluster> {
  const cluster = await startCluster()
  const options = `-k ${cluster.folder} -p ${cluster.port} -c listen_addresses=127.0.0.1 -c max_connections=300`
  return {
    pid: () => Number(readFileSync(join(cluster.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]),
    url: cluster.url,
    socketUrl: cluster.socketUrl,
    stopAtOnce: () => control(cluster, ['stop', '-m', 'immediate', '-w']),
    startAgain: async () => {
      await control(cluster, ['start', '-w', '-l', join(cluster.folder, 'log'), '-o', options])
      await answers(cluster)
      return Date.now()
    },
    create: name => run(cluster, `create database ${name}`),
    dispose: () => {
      spawnSync(...pgCtl(cluster, ['stop', '-m', 'immediate', '-w']))
      rmSync(cluster.folder, { recursive: true, force: true })
    }
  }
}

/** The caller's own clients go on meanwhile: one that stood still would meet time-outs of its own making. */
function control (cluster: Cluster, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn(...pgCtl(cluster, args)).once('error', reject).once('exit', () => { resolve() })
  })
}

function pgCtl ({ folder }: Cluster, args: string[]): [string, string[], { cwd: string, stdio: 'ignore', uid?: number, gid?: number }] {
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  return [postgresProgram('pg_ctl') ?? 'pg_ctl', [...args, '-D', join(folder, 'data')], { cwd: folder, stdio: 'ignore', ...nobody }]
}

/** Started is not ready: after an immediate stop the server first replays its log. */
async function answers (cluster: Cluster): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const isUp = await run(cluster, 'select 1').then(() => true, () => false)
    if (isUp) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('Cannot go on: the database does not come back')
}

async function run (cluster: Cluster, sql: string): Promise<void> {
  const client = new Client({ connectionString: cluster.url('postgres'), connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
