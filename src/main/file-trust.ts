// Whom the file commands believe: a file of certificates sorted by what each can be, or what the gateway itself believes.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { X509Certificate } from 'node:crypto'
import type { Settings } from '../config.ts'
import { certificateFacts } from '../crypto/certificate-facts.ts'
import { readCertificates } from '../crypto/pem.ts'
import type { Trust } from '../crypto/trust.ts'

/**
 * Reads trust from a PEM file. Self-signed authorities are roots, other authorities help to find the way, and a certificate that is no
 * authority is a signer to be believed by itself, as archives need whose authorities are gone.
 *
 * @throws {TypeError} if a file cannot be read
 */
export async function readTrust (file: string): Promise<Trust> {
  const certificates = await readPem(file)
  const authorities = certificates.filter(isAuthority)
  return {
    roots: authorities.filter(isSelfIssued),
    intermediates: authorities.filter(one => !isSelfIssued(one)),
    signers: certificates.filter(one => !isAuthority(one))
  }
}

/** What the gateway of these settings believes; without settings the sandbox's authorities, if they were made. Never a single signer. */
export async function defaultTrust (settings: Settings): Promise<Trust> {
  const files = settings.POSTBUD_TRUST_FILE === undefined
    ? ['root.pem', 'intermediate.pem'].map(name => join(settings.POSTBUD_CERTS_DIR, name))
    : [settings.POSTBUD_TRUST_FILE]
  const all = await Promise.all(files.map(readTrust))
  return { roots: all.flatMap(({ roots }) => roots), intermediates: all.flatMap(({ intermediates }) => intermediates ?? []) }
}

async function readPem (file: string): Promise<readonly X509Certificate[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  try {
    return readCertificates(text)
  } catch {
    throw new TypeError(`Cannot read "${file}": it holds no certificates in PEM; name another with --trust`)
  }
}

function isAuthority (certificate: X509Certificate): boolean {
  return certificateFacts(certificate).isAuthority
}

function isSelfIssued (certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer
}
