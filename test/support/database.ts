// A database of one's own for a test: migrated, empty, gone afterwards. PGlite or PostgreSQL, as the run says.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { createCipher, type Cipher } from '../../src/store/cipher.ts'
import { createDatabase, type Database, type Driver } from '../../src/store/database.ts'
import { openPglite } from '../../src/store/pglite.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { readStage } from './stage.ts'

/** Opens a fresh copy of the template; it is closed when the test ends. */
export async function aDatabase (t: Test): Promise<Database> {
  const database = createDatabase(await aDriver(t))
  t.teardown(() => database.close())
  return database
}

/** A driver on a fresh copy of the template. The caller closes it. */
export async function aDriver (t: Pick<Test, 'teardown'>): Promise<Driver> {
  const stage = readStage()
  if (stage.backend === 'postgres') return openPostgres({ connectionString: await aPostgresUrl(), maxConnections: 8, onIdleError: () => {} })
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  cpSync(stage.template, folder, { recursive: true, filter: path => !path.endsWith('.sock') })
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return openPglite(folder)
}

/** A driver on a database in which nothing is migrated. It is closed when the test ends. */
export async function aBareDriver (t: Test): Promise<Driver> {
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  const driver = readStage().backend === 'pglite'
    ? await openPglite(folder)
    : await openPostgres({ connectionString: await aPostgresUrl('template0'), maxConnections: 8, onIdleError: () => {} })
  t.teardown(async () => {
    await driver.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return driver
}

/** Connection string of a fresh clone of the template, on the run's PostgreSQL. */
export async function aPostgresUrl (template = 'template_postbud'): Promise<string> {
  const stage = readStage()
  const name = `test_${randomBytes(6).toString('hex')}`
  const outer = await openPostgres({ connectionString: stage.template, maxConnections: 1, onIdleError: () => {} })
  await outer.outer.query(`create database ${name} template ${template}`)
  await outer.close()
  return stage.template.replace(/postgres$/, name)
}

/** A cipher with a key made for the test. */
export function aCipher (): Cipher {
  return createCipher(randomBytes(32), randomBytes)
}
