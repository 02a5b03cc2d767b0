// Everything a run or a scenario works on: a cluster, certificates, a sandbox in a process of its own, and a fleet of gateway processes.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type QueryResultRow } from 'pg'
import { makeTestCertificates } from '../../../certs/make-test-certificates.ts'
import { freePort } from '../../support/postgres.ts'
import { arm, type Strike } from './armed-points.ts'
import { startRigCluster, type RigCluster } from './cluster.ts'
import { createFleet, type Fleet, type Post } from './fleet.ts'
import { readAddressees, type Addressee } from './letters.ts'
import { readPlaces, type Passed } from './place-journal.ts'

/** What all rigs of one call share: a cluster and certificates take seconds to make. */
export interface Ground {
  cluster: RigCluster
  certificates: string
  folder: string
  /** Stops the cluster and removes everything, logs and journals too unless they are kept. */
  dispose: (isKept?: boolean) => void
}

/** How many processes of each kind. */
export interface Sizes { serve: number, work: number, schedule: number }

/** A running rig. */
export interface Rig {
  folder: string
  cluster: RigCluster
  databaseUrl: string
  sandboxUrl: string
  fleet: Fleet
  addressees: readonly Addressee[]
  /** Addresses of the API. */
  urls: () => string[]
  posts: (role: Post['role']) => Post[]
  arm: (strike: Strike) => () => void
  places: () => Passed[]
  /** One statement on the rig's database. */
  query: <Row extends QueryResultRow>(sql: string, values?: unknown[]) => Promise<Row[]>
  /** The same on another database of the cluster. */
  queryAt: <Row extends QueryResultRow>(databaseUrl: string, sql: string) => Promise<Row[]>
  setSandboxFaults: (rules: readonly Record<string, unknown>[]) => Promise<void>
  stop: () => Promise<void>
}

/** Makes the ground. */
export async function breakGround (): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'postbud-faults-'))
  const certificates = join(folder, 'certificates')
  await makeTestCertificates(certificates, new Date())
  const cluster = await startRigCluster()
  return { cluster, certificates, folder, dispose: isKept => {
    cluster.dispose()
    if (isKept !== true) rmSync(folder, { recursive: true, force: true })
  } }
}

/** What may differ between rigs. */
export interface RigOptions {
  sizes: Sizes
  env?: Record<string, string>
  nodeFlags?: readonly string[]
  /** Processes reach the database by its socket, as on a machine that has both. */
  overSocket?: boolean
}

/** Starts a rig on a database of its own. */
export async function startRig (ground: Ground, options: RigOptions): Promise<Rig> {
  const { cluster, certificates } = ground
  const folder = mkdtempSync(join(ground.folder, 'rig-'))
  const database = `rig_${randomBytes(5).toString('hex')}`
  await cluster.create(database)
  const databaseUrl = options.overSocket === true ? cluster.socketUrl(database) : cluster.url(database)
  const sandboxPort = await freePort()
  const fleet = createFleet({
    folder,
    ...options.nodeFlags !== undefined && { nodeFlags: options.nodeFlags },
    env: {
      DATABASE_URL: databaseUrl, POSTBUD_SANDBOX_PORT: String(sandboxPort), POSTBUD_CERTS_DIR: certificates, POSTBUD_DATA_DIR: folder,
      POSTBUD_RECEIPTS_EVERY_MS: '500', POSTBUD_LOG_LEVEL: 'warn', ...options.env
    }
  })
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  await fleet.add('sandbox', 'sandbox', { env: { NODE_OPTIONS: '--max-old-space-size=8192' } })
  await fillFleet(fleet, options.sizes)
  return {
    ...ground,
    folder,
    databaseUrl,
    sandboxUrl,
    fleet,
    addressees: await readAddressees(sandboxUrl),
    urls: () => fleet.posts.filter(({ port }) => port !== undefined).map(({ port }) => `http://127.0.0.1:${port ?? 0}`),
    posts: role => fleet.posts.filter(post => post.role === role),
    arm: strike => arm(join(folder, 'armed'), strike),
    places: () => readPlaces(folder),
    query: (sql, values) => once(databaseUrl, sql, values),
    queryAt: (url, sql) => once(url, sql),
    setSandboxFaults: async rules => {
      await fetch(`${sandboxUrl}/sandbox/faults`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rules) })
    },
    stop: () => fleet.stop()
  }
}

/** The first process brings the schema up, the others then start side by side. */
async function fillFleet (fleet: Fleet, sizes: Sizes): Promise<void> {
  const wanted = (['serve', 'work', 'schedule'] as const).flatMap(role => Array.from({ length: sizes[role] }, (_, number) => ({ role, name: `${role}-${number + 1}` })))
  const add = async ({ role, name }: typeof wanted[number]): Promise<void> => { await fleet.add(name, role, role === 'serve' ? { port: await freePort() } : {}) }
  const [first, ...others] = wanted
  if (first !== undefined) await add(first)
  await Promise.all(others.map(add))
}

async function once<Row extends QueryResultRow> (connectionString: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  return await client.query<Row>(sql, values).then(({ rows }) => rows).finally(() => client.end().catch(() => {}))
}
