import { X509Certificate } from 'node:crypto'
import type { RecipientCertificate } from '../../letter/recipient-facts.ts'

/**
 * Reads a receiver's certificate as KRR writes it: with or without PEM armour, with or without line breaks. Of several, the first is the receiver's.
 *
 * Whether it is valid now is route/'s question; an unreadable one is absent, because nothing can be encrypted to it.
 */
export function readCertificate (text: string): RecipientCertificate | undefined {
  const base64 = /-----BEGIN CERTIFICATE-----([^-]*)-----END/.exec(text)?.[1] ?? text
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'))
    return { pem: certificate.toString(), validFrom: certificate.validFromDate, validTo: certificate.validToDate }
  } catch {
    return undefined
  }
}
