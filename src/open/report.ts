// What is told of an opened file: plain data, ready to be printed or written as JSON. Contents of documents are never in it.
import { createHash, type X509Certificate } from 'node:crypto'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { OpenedDocument, OpenedPackage } from './open-container.ts'
import type { ProvedJws } from './prove-jws.ts'

/** What a file turned out to be. `archived-message` and `archived-receipt` are of the retired XML format. */
export type FileKind = 'package' | 'container' | 'message' | 'receipt' | 'archived-message' | 'archived-receipt'

/** One certificate of the path by which a signer was proved. */
export interface CertificateReport {
  subject: string
  issuer: string
  organizationNumber?: OrganizationNumber
  /** Hexadecimal, as authorities write it. */
  serialNumber: string
  validFrom: string
  validTo: string
  /** Hexadecimal SHA-256 of its DER. */
  sha256: string
}

/** One document of a package. */
export interface DocumentReport {
  name: string
  title?: string
  mediaType: string
  bytes: number
  sha256: string
}

/** What a manifest says of the package as a whole. */
export interface ManifestReport {
  sender: OrganizationNumber
  invoiceReference?: string
  mailboxAddress?: string
  signingTime: string
}

/** All that is told of one file. Without proof there is a verdict and its reason, and nothing of the content. */
export interface FileReport {
  kind?: FileKind
  verdict: 'proved' | 'not-proved'
  /** The moment that certificates were judged for. */
  at: string
  file: { bytes: number, sha256: string }
  /** Only when a business message was at hand to compare with. */
  fingerprint?: 'matches'
  manifest?: ManifestReport
  documents?: DocumentReport[]
  /** What a message or receipt says, in our words. */
  message?: Readonly<Record<string, unknown>>
  signer?: { organizationNumber?: OrganizationNumber, name: string }
  /** Signer first, root last; alone when the signer itself is trusted. */
  certificates?: CertificateReport[]
  error?: { code: string, message: string }
}

/** Describes who signed, and by which path that is believed. */
export function describeSigner (
  { organizationNumber, certificate, chain }: ProvedJws['signer']
): { signer: NonNullable<FileReport['signer']>, certificates: CertificateReport[] } {
  return {
    signer: { ...organizationNumber !== undefined && { organizationNumber }, name: nameOf(certificate) },
    certificates: chain.map(describeCertificate)
  }
}

/** Describes a package's manifest and documents. */
export function describePackage (
  { sender, invoiceReference, mailboxAddress, signingTime, documents }: OpenedPackage
): { manifest: ManifestReport, documents: DocumentReport[] } {
  return {
    manifest: {
      sender,
      ...invoiceReference !== undefined && { invoiceReference },
      ...mailboxAddress !== undefined && { mailboxAddress },
      signingTime: signingTime.toISOString()
    },
    documents: documents.map(describeDocument)
  }
}

/** Size and digest of a file. */
export function describeBytes (bytes: Uint8Array): { bytes: number, sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function describeDocument ({ name, title, mediaType, content }: OpenedDocument): DocumentReport {
  return { name, ...title !== undefined && { title }, mediaType, ...describeBytes(content) }
}

function describeCertificate (certificate: X509Certificate): CertificateReport {
  const organizationNumber = organizationNumberOf(certificate)
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    ...organizationNumber !== undefined && { organizationNumber },
    serialNumber: certificate.serialNumber,
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase()
  }
}

/** Common name, or the whole subject of a certificate that has none. */
function nameOf (certificate: X509Certificate): string {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? oneLine(certificate.subject)
}

function oneLine (name: string): string {
  return name.split('\n').join(', ')
}
