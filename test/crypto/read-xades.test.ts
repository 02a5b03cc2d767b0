import { createHash, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test, type Test } from 'tap'
import { readXades, type ClaimedSignature } from '../../src/crypto/read-xades.ts'
import { signXades } from '../../src/crypto/sign-xades.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { inNewYork } from '../support/in-new-york.ts'
import { publishedPackages } from '../support/published-packages.ts'
import { published } from '../support/shared.ts'
import { testParty } from '../support/test-certificates.ts'

const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** Judges the two steps that depend on the canonical form, with node:crypto alone. */
function judge (t: Test, { signedInfo, value, properties, certificates, signer }: ClaimedSignature): void {
  const certificate = certificates.find(one => BigInt(`0x${one.serialNumber}`) === signer.serialNumber)
  t.ok(certificate && verify('sha256', signedInfo, certificate.publicKey, value), 'SignedInfo')
  t.ok(createHash('sha256').update(properties.bytes).digest().equals(properties.digest.value), 'SignedProperties')
  t.ok(certificate && createHash('sha1').update(certificate.raw).digest().equals(signer.digest.value), 'CertDigest')
}

test('readXades() takes the published signatures apart so that they can be verified', async t => {
  for (const { zip, name } of publishedPackages(t)) {
    const signature = readXades((await readContainer(zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0))
    t.same(signature.files.map(({ uri, digest }) => [uri, digest.method]), [['manifest.xml', sha256], [name === 'utskrift' ? 'my.pdf' : 'Test.txt', sha256]])
    t.equal(signature.certificates.length, 3)
    judge(t, signature)
  }
})

test('readXades() reads a signing time without offset as UTC, wherever the machine stands', async t => {
  inNewYork(t)
  const files = [{ name: 'a.txt', mediaType: 'text/plain', digest: createHash('sha256').update('a').digest() }]
  const signature = await signXades(files, (await testParty('sender')).signer, new Date('2026-11-21T12:34:56Z'))
  const without = Buffer.from(signature).toString().replace(/(<SigningTime>[^<]+)Z</, '$1<')
  t.notMatch(without, /Z<\/SigningTime>/)
  t.strictSame(readXades(Buffer.from(without)).signingTime, new Date('2026-11-21T12:34:56Z'))
})

test('readXades() reads Canonical XML 1.1 and the old container namespace, as the sample of 2014 has them', t => {
  const folder = published(t, 'classic-xml/samples/asice-2014/')
  if (folder !== undefined) {
    const signature = readXades(readFileSync(new URL('META-INF/signatures.xml', folder)))
    judge(t, signature)
    const document = createHash('sha256').update(readFileSync(new URL('hoveddokument.txt', folder))).digest()
    t.ok(signature.files.find(({ uri }) => uri === 'hoveddokument.txt')?.digest.value.equals(document))
    t.equal(signature.files.length, 6)
  }
  t.end()
})

test('readXades() reads the signature that the Java client\'s own test expects', t => {
  const file = published(t, 'classic-xml/samples/asic-java-client/expected-asic-signature.xml')
  if (file !== undefined) t.ok(readXades(readFileSync(file)).files.length > 0)
  t.end()
})

test('readXades() refuses what is no container signature', t => {
  for (const xml of ['<x/>', '<XAdESSignatures/>', '<XAdESSignatures xmlns="http://uri.etsi.org/02918/v1.2.1#"/>',
    '<XAdESSignatures xmlns="http://uri.etsi.org/02918/v1.2.1#"><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></XAdESSignatures>']) {
    t.throws(() => readXades(Buffer.from(xml)), { name: 'Error' }, xml)
  }
  t.end()
})
