import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import { readCertificates } from '../crypto/pem.ts'
import { signerFromPem, type Signer } from '../crypto/signer.ts'
import type { Trust } from '../crypto/trust.ts'
import type { OrganizationNumber } from '../letter/letter.ts'

/** One of those the sandbox stands in for. */
export interface Party {
  organization: OrganizationNumber
  /** Leaf first. */
  chain: readonly X509Certificate[]
  key: KeyObject
  signer: Signer
}

/** Names of the parties, as their files are called. */
export type PartyName = 'eboks' | 'digipost' | 'print' | 'maskinporten'

/** All of them, and whom they trust. */
export interface Parties extends Record<PartyName, Party> {
  trust: Trust
}

/**
 * Reads the keys and certificates of the parties from a folder made by certs/make-test-certificates.ts.
 *
 * @throws {Error} if a file is missing; the sandbox cannot start without
 */
export async function loadParties (folder: string): Promise<Parties> {
  const [root, intermediate] = await Promise.all(['root.pem', 'intermediate.pem'].map(async name => await readFile(join(folder, name), 'utf8')))
  const [eboks, digipost, print, maskinporten] = await Promise.all([
    loadParty(folder, 'eboks'), loadParty(folder, 'digipost'), loadParty(folder, 'print'), loadParty(folder, 'maskinporten')
  ])
  return { eboks, digipost, print, maskinporten, trust: { roots: readCertificates(root ?? ''), intermediates: readCertificates(intermediate ?? '') } }
}

async function loadParty (folder: string, name: PartyName): Promise<Party> {
  const [key, chain] = await Promise.all(['key.pem', 'chain.pem'].map(async end => await readFile(join(folder, `${name}.${end}`), 'utf8')))
  const certificates = readCertificates(chain ?? '')
  const organization = certificates[0] === undefined ? undefined : organizationNumberOf(certificates[0])
  if (organization === undefined) throw new TypeError(`Cannot use ${name}.chain.pem: its first certificate names no organization`)
  return { organization, chain: certificates, key: createPrivateKey(key ?? ''), signer: signerFromPem(key ?? '', chain ?? '') }
}
