import { test } from 'tap'
import type { Keyring } from '../../src/certificates/keyring.ts'
import { lookAtKeys, type KeysFinding } from '../../src/certificates/look-at-keys.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { issueCertificate, signerOf } from '../support/issue-certificate.ts'

const sender = '313000001'
const signer = signerOf(await issueCertificate({ validTo: '2026-12-31T00:00:00Z' }))

async function looked (now: string, fault?: GatewayError): Promise<KeysFinding> {
  const keyring: Pick<Keyring, 'all' | 'demandUsable'> = {
    all: async () => [{ sender, fingerprint: 'a'.repeat(64), role: 'current', signer }],
    demandUsable: async () => { if (fault !== undefined) throw fault }
  }
  return lookAtKeys({ ...unused, ...keyring }, sender, new Date(now))
}

const unused: Keyring = {
  senders: () => [], returnAddressOf: () => undefined, all: async () => [], signingKey: async () => { throw new Error('unused') },
  sealingKey: async () => { throw new Error('unused') },
  demandUsable: async () => {}, look: async () => {}, close: async () => {}
}

test('lookAtKeys() tells the days left, with a repair from 90 on', async t => {
  t.strictSame(await looked('2026-06-01T00:00:00Z'), { level: 'ok', detail: 'current aaaaaaaa: 213 days left' })
  t.match(await looked('2026-11-01T00:00:00Z'), { level: 'warning', repair: /Order/ })
  t.match(await looked('2026-12-10T00:00:00Z'), { level: 'warning', repair: /rehearse/ })
  t.match(await looked('2026-12-28T00:00:00Z'), { level: 'failure', repair: /today/ })
})

test('lookAtKeys() tells a fault that days do not show', async t => {
  const fault = new GatewayError('ERR_SEAL_CERTIFICATE_REVOKED', 'Cannot sign with the enterprise certificate: it is revoked')
  t.match(await looked('2026-06-01T00:00:00Z', fault), { level: 'failure', detail: /ERR_SEAL_CERTIFICATE_REVOKED/ })
})

test('lookAtKeys() tells of a sender without a certificate', async t => {
  t.match(await lookAtKeys(unused, sender, new Date()), { level: 'failure', detail: 'there is none' })
})
