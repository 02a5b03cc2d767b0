import { createHash } from 'node:crypto'
import { test } from 'tap'
import { certificateExtras } from '../../src/crypto/certificate-extras.ts'
import { issueCertificate } from '../support/issue-certificate.ts'
import { testParty } from '../support/test-certificates.ts'

test('certificateExtras() reads where a certificate can be asked about, and its policies', async t => {
  const { certificate, chain } = await testParty('eboks')
  t.match(certificateExtras(certificate), {
    policies: ['2.16.578.1.1.1.1.100'],
    purposes: undefined,
    listUrls: ['http://127.0.0.1:8090/ca/intermediate.crl'],
    ocspUrls: ['http://127.0.0.1:8090/ca/ocsp']
  })
  t.match(chain[1] && certificateExtras(chain[1]), { policies: [], listUrls: ['http://127.0.0.1:8090/ca/root.crl'], ocspUrls: [] })
})

test('certificateExtras() gives names and key as others digest them', async t => {
  const { certificate, chain } = await testParty('eboks')
  const [leaf, authority] = [certificateExtras(certificate), chain[1] && certificateExtras(chain[1])]
  t.ok(authority?.subject.equals(leaf.issuer))
  t.equal(leaf.serial.toString('hex').replace(/^00/, ''), certificate.serialNumber.toLowerCase())
  const spki = chain[1]?.publicKey.export({ type: 'pkcs1', format: 'der' }) ?? Buffer.alloc(0)
  t.equal(createHash('sha1').update(authority?.keyBits ?? '').digest('hex'), createHash('sha1').update(spki).digest('hex'))
})

test('certificateExtras() finds nothing where nothing is', async t => {
  t.match(certificateExtras((await issueCertificate()).certificate), { policies: [], purposes: undefined, listUrls: [], ocspUrls: [] })
})

test('certificateExtras() passes over addresses that are not plain HTTP', async t => {
  const listUrls = ['ldap://directory/cn=ca', 'file:///etc/passwd', 'http://user:secret@ca.example/a.crl', 'ca.crl', 'https://ca.example/a.crl']
  const { certificate } = await issueCertificate({ listUrls })
  t.strictSame(certificateExtras(certificate).listUrls, ['https://ca.example/a.crl'])
})

test('certificateExtras() stops at three addresses', async t => {
  const { certificate } = await issueCertificate({ listUrls: [1, 2, 3, 4, 5].map(number => `http://ca.example/${number}.crl`) })
  t.equal(certificateExtras(certificate).listUrls.length, 3)
})
