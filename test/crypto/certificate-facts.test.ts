import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { certificateFacts } from '../../src/crypto/certificate-facts.ts'
import { readCertificates } from '../../src/crypto/pem.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { issueCertificate } from '../support/issue-certificate.ts'
import { publishedPackages, trustInOwnRoot } from '../support/published-packages.ts'
import { published } from '../support/shared.ts'
import { testParty } from '../support/test-certificates.ts'

test('certificateFacts() tells who may do what', async t => {
  const { certificate: leaf } = await issueCertificate()
  t.match(certificateFacts(leaf), { isAuthority: false, pathLength: undefined, usage: { signs: true, transportsKeys: false, issues: false } })
  const { certificate: authority } = await issueCertificate({ isAuthority: true, pathLength: 2 })
  t.match(certificateFacts(authority), { isAuthority: true, pathLength: 2, usage: { signs: false, transportsKeys: false, issues: true } })
})

test('certificateFacts() tells of critical extensions and of the signature', async t => {
  const { certificate } = await issueCertificate({ criticalOid: '1.2.3.4' })
  t.match(certificateFacts(certificate), { criticalExtensions: ['2.5.29.19', '2.5.29.15', '1.2.3.4'], signatureOid: '1.2.840.113549.1.1.11' })
})

test('certificateFacts() gives the subject in its order, by OID', async t => {
  const { certificate } = await testParty('sender')
  t.same(certificateFacts(certificate).subject, [
    { oid: '2.5.4.6', value: 'NO' }, { oid: '2.5.4.10', value: 'TESTKOMMUNE' }, { oid: '2.5.4.97', value: 'NTRNO-313000001' }, { oid: '2.5.4.3', value: 'TESTKOMMUNE' }
  ])
})

test('certificateFacts() gives the serial number as it stands in the DER', async t => {
  const { certificate } = await testParty('eboks')
  t.equal(BigInt(`0x${Buffer.from(certificateFacts(certificate).serialNumber).toString('hex')}`), BigInt(`0x${certificate.serialNumber}`))
})

test('certificateFacts() reads certificates of real issuers', async t => {
  for (const { zip } of publishedPackages(t)) {
    const { roots, intermediates = [] } = trustInOwnRoot((await readContainer(zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0))
    for (const certificate of [...roots, ...intermediates]) t.ok(certificateFacts(certificate).isAuthority)
  }
  const [root] = readCertificates(readFileSync(new URL('../../certs/roots/buypass-class-3-root-ca.pem', import.meta.url), 'utf8'))
  t.match(root && certificateFacts(root), { isAuthority: true, usage: { issues: true } })
})

test('certificateFacts() reads a certificate that restricts nothing as no authority, free in its use', t => {
  const file = published(t, 'dpi-json/komplette/eksempel-testcert.pem')
  const [certificate] = file === undefined ? [] : readCertificates(readFileSync(file, 'utf8'))
  if (certificate !== undefined) t.match(certificateFacts(certificate), { isAuthority: false, usage: undefined, criticalExtensions: [] })
  t.end()
})

test('certificateFacts() keeps what it read as long as the certificate', async t => {
  const { certificate } = await testParty('sender')
  t.equal(certificateFacts(certificate), certificateFacts(certificate))
})
