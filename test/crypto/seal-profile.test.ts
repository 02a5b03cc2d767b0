import { getCipherInfo, getHashes } from 'node:crypto'
import { test } from 'tap'
import { citizenProfile } from '../../src/crypto/seal-profile.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { folderOf, runTool } from '../support/run-tool.ts'

test('the profile names digests and a cipher that node:crypto has, with their true sizes', t => {
  const { digest, certificateDigest, signature, keyTransport, contentEncryption: { cipher, keyBytes, ivBytes, blockBytes } } = citizenProfile
  for (const name of [digest.name, certificateDigest.name, signature.digest, keyTransport.digest]) t.ok(getHashes().includes(name), name)
  t.match(getCipherInfo(cipher), { mode: 'cbc', keyLength: keyBytes, ivLength: ivBytes, blockSize: blockBytes })
  t.end()
})

test('the profile\'s object identifiers mean what its names say', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { keyTransport, contentEncryption } = citizenProfile
  const names = { [keyTransport.oid]: 'rsaesOaep', [keyTransport.maskOid]: 'mgf1', [keyTransport.digestOid]: keyTransport.digest, [contentEncryption.oid]: contentEncryption.cipher }
  const folder = await folderOf(t, [])
  for (const [oid, name] of Object.entries(names)) {
    const { text } = runTool(folder, 'openssl', 'asn1parse', '-genstr', `OID:${oid}`)
    t.match(text.toLowerCase(), `:${name.toLowerCase()}`)
  }
})

test('the profile is what receivers read today (dpi-json §9)', t => {
  t.match(citizenProfile, {
    containerNamespace: 'http://uri.etsi.org/02918/v1.2.1#',
    digest: { name: 'sha256', uri: 'http://www.w3.org/2001/04/xmlenc#sha256', bytes: 32 },
    certificateDigest: { uri: 'http://www.w3.org/2000/09/xmldsig#sha1' },
    canonicalization: { uri: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' },
    signature: { uri: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', jws: 'RS256' },
    contentEncryption: { cipher: 'aes-256-cbc' }
  })
  t.end()
})
