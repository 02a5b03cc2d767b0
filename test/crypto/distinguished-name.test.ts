import { spawnSync } from 'node:child_process'
import { test } from 'tap'
import { certificateFacts } from '../../src/crypto/certificate-facts.ts'
import { distinguishedName } from '../../src/crypto/distinguished-name.ts'
import { issueCertificate } from '../support/issue-certificate.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { testParty } from '../support/test-certificates.ts'

test('distinguishedName() writes the last part first', async t => {
  const { certificate } = await testParty('sender')
  t.equal(distinguishedName(certificateFacts(certificate).issuer), 'CN=Postbud Test Enterprise CA,O=Postbud Test,C=NO')
})

test('distinguishedName() writes a type without a short name as OID and DER', async t => {
  const { certificate } = await issueCertificate({ subject: [{ C: ['NO'] }, { '2.5.4.97': ['NTRNO-1'] }] })
  t.equal(distinguishedName(certificateFacts(certificate).issuer), '2.5.4.97=#13074e54524e4f2d31,C=NO')
})

test('distinguishedName() escapes as OpenSSL does', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { certificate } = await issueCertificate({ subject: [{ O: ['Fisk, Fugl & "Co" <x>; a+b'] }, { CN: [' 1 \\ end '] }] })
  const { stdout } = spawnSync('openssl', ['x509', '-noout', '-issuer', '-nameopt', 'RFC2253'], { input: certificate.toString() })
  t.equal(`issuer=${distinguishedName(certificateFacts(certificate).issuer)}`, stdout.toString().trimEnd())
})
