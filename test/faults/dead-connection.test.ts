// A connection to PostgreSQL that has died without a word is noticed, and the next statement gets another.
import { test } from 'tap'
import { createDatabase } from '../../src/store/database.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { aPostgresUrl } from '../support/database.ts'
import { readStage } from '../support/stage.ts'

const isPostgres = readStage().backend === 'postgres'

for (const way of ['alone', 'in a transaction'] as const) {
  test(`a statement that is never answered ends as trouble of the database, ${way}`, async t => {
    if (!isPostgres) { t.comment('skipped: only PostgreSQL has connections (POSTBUD_TEST_DATABASE=postgres)'); return }
    const database = createDatabase(await openPostgres({
      connectionString: await aPostgresUrl(), maxConnections: 2, statementTimeoutMs: 500, onIdleError: () => {}
    }))
    t.teardown(() => database.close())
    const hang = (): Promise<unknown> => database.query('select pg_sleep(20)')
    const begun = Date.now()
    await t.rejects(way === 'alone' ? hang() : database.transaction(hang), { code: 'ERR_STORE_UNAVAILABLE' })
    t.ok(Date.now() - begun < 10_000)
    t.match(await database.query('select 1 as one'), [{ one: 1 }])
  })
}
