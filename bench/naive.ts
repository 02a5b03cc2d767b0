// What one writes first: the popular libraries, plain buffers, everything on one thread. Measured only, never used.
import { createHash, sign } from 'node:crypto'
import forge from 'node-forge'
import { SignedXml } from 'xml-crypto'
import { ZipFile } from 'yazl'
import type { BenchKeys, BenchLetter } from './bench-case.ts'

/** One naive way to seal a letter. */
export type NaiveWay = (letter: BenchLetter, keys: BenchKeys) => Promise<void>

/** xml-crypto signing with node-forge CMS, then node-forge for everything. */
export const naiveWays: readonly NaiveWay[] = [withXmlCrypto, withForgeAlone]

const signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const digestAlgorithm = 'http://www.w3.org/2001/04/xmlenc#sha256'
const canonicalization = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'

async function withXmlCrypto ({ pdf, attempt, accessToken }: BenchLetter, keys: BenchKeys): Promise<void> {
  const manifest = Buffer.from(manifestXml())
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64')
  const signed = new SignedXml({
    privateKey: keys.signingKey, publicCert: keys.signingChain, signatureAlgorithm, canonicalizationAlgorithm: canonicalization
  })
  signed.addReference({ xpath: '//*[local-name(.)="SignedProperties"]', digestAlgorithm, transforms: [canonicalization] })
  signed.computeSignature(propertiesXml(digest(manifest), digest(pdf)))
  const container = await zipOf(manifest, pdf, Buffer.from(signed.getSignedXml()))
  const message = messageOf(attempt.messageId, digest(forgeCms(container, keys)), accessToken)
  sign('sha256', Buffer.from(message), keys.signingKey).toString('base64url')
}

async function withForgeAlone ({ pdf, attempt, accessToken }: BenchLetter, keys: BenchKeys): Promise<void> {
  const manifest = Buffer.from(manifestXml())
  const digest = (bytes: Buffer): string => forge.util.encode64(forge.md.sha256.create().update(bytes.toString('binary')).digest().getBytes())
  const properties = propertiesXml(digest(manifest), digest(pdf))
  const signature = forgeSign(properties, keys)
  const container = await zipOf(manifest, pdf, Buffer.from(properties + signature))
  forgeSign(messageOf(attempt.messageId, digest(forgeCms(container, keys)), accessToken), keys)
}

function forgeSign (text: string, keys: BenchKeys): string {
  return forge.util.encode64(forge.pki.privateKeyFromPem(keys.signingKey).sign(forge.md.sha256.create().update(text, 'utf8')))
}

function forgeCms (container: Buffer, keys: BenchKeys): Buffer {
  const envelope = forge.pkcs7.createEnvelopedData()
  envelope.addRecipient(forge.pki.certificateFromPem(keys.recipient))
  envelope.content = forge.util.createBuffer(container.toString('binary'))
  envelope.encrypt(undefined, forge.pki.oids['aes256-CBC'])
  return Buffer.from(forge.asn1.toDer(envelope.toAsn1()).getBytes(), 'binary')
}

async function zipOf (manifest: Buffer, pdf: Buffer, signatures: Buffer): Promise<Buffer> {
  const zip = new ZipFile()
  zip.addBuffer(manifest, 'manifest.xml', { compress: false })
  zip.addBuffer(pdf, 'document-0.pdf', { compress: false })
  zip.addBuffer(signatures, 'META-INF/signatures.xml', { compress: false })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function manifestXml (): string {
  return '<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="http://begrep.difi.no/sdp/schema_v10"><avsender>'
    + '<organisasjon authority="iso6523-actorid-upis">0192:313000001</organisasjon></avsender><hoveddokument href="document-0.pdf" '
    + 'mime="application/pdf"><tittel lang="nb">Letter</tittel></hoveddokument></manifest>'
}

/** The digests of the files stand in what is signed, so that the signature covers them. */
function propertiesXml (...digests: string[]): string {
  return '<XAdESSignatures xmlns="http://uri.etsi.org/02918/v1.2.1#"><SignedProperties xmlns="http://uri.etsi.org/01903/v1.3.2#" '
    + `Id="SignedProperties"><SigningTime>${new Date().toISOString()}</SigningTime>`
    + digests.map(digest => `<DigestValue>${digest}</DigestValue>`).join('') + '</SignedProperties></XAdESSignatures>'
}

function messageOf (messageId: string, fingerprint: string, accessToken: string): string {
  return JSON.stringify({ messageId, fingerprint, accessToken })
}
