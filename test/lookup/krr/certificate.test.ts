import { test } from 'tap'
import { readCertificate } from '../../../src/lookup/krr/certificate.ts'
import { testParty } from '../../support/test-certificates.ts'

test('readCertificate() takes the first of a chain', async t => {
  const { chain, certificate } = await testParty('eboks')
  t.equal(readCertificate(chain.map(String).join(''))?.pem, certificate.toString())
})

test('readCertificate() reads the validity', async t => {
  const { certificate } = await testParty('eboks')
  t.match(readCertificate(certificate.raw.toString('base64')), { validFrom: certificate.validFromDate, validTo: certificate.validToDate })
})

test('readCertificate() gives nothing for what is none', t => {
  for (const text of ['', 'MIIB', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----', '-----BEGIN PRIVATE KEY-----', '{}']) {
    t.equal(readCertificate(text), undefined)
  }
  t.end()
})
