import { cpSync } from 'node:fs'
import { test } from 'tap'
import { testAuthorityUrl } from '../../certs/make-test-certificates.ts'
import { aKeyring } from '../support/a-keyring.ts'
import { anEnvelope } from '../support/an-envelope.ts'
import { citizens } from '../support/client.ts'
import { startPostbud } from '../support/running.ts'
import { readStage } from '../support/stage.ts'

test('handOver() without a token is noted as Maskinporten\'s trouble, not the channel\'s', async t => {
  // Nobody listens on port 1.
  const { gateway } = await startPostbud(t, { idle: true, settings: { POSTBUD_MASKINPORTEN_URL: 'http://127.0.0.1:1' } })
  t.match(await gateway.rooms.handOver(anEnvelope(Buffer.from('package'))), { kind: 'retry', error: { code: 'ERR_MASKINPORTEN_UNAVAILABLE' } })
  const noted = (await gateway.health.all()).map(({ party, lastFailure }) => [party, lastFailure?.code])
  t.strictSame(noted, [['maskinporten', 'ERR_MASKINPORTEN_UNAVAILABLE']])
})

test('lookup() notes that a mailbox certificate was revoked which may only be encrypted to', async t => {
  const { folder, issue } = await aKeyring(t)
  cpSync(readStage().certificates, folder, { recursive: true })
  const { certificate } = await issue('eboks', { organization: '922020175', usage: 'transport', ocspUrls: [`${testAuthorityUrl}/ocsp`] })
  const running = await startPostbud(t, { idle: true, settings: { POSTBUD_CERTS_DIR: folder } })
  const body = JSON.stringify([{ certificate: certificate.serialNumber.toLowerCase(), reason: 'key-compromise' }])
  await fetch(`${running.sandboxUrl}/sandbox/revocations`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
  const [citizen] = await citizens(running, 'eboks-plain')
  const [known] = (await running.gateway.rooms.lookup([citizen?.nationalIdentityNumber ?? ''])).values()
  t.match(known?.contact?.mailbox?.certificate, { pem: certificate.toString(), isRevoked: true })
})
