import { test } from 'tap'
import { createHealth } from '../../src/store/health.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const now = new Date('2026-03-01T10:00:00Z')
const after = (ms: number): Date => new Date(now.getTime() + ms)

test('note() keeps the last success beside the last failure', async t => {
  const health = createHealth(await anEmptyDatabase())
  await health.note('eboks', now, null)
  await health.note('eboks', after(1), 'ERR_DISPATCH_UNAVAILABLE')
  t.strictSame(await health.all(), [{ party: 'eboks', lastSuccessAt: now, lastFailure: { at: after(1), code: 'ERR_DISPATCH_UNAVAILABLE' } }])
})

test('all() tells null of what never happened', async t => {
  const health = createHealth(await anEmptyDatabase())
  await health.note('print', now, 'ERR_DISPATCH_REFUSED')
  t.match(await health.all(), [{ lastSuccessAt: null, lastFailure: { code: 'ERR_DISPATCH_REFUSED' } }])
  await health.note('digipost', now, null)
  t.match((await health.all()).find(({ party }) => party === 'digipost'), { lastSuccessAt: now, lastFailure: null })
})

test('note() writes the same news at most every five seconds', async t => {
  const health = createHealth(await anEmptyDatabase())
  for (const ms of [0, 1, 4999]) await health.note('eboks', after(ms), null)
  t.strictSame((await health.all())[0]?.lastSuccessAt, now)
  await health.note('eboks', after(5000), null)
  t.strictSame((await health.all())[0]?.lastSuccessAt, after(5000))
})

test('note() never rejects, and tries again next time', async t => {
  const database = await anEmptyDatabase()
  let isDown = true
  const shaky = { ...database, query: (sql: string, values?: unknown[]) => isDown ? Promise.reject(new Error('down')) : database.query(sql, values) }
  const health = createHealth(shaky)
  await t.resolves(health.note('eboks', now, null))
  isDown = false
  await health.note('eboks', after(1), null)
  t.strictSame((await health.all())[0]?.lastSuccessAt, after(1))
})
