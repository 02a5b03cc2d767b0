// Numbered SQL files, forward only. Each runs once, in one transaction, under one lock.
import { readdir, readFile } from 'node:fs/promises'
import type { Database } from './database.ts'

const folder = new URL('migrations/', import.meta.url)
// Any constant will do, as long as nothing else in the database uses it.
const lockNumber = 7_203_110

/** Brings the schema up to date and tells which files were run. Several processes may do so at once. */
export async function migrate (database: Database): Promise<string[]> {
  await database.transaction(async () => {
    // "if not exists" alone does not keep two processes from making the table at once.
    await database.query('select pg_advisory_xact_lock($1)', [lockNumber])
    await database.exec('create table if not exists migration (name text primary key, applied_at timestamptz not null default now())')
  })
  const ran: string[] = []
  for (const name of await migrationNames()) {
    if (await runOnce(database, name)) ran.push(name)
  }
  return ran
}

/** Names of migrations that this version knows and the database has not run. */
export async function pendingMigrations (database: Database): Promise<string[]> {
  const rows = await database.query('select name from migration')
  const applied = new Set(rows.map(row => row.name))
  return (await migrationNames()).filter(name => !applied.has(name))
}

async function migrationNames (): Promise<string[]> {
  return (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
}

async function runOnce (database: Database, name: string): Promise<boolean> {
  const sql = await readFile(new URL(name, folder), 'utf8')
  return database.transaction(async () => {
    await database.query('select pg_advisory_xact_lock($1)', [lockNumber])
    const [done] = await database.query('select 1 from migration where name = $1', [name])
    if (done !== undefined) return false
    await database.exec(sql)
    await database.query('insert into migration (name) values ($1)', [name])
    return true
  })
}
