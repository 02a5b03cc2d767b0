import { test } from 'tap'
import { anEnvelope } from '../support/an-envelope.ts'
import { startPostbud } from '../support/running.ts'

test('handOver() without a token is noted as Maskinporten\'s trouble, not the channel\'s', async t => {
  // Nobody listens on port 1.
  const { gateway } = await startPostbud(t, { idle: true, settings: { POSTBUD_MASKINPORTEN_URL: 'http://127.0.0.1:1' } })
  t.match(await gateway.rooms.handOver(anEnvelope(Buffer.from('package'))), { kind: 'retry', error: { code: 'ERR_MASKINPORTEN_UNAVAILABLE' } })
  const noted = (await gateway.health.all()).map(({ party, lastFailure }) => [party, lastFailure?.code])
  t.strictSame(noted, [['maskinporten', 'ERR_MASKINPORTEN_UNAVAILABLE']])
})
