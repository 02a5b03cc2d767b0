import { test } from 'tap'
import { readCertificates } from '../../src/crypto/pem.ts'
import { testParty } from '../support/test-certificates.ts'

test('readCertificates() reads every armored certificate in its order', async t => {
  const { chain } = await testParty('sender')
  const read = readCertificates(`a comment\n${chain.map(one => one.toString()).join('\r\n')}`)
  t.same(read.map(one => one.fingerprint256), chain.map(one => one.fingerprint256))
})

test('readCertificates() reads bare Base64 of DER, with line breaks or without', async t => {
  const { certificate } = await testParty('sender')
  const base64 = certificate.raw.toString('base64')
  t.equal(readCertificates(base64)[0]?.fingerprint256, certificate.fingerprint256)
  t.equal(readCertificates(base64.replaceAll(/.{64}/g, '$&\n'))[0]?.fingerprint256, certificate.fingerprint256)
})

test('readCertificates() refuses what holds no certificate', t => {
  for (const pem of ['', 'æøå', 'AAAA', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----']) {
    t.throws(() => readCertificates(pem), { code: 'ERR_CRYPTO_MALFORMED', message: 'Cannot read the certificate: it is neither PEM nor Base64 of DER' })
  }
  t.end()
})
