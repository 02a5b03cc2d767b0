// Letter to document package (*dokumentpakke*): manifest, signature, container and encryption, streamed from the stored documents.
import { createHash, type X509Certificate } from 'node:crypto'
import { Readable } from 'node:stream'
import { cmsBytes, encryptCms, type RandomBytes } from '../crypto/encrypt-cms.ts'
import { readCertificates } from '../crypto/pem.ts'
import { citizenProfile } from '../crypto/seal-profile.ts'
import { signXades } from '../crypto/sign-xades.ts'
import type { Signer } from '../crypto/signer.ts'
import type { SendChoice } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter, LetterDocument } from '../letter/letter.ts'
import { writeCanonicalXml } from '../xml/canonical-writer.ts'
import { checkedDocument } from './checked-document.ts'
import { containerName } from './container-name.ts'
import { signingOrganization, wireOrganization } from './organization.ts'
import { manifestTree } from './wire.ts'
import { planEntry, writeZip, zipBytes, type ZipSource } from './zip.ts'

/** What a package is made of. */
export interface SealInput {
  letter: Letter
  /** Whom it is encrypted to, and for a mailbox its address. */
  choice: SendChoice
  signer: Signer
  /** Gives a stored document from its start. May be called more than once for one document. */
  documents: (document: LetterDocument) => AsyncIterable<Uint8Array>
  signingTime: Date
  random: RandomBytes
}

/** Where the package goes. Must take all of it or fail, and must keep nothing when the chunks end in an error. */
export type PackageSink = (chunks: AsyncIterable<Uint8Array>) => Promise<void>

/** What is known of a sealed package. */
export interface SealedPackage {
  /** Base64 SHA-256 of the encrypted package (*dokumentpakkefingeravtrykk*). */
  fingerprint: string
  packageBytes: number
}

/** Below the 50 MB of the infrastructure, as others keep it (dpi-json §9). */
const maxPackageBytes = 45_000_000
const containerType = 'application/vnd.etsi.asic-e+zip'
/** The rest is compressed by its own format, or so small that it does not matter. */
const compressibleTypes = /^text\/|xml$|^application\/msword$|opendocument\.(?:spreadsheet|presentation|graphics)$/

/**
 * Seals a letter for one receiver and streams it into the sink.
 *
 * The signature is made from the digests that were taken when the letter was accepted, so it is written before the documents are read; each
 * document is checked against its digest on its way, and a changed one breaks the stream.
 *
 * @throws {GatewayError} `ERR_SEAL_DOCUMENT_CHANGED`, `ERR_SEAL_TOO_LARGE`, `ERR_SEAL_CERTIFICATE`
 */
export async function sealPackage (input: SealInput, sink: PackageSink): Promise<SealedPackage> {
  const certificate = recipientCertificate(input.choice, input.signingTime)
  signingOrganization(input.signer)
  const entries = await Promise.all((await containerFiles(input)).map(planEntry))
  const contentBytes = zipBytes(entries)
  const packageBytes = cmsBytes(contentBytes, certificate)
  if (packageBytes > maxPackageBytes) throw tooLarge(packageBytes)
  const encrypted = encryptCms(writeZip(entries, input.signingTime), contentBytes, certificate, input.random)
  return { fingerprint: await sendHashed(encrypted, packageBytes, sink), packageBytes }
}

function recipientCertificate (choice: SendChoice, at: Date): X509Certificate {
  const who = `the certificate of ${choice.receiver}`
  try {
    const [certificate] = readCertificates(choice.certificate.pem)
    if (certificate !== undefined && at >= certificate.validFromDate && at <= certificate.validToDate) {
      cmsBytes(0, certificate) // throws for a key or name that encryption cannot use
      return certificate
    }
  } catch (error) {
    throw new GatewayError('ERR_SEAL_CERTIFICATE', `Cannot encrypt: ${who} cannot be used`, { cause: error })
  }
  throw new GatewayError('ERR_SEAL_CERTIFICATE', `Cannot encrypt: ${who} is not valid at this time`)
}

/** In the order in which readers like them: type first and stored, then what describes, then what is described, then the proof. */
async function containerFiles (input: SealInput): Promise<ZipSource[]> {
  const manifest = Buffer.from(manifestXml(input))
  const named = input.letter.documents.map(document => ({ document, name: containerName(document) }))
  const signatures = await signXades([
    { name: 'manifest.xml', mediaType: 'application/xml', digest: createHash(citizenProfile.digest.name).update(manifest).digest() },
    ...named.map(({ document, name }) => ({ name, mediaType: document.mediaType, digest: Buffer.from(document.sha256, 'hex') }))
  ], input.signer, input.signingTime)
  return [
    fixedFile('mimetype', Buffer.from(containerType)),
    fixedFile('manifest.xml', manifest),
    ...named.map(({ document, name }) => ({
      name,
      bytes: document.bytes,
      isCompressible: compressibleTypes.test(document.mediaType),
      open: () => checkedDocument(document, input.documents(document))
    })),
    fixedFile('META-INF/signatures.xml', signatures)
  ]
}

function manifestXml ({ letter, choice }: SealInput): string {
  return '<?xml version="1.0" encoding="UTF-8"?>' + writeCanonicalXml(manifestTree({
    sender: wireOrganization(letter.sender),
    mailboxAddress: choice.kind === 'mailbox' ? choice.mailboxAddress : undefined,
    language: letter.language,
    documents: letter.documents.map(document => ({ name: containerName(document), mediaType: document.mediaType, title: document.title }))
  }))
}

function fixedFile (name: string, content: Buffer): ZipSource {
  return { name, bytes: content.length, isCompressible: false, open: () => Readable.from([content]) }
}

/** Also makes sure that the sink took all: a fingerprint of half a package would be a lie. */
async function sendHashed (chunks: AsyncIterable<Uint8Array>, packageBytes: number, sink: PackageSink): Promise<string> {
  const hash = createHash(citizenProfile.digest.name)
  let taken = 0
  await sink((async function* () {
    for await (const chunk of chunks) {
      hash.update(chunk)
      taken += chunk.length
      yield chunk
    }
  })())
  if (taken !== packageBytes) throw new RangeError(`Cannot seal: the sink took ${taken} of ${packageBytes} bytes`)
  return hash.digest('base64')
}

function tooLarge (bytes: number): GatewayError {
  return new GatewayError('ERR_SEAL_TOO_LARGE', `Cannot seal: the package is ${bytes} bytes and at most ${maxPackageBytes} may be sent`)
}
