import type { X509Certificate } from 'node:crypto'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import type { Trust } from '../crypto/trust.ts'
import { verifyXades, type ProvedFiles } from '../crypto/verify-xades.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { readXml } from '../xml/read-xml.ts'
import { demandPolicy } from './demand-policy.ts'
import { notProved } from './not-proved.ts'
import { readContainer } from './read-container.ts'
import { readWireManifest, type WireManifest } from './wire.ts'

/** Whom to believe, and for which moment. */
export interface OpenOptions {
  trust: Trust
  at: Date
  /** Certificate policies, dotted, of which the signer of JSON or of a package must name one. Default: none is asked for. */
  policies?: readonly string[]
}

/** One document of a package. */
export interface OpenedDocument {
  name: string
  title?: string
  mediaType: string
  content: Uint8Array
}

/** A document package (*dokumentpakke*), every byte of it proved by its signer. */
export interface OpenedPackage {
  /** *Avsender* in the manifest. That the signer may speak for it is the caller's to judge: a data processor signs for others. */
  sender: OrganizationNumber
  /** What the sender wants named on its invoice (*fakturareferanse*). */
  invoiceReference?: string
  /** Absent for print. */
  mailboxAddress?: string
  /** Main document first. */
  documents: OpenedDocument[]
  signer: { organizationNumber: OrganizationNumber, certificate: X509Certificate, chain: readonly X509Certificate[] }
  /** As the signer says; nobody else has confirmed it. */
  signingTime: Date
}

const signaturesName = 'META-INF/signatures.xml'
const manifestName = 'manifest.xml'
/** No message was JSON before. A package judged for an earlier moment is of the format that ended, and of the policies of its time. */
const policiesCountSince = new Date('2021-01-01T00:00:00Z')

/**
 * Opens an ASiC-E container and proves it. Only proved bytes come out.
 *
 * @throws {GatewayError} `ERR_OPEN_UNREADABLE` for a broken container or manifest; `ERR_OPEN_NOT_PROVED`, in the same words whatever is
 * wrong, when there is not exactly one signature, by a signer we trust who is an organization, over every file outside `META-INF`
 */
export async function openContainer (zip: Uint8Array, options: OpenOptions): Promise<OpenedPackage> {
  const { files, signer, signingTime } = prove(await readContainer(zip), options)
  return { ...readManifest(files), signer, signingTime }
}

function prove (
  container: ReadonlyMap<string, Uint8Array>, { trust, at, policies }: OpenOptions
): Pick<ProvedFiles, 'files' | 'signingTime'> & Pick<OpenedPackage, 'signer'> {
  try {
    const signatures = Array.from(container.keys()).filter(name => /^META-INF\/.*signatures.*\.xml$/i.test(name))
    const signature = container.get(signaturesName)
    if (signature === undefined || signatures.length !== 1) throw new Error('there is not exactly one file of signatures')
    // The mimetype entry and META-INF are the container's own, and nothing is read from them (sdp-classic-xml §6).
    const files = new Map(Array.from(container).filter(([name]) => name !== 'mimetype' && !name.startsWith('META-INF/')))
    const { certificate, chain, ...rest } = verifyXades(signature, files, trust, at)
    if (at >= policiesCountSince) demandPolicy(certificate, trust, policies)
    const organizationNumber = organizationNumberOf(certificate)
    if (organizationNumber === undefined) throw new Error('the signer is no organization')
    return { ...rest, signer: { organizationNumber, certificate, chain } }
  } catch (error) {
    throw notProved(error)
  }
}

function readManifest (files: ReadonlyMap<string, Uint8Array>): Omit<OpenedPackage, 'signer' | 'signingTime'> {
  const { sender, invoiceReference, mailboxAddress, documents } = parseManifest(files.get(manifestName))
  if (sender === undefined) throw unreadable('its manifest names no sender')
  return {
    sender,
    ...invoiceReference !== undefined && { invoiceReference },
    ...mailboxAddress !== undefined && { mailboxAddress },
    documents: documents.map(({ name, mediaType, title }) => {
      const content = files.get(name ?? '')
      if (name === undefined || mediaType === undefined || content === undefined) throw unreadable('its manifest names a file that is not there')
      return { name, mediaType, content, ...title !== undefined && { title } }
    })
  }
}

function parseManifest (manifest: Uint8Array | undefined): WireManifest {
  if (manifest === undefined) throw unreadable('it has no manifest')
  let read: WireManifest | undefined
  try {
    read = readXml(manifest, readWireManifest)
  } catch (error) {
    throw unreadable('its manifest is damaged', error)
  }
  if (read === undefined) throw unreadable('its manifest is none')
  return read
}

function unreadable (why: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_OPEN_UNREADABLE', `Cannot read the package: ${why}`, { cause })
}
