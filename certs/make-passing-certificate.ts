// A receiver that exists for one rehearsal: its key is never written anywhere.
import 'reflect-metadata'
import { KeyObject, webcrypto } from 'node:crypto'
import { X509CertificateGenerator, cryptoProvider } from '@peculiar/x509'

/** A certificate somebody can encrypt to, and the key that opens it. */
export interface PassingCertificate {
  pem: string
  key: KeyObject
}

const dayMs = 24 * 60 * 60 * 1000

/** Makes a certificate that signs itself, valid the day around `at`. */
export async function makePassingCertificate (at: Date): Promise<PassingCertificate> {
  cryptoProvider.set(webcrypto)
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Postbud rehearsal',
    notBefore: new Date(at.getTime() - dayMs),
    notAfter: new Date(at.getTime() + dayMs),
    keys,
    signingAlgorithm: algorithm
  })
  return { pem: certificate.toString('pem'), key: KeyObject.from(keys.privateKey) }
}
