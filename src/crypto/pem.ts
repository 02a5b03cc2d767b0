import { X509Certificate } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'

const armored = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** What was read lately: thousands of recipients share the certificate of their mailbox provider. */
const known = new Map<string, readonly X509Certificate[]>()
const mostKnown = 100

/**
 * Reads one or more certificates, in the order they stand.
 *
 * Registers write them both ways (protocol-notes §2.5): with PEM armor, or as one bare Base64 DER.
 *
 * @throws {GatewayError} `ERR_CRYPTO_MALFORMED` if there is none, or one cannot be read
 */
export function readCertificates (pem: string): readonly X509Certificate[] {
  const certificates = known.get(pem) ?? parse(pem)
  known.set(pem, certificates)
  const [oldest] = known.keys()
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  return certificates
}

function parse (pem: string): X509Certificate[] {
  const blocks = pem.match(armored) ?? [Buffer.from(pem.replaceAll(/\s/g, ''), 'base64')]
  try {
    return blocks.map(block => new X509Certificate(block))
  } catch (error) {
    throw new GatewayError('ERR_CRYPTO_MALFORMED', 'Cannot read the certificate: it is neither PEM nor Base64 of DER', { cause: error })
  }
}
