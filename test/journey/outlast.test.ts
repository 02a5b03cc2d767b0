import { test } from 'tap'
import { outlast } from '../../src/journey/outlast.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'

const away = new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database')

/** Fails with these, one after the other, and then answers with the number of tries. */
function failing (...failures: Error[]): () => Promise<number> {
  let tries = 0
  return async () => {
    const failure = failures[tries]
    tries += 1
    if (failure !== undefined) throw failure
    return tries
  }
}

test('outlast() writes again until the database is back', async t => {
  t.equal(await outlast(failing(away, away)), 3)
})

test('outlast() writes again until the database has room', async t => {
  const full = new GatewayError('ERR_STORE_FULL', 'Cannot write')
  t.equal(await outlast(failing(full, away, full)), 4)
})

test('outlast() is for no other failure', async t => {
  await t.rejects(outlast(failing(new GatewayError('ERR_STORE_STALE_CLAIM', 'Cannot write'))), { code: 'ERR_STORE_STALE_CLAIM' })
  await t.rejects(outlast(failing(away, new RangeError('surprise'))), { message: 'surprise' })
})

test('outlast() of a worker that stops tries once more, and no longer', async t => {
  const stopping = new AbortController()
  setImmediate(() => { stopping.abort() })
  await t.rejects(outlast(failing(away, away), stopping.signal), { code: 'ERR_STORE_UNAVAILABLE' })
  await t.rejects(outlast(failing(away), stopping.signal), { code: 'ERR_STORE_UNAVAILABLE' })
})
