// Keys and roots: our enterprise certificate, and whom we trust.
import type { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../config.ts'
import { readCertificates } from '../crypto/pem.ts'
import { signerFromPem, type Signer } from '../crypto/signer.ts'
import type { Trust } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** What we sign with, and what we believe. */
export interface Custody {
  signer: Signer
  trust: Trust
}

/**
 * Reads the enterprise certificate with its key, and the roots. Without settings they are the test certificates.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` if a file is missing, `ERR_CONFIG_UNSAFE` if production is given a sandbox root
 */
export async function openCustody (settings: Settings): Promise<Custody> {
  const certificates = settings.POSTBUD_CERTS_DIR
  const key = await read(settings.POSTBUD_SIGNING_KEY_FILE ?? join(certificates, 'sender.key.pem'))
  const chain = await read(settings.POSTBUD_SIGNING_CHAIN_FILE ?? join(certificates, 'sender.chain.pem'))
  const trusted = settings.POSTBUD_TRUST_FILE === undefined ? ['root.pem', 'intermediate.pem'].map(name => join(certificates, name)) : [settings.POSTBUD_TRUST_FILE]
  const known = readCertificates((await Promise.all(trusted.map(read))).join('\n'))
  const roots = known.filter(isRoot)
  if (settings.POSTBUD_MODE === 'production' && roots.some(root => /postbud/i.test(root.subject))) {
    throw new GatewayError('ERR_CONFIG_UNSAFE', 'Cannot start in production: POSTBUD_TRUST_FILE holds a sandbox root')
  }
  return { signer: signerFromPem(key, chain), trust: { roots, intermediates: known.filter(certificate => !isRoot(certificate)) } }
}

/** A receipt carries its signer's certificate alone (dpi-json §3), so the issuers between must be at hand beside the roots. */
function isRoot (certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer
}

function read (file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG_INVALID', `Cannot read "${file}": make test certificates with "npx postbud certificates", or set the file`, { cause })
  })
}
