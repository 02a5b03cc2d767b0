import { X509Certificate } from 'node:crypto'
import type { RecipientCertificate } from '../../letter/recipient-facts.ts'

/**
 * Reads a receiver's certificate as KRR writes it: with or without PEM armour, with or without line breaks.
 *
 * Whether it is valid now is route/'s question; an unreadable one is absent, because nothing can be encrypted to it.
 */
export function readCertificate (text: string): RecipientCertificate | undefined {
  const base64 = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '')
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'))
    return { pem: certificate.toString(), validFrom: new Date(certificate.validFrom), validTo: new Date(certificate.validTo) }
  } catch {
    return undefined
  }
}
