import type { X509Certificate } from 'node:crypto'
import { checkRecipient } from '../crypto/cms-envelope.ts'
import { readCertificates } from '../crypto/pem.ts'
import type { SendChoice } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'

interface Recipient { certificate: X509Certificate, from: number, to: number }

/** Receivers are a handful of operators, so reading their certificates once is enough. */
const known = new Map<string, Recipient>()
const maxKnown = 100

/**
 * The certificate a package is encrypted to.
 *
 * @throws {GatewayError} `ERR_SEAL_CERTIFICATE` if it cannot be used, or not at this time
 */
export function recipientCertificate (choice: SendChoice, at: Date): X509Certificate {
  const recipient = known.get(choice.certificate.pem) ?? remember(choice)
  if (recipient === undefined || at.getTime() < recipient.from || at.getTime() > recipient.to) {
    throw new GatewayError('ERR_SEAL_CERTIFICATE', `Cannot encrypt: the certificate of ${choice.receiver} is not valid at this time`)
  }
  return recipient.certificate
}

function remember ({ receiver, certificate: { pem } }: SendChoice): Recipient | undefined {
  try {
    const [certificate] = readCertificates(pem)
    if (certificate === undefined) return undefined
    checkRecipient(certificate)
    const recipient = { certificate, from: certificate.validFromDate.getTime(), to: certificate.validToDate.getTime() }
    if (known.size >= maxKnown) known.clear()
    known.set(pem, recipient)
    return recipient
  } catch (error) {
    throw new GatewayError('ERR_SEAL_CERTIFICATE', `Cannot encrypt: the certificate of ${receiver} cannot be used`, { cause: error })
  }
}
