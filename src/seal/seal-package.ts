// Letter to document package (*dokumentpakke*): manifest, signature, container and encryption, streamed from the stored documents.
import { createHash, type X509Certificate } from 'node:crypto'
import { createCmsEnvelope, type RandomBytes } from '../crypto/cms-envelope.ts'
import { encrypt, type EncryptionJob } from '../crypto/encryption.ts'
import { citizenProfile, type WireFormat } from '../crypto/seal-profile.ts'
import { signXades } from '../crypto/sign-xades.ts'
import type { Signer } from '../crypto/signer.ts'
import type { SendChoice } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter, LetterDocument, OrganizationNumber } from '../letter/letter.ts'
import { writeCanonicalXml } from '../xml/canonical-writer.ts'
import { checkedDocument, documentChanged, measuredDocument } from './checked-document.ts'
import { containerName } from './container-name.ts'
import { signingOrganization, wireOrganization } from './organization.ts'
import { recipientCertificate } from './recipient-certificate.ts'
import { manifestTree } from './wire.ts'
import { planZip, type ZipPlan, type ZipSource } from './zip.ts'

/** What a package is made of. */
export interface SealInput {
  letter: Letter
  /** Whom it is encrypted to, and for a mailbox its address. */
  choice: SendChoice
  signer: Signer
  /**
   * Gives a stored document from its start. May be called more than once for one document. Of `passing` chunks, one of 65 536 bytes or more may
   * be gone when the next is asked for.
   */
  documents: (document: LetterDocument, chunks: 'kept' | 'passing') => AsyncIterable<Uint8Array>
  signingTime: Date
  random: RandomBytes
  /** The last word on the receiver's certificate: trusted, its own, not revoked. Default: it need only be usable. */
  judgeRecipient?: JudgeRecipient
}

/** Rejects unless a receiver's certificate may be encrypted to. */
export type JudgeRecipient = (certificate: X509Certificate, organization: OrganizationNumber) => Promise<void>

/**
 * Where the package goes. Must take all of it or fail, and must keep nothing when the chunks end in an error. A chunk is gone when the next one
 * is asked for: who wants to keep it copies it.
 */
export type PackageSink = (chunks: AsyncIterable<Uint8Array>) => Promise<void>

/** What is known of a sealed package. */
export interface SealedPackage {
  /** Base64 SHA-256 of the encrypted package (*dokumentpakkefingeravtrykk*). */
  fingerprint: string
  packageBytes: number
}

/** Below the 50 MB of the infrastructure, as others keep it (dpi-json §9). */
const maxPackageBytes = 45_000_000
const format: WireFormat = 'dpi-json'
const containerType = 'application/vnd.etsi.asic-e+zip'
/** The rest is compressed by its own format, or so small that it does not matter. */
const compressibleTypes = /^text\/|xml$|^application\/msword$|opendocument\.(?:spreadsheet|presentation|graphics)$/

/**
 * Seals a letter for one receiver and streams it into the sink.
 *
 * The signature is made from the digests that were taken when the letter was accepted, so it is written before the documents are read; each
 * document is checked against its digest on its way, and a changed one breaks the stream.
 *
 * @throws {GatewayError} `ERR_SEAL_DOCUMENT_CHANGED`, `ERR_SEAL_TOO_LARGE`, `ERR_SEAL_CERTIFICATE`, and whatever `judgeRecipient` rejects with
 */
export async function sealPackage (input: SealInput, sink: PackageSink): Promise<SealedPackage> {
  const certificate = recipientCertificate(input.choice, input.signingTime)
  signingOrganization(input.signer)
  await input.judgeRecipient?.(certificate, input.choice.receiver)
  const zip = await planZip(await containerFiles(input), input.signingTime)
  const envelope = createCmsEnvelope(zip.bytes, certificate, input.random)
  if (envelope.bytes > maxPackageBytes) throw tooLarge(envelope.bytes)
  const fingerprint = await encryptInto(sink, input, { ...envelope, format, parts: zip.parts }, zip)
  return { fingerprint, packageBytes: envelope.bytes }
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
    { name: 'mimetype', content: Buffer.from(containerType) },
    { name: 'manifest.xml', content: manifest },
    ...named.map(({ document, name }) => documentFile(input, document, name)),
    { name: 'META-INF/signatures.xml', content: signatures }
  ]
}

/**
 * A stored document is proved where it is encrypted; a compressed one cannot be, so it is proved where it is read, and its chunks stay: the
 * compressor, on a thread of its own, does not say when it has done with one.
 */
function documentFile (input: SealInput, document: LetterDocument, name: string): ZipSource {
  const isCompressible = compressibleTypes.test(document.mediaType)
  const open = isCompressible
    ? () => checkedDocument(document, input.documents(document, 'kept'))
    : () => measuredDocument(document, input.documents(document, 'passing'))
  const { bytes, crc32 } = document
  return { name, isCompressible, bytes, crc32, digest: document.sha256, open }
}

function manifestXml ({ letter, choice }: SealInput): string {
  return '<?xml version="1.0" encoding="UTF-8"?>' + writeCanonicalXml(manifestTree({
    sender: wireOrganization(letter.sender),
    invoiceReference: letter.invoiceReference,
    mailboxAddress: choice.kind === 'mailbox' ? choice.mailboxAddress : undefined,
    language: letter.language,
    documents: letter.documents.map(document => ({ name: containerName(document), mediaType: document.mediaType, title: document.title }))
  }))
}

/** Also makes sure that the sink took all: a fingerprint of half a package would be a lie. */
async function encryptInto (sink: PackageSink, { letter }: SealInput, job: EncryptionJob, zip: ZipPlan): Promise<string> {
  let fingerprint: string | undefined
  await sink(encrypt(job, zip.write(), encrypted => {
    const changed = letter.documents.find(document => encrypted.changedParts.some(part => job.parts[part]?.digest === document.sha256))
    if (changed !== undefined) throw documentChanged(changed)
    fingerprint = encrypted.fingerprint
  }))
  if (fingerprint === undefined) throw new RangeError('Cannot seal: the sink did not take the whole package')
  return fingerprint
}

function tooLarge (bytes: number): GatewayError {
  return new GatewayError('ERR_SEAL_TOO_LARGE', `Cannot seal: the package is ${bytes} bytes and at most ${maxPackageBytes} may be sent`)
}
