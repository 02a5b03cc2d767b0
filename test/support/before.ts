// Once before all tests: what each of them would otherwise spend seconds on.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTestCertificates } from '../../certs/make-test-certificates.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { createDatabase, type Driver } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPglite } from '../../src/store/pglite.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { startCluster } from './postgres.ts'
import { writeStage, type Stage } from './stage.ts'

async function furnish (driver: Driver): Promise<void> {
  const database = createDatabase(driver)
  await migrate(database)
  const queue = await createQueue(database, { supervise: false, onError: error => { throw error } })
  await queue.stop()
  await database.close()
}

async function onPglite (stage: Stage): Promise<Stage> {
  await furnish(await openPglite(stage.template))
  return stage
}

async function onPostgres (stage: Stage): Promise<Stage> {
  const cluster = await startCluster()
  const outer = await openPostgres({ connectionString: cluster.url('postgres'), maxConnections: 1, onIdleError: () => {} })
  await outer.outer.query('create database template_postbud')
  await outer.close()
  await furnish(await openPostgres({ connectionString: cluster.url('template_postbud'), maxConnections: 2, onIdleError: () => {} }))
  return { ...stage, template: cluster.url('postgres'), cluster: { pid: cluster.pid, folder: cluster.folder } }
}

const folder = mkdtempSync(join(tmpdir(), 'postbud-test-'))
const certificates = join(folder, 'certificates')
await makeTestCertificates(certificates, new Date())
const stage: Stage = { backend: process.env.POSTBUD_TEST_DATABASE === 'postgres' ? 'postgres' : 'pglite', certificates, template: join(folder, 'pglite'), folder }
writeStage(stage.backend === 'postgres' ? await onPostgres(stage) : await onPglite(stage))
