// Keys and roots: the senders' enterprise certificates, and whom we trust.
import type { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { IsRevoked } from '../certificates/demand-usable.ts'
import { openKeyring, type Keyring } from '../certificates/keyring.ts'
import { readKeyring, type KeyEntry } from '../certificates/keyring-file.ts'
import { openEntry } from '../certificates/open-entry.ts'
import { ownVariable, type Settings } from '../config.ts'
import { readCertificates } from '../crypto/pem.ts'
import type { LoadKoffi } from '../crypto/custody/pkcs11.ts'
import type { Trust } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'

/** What we sign with, and what we believe. */
export interface Custody {
  keyring: Keyring
  trust: Trust
}

/** What custody asks of the rest of the gateway. All have defaults, for those who only want to look. */
export interface CustodyPorts {
  /** Certificates that were activated, by sender. Default none. */
  activated?: () => Promise<ReadonlyMap<OrganizationNumber, string>>
  /** Default: nobody knows. */
  isRevoked?: IsRevoked
  now?: () => Date
  /** Told when a changed keyring cannot be used. */
  onTrouble?: (error: unknown) => void
  loadKoffi?: LoadKoffi
}

/**
 * Opens the senders' keys, and reads the roots. Without settings they are the test certificates.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` if a file is missing or a key cannot be opened, `ERR_CONFIG_UNSAFE` if production is given a
 * sandbox root
 */
export async function openCustody (settings: Settings, ports: CustodyPorts = {}): Promise<Custody> {
  const trust = await readTrust(settings)
  const keyring = await openKeyring({
    readEntries: () => readEntries(settings),
    openEntry: entry => openEntry(entry, { ...ports, readFile: read, variable: ownVariable }),
    activated: ports.activated ?? (() => Promise.resolve(new Map())),
    isRevoked: ports.isRevoked ?? (() => Promise.resolve('unknown')),
    allowsUnknown: settings.POSTBUD_REVOCATION !== 'hard',
    now: ports.now ?? (() => new Date()),
    onTrouble: ports.onTrouble ?? (() => {})
  })
  if (keyring.senders().includes(settings.POSTBUD_SENDER)) return { keyring, trust }
  throw new GatewayError('ERR_CONFIG_INVALID', 'Cannot start: POSTBUD_SENDER is not a sender of the keyring')
}

/** The keyring file, or one entry made of the settings for a single sender. */
async function readEntries (settings: Settings): Promise<KeyEntry[]> {
  const { POSTBUD_KEYRING_FILE: file, POSTBUD_CERTS_DIR: certificates } = settings
  if (file !== undefined) return readKeyring((await read(file)).toString('utf8'), dirname(file))
  return [{
    sender: settings.POSTBUD_SENDER,
    role: 'current',
    driver: 'pem',
    keyFile: settings.POSTBUD_SIGNING_KEY_FILE ?? join(certificates, 'sender.key.pem'),
    chainFile: settings.POSTBUD_SIGNING_CHAIN_FILE ?? join(certificates, 'sender.chain.pem')
  }]
}

async function readTrust (settings: Settings): Promise<Trust> {
  const files = settings.POSTBUD_TRUST_FILE === undefined
    ? ['root.pem', 'intermediate.pem'].map(name => join(settings.POSTBUD_CERTS_DIR, name))
    : [settings.POSTBUD_TRUST_FILE]
  const known = readCertificates((await Promise.all(files.map(read))).join('\n'))
  const roots = known.filter(isRoot)
  if (settings.POSTBUD_MODE === 'production' && roots.some(root => /postbud/i.test(root.subject))) {
    throw new GatewayError('ERR_CONFIG_UNSAFE', 'Cannot start in production: POSTBUD_TRUST_FILE holds a sandbox root')
  }
  return { roots, intermediates: known.filter(certificate => !isRoot(certificate)) }
}

/** A receipt carries its signer's certificate alone (dpi-json §3), so the issuers between must be at hand beside the roots. */
function isRoot (certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer
}

function read (file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG_INVALID', `Cannot read "${file}": make test certificates with "npx postbud certificates make", or set the file`, { cause })
  })
}
