import 'reflect-metadata'
import { KeyObject, X509Certificate, webcrypto } from 'node:crypto'
import {
  AuthorityInfoAccessExtension, BasicConstraintsExtension, CRLDistributionPointsExtension, CertificatePolicyExtension, ExtendedKeyUsageExtension,
  Extension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator, cryptoProvider, type JsonName
} from '@peculiar/x509'
import { signerFromPem, type Signer } from '../../src/crypto/signer.ts'

const usages: Record<'sign' | 'transport' | 'issue' | 'judge', KeyUsageFlags> = {
  sign: KeyUsageFlags.digitalSignature,
  transport: KeyUsageFlags.keyEncipherment,
  issue: KeyUsageFlags.keyCertSign,
  judge: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
}

/** What a made certificate shall be like. Default: a leaf, valid in 2026, that may sign. */
export interface IssueOptions {
  subject?: JsonName
  issuer?: Issued
  isAuthority?: boolean
  pathLength?: number
  usage?: keyof typeof usages
  validFrom?: string
  validTo?: string
  bits?: number
  exponent?: number[]
  hash?: string
  criticalOid?: string
  /** For a key that lies elsewhere, such as in a token: the keys that come back are not the certificate's then. */
  publicKey?: KeyObject
  /** Extended key usage, dotted. */
  purposes?: string[]
  policies?: string[]
  listUrls?: string[]
  ocspUrls?: string[]
}

/** A made certificate with its keys. */
export interface Issued {
  certificate: X509Certificate
  key: KeyObject
  keys: webcrypto.CryptoKeyPair
  subject: JsonName
}

/** Issues a certificate, good or bad, for tests of what we believe. Without an issuer it signs itself. */
export async function issueCertificate (options: IssueOptions = {}): Promise<Issued> {
  cryptoProvider.set(webcrypto)
  const { isAuthority = false, subject = [{ CN: [isAuthority ? 'An Authority' : 'A Leaf'] }] } = options
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: options.hash ?? 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(
    { ...algorithm, modulusLength: options.bits ?? 2048, publicExponent: new Uint8Array(options.exponent ?? [1, 0, 1]) }, true, ['sign', 'verify'])
  const made = await X509CertificateGenerator.create({
    subject,
    issuer: options.issuer?.subject ?? subject,
    notBefore: new Date(options.validFrom ?? '2026-01-01T00:00:00Z'),
    notAfter: new Date(options.validTo ?? '2026-12-31T00:00:00Z'),
    publicKey: options.publicKey?.toCryptoKey(algorithm, true, ['verify']) ?? keys.publicKey,
    signingKey: options.issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(isAuthority, options.pathLength, true),
      new KeyUsagesExtension(usages[options.usage ?? (isAuthority ? 'issue' : 'sign')], true),
      ...options.criticalOid === undefined ? [] : [new Extension(options.criticalOid, true, new Uint8Array([5, 0]))],
      ...options.purposes === undefined ? [] : [new ExtendedKeyUsageExtension(options.purposes)],
      ...options.policies === undefined ? [] : [new CertificatePolicyExtension(options.policies)],
      ...options.listUrls === undefined ? [] : [new CRLDistributionPointsExtension(options.listUrls)],
      ...options.ocspUrls === undefined ? [] : [new AuthorityInfoAccessExtension({ ocsp: options.ocspUrls })]
    ]
  })
  return { certificate: new X509Certificate(Buffer.from(made.rawData)), key: KeyObject.from(keys.privateKey), keys, subject }
}

/** A root and a leaf below it. */
export async function issueChain (leaf: IssueOptions = {}, root: IssueOptions = {}): Promise<{ root: Issued, leaf: Issued }> {
  const made = await issueCertificate({ isAuthority: true, subject: [{ CN: ['A Root'] }], ...root })
  return { root: made, leaf: await issueCertificate({ issuer: made, ...leaf }) }
}

/** A signer made of issued certificates, its own first. */
export function signerOf (leaf: Issued, ...others: Issued[]): Signer {
  return signerFromPem(leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString(), [leaf, ...others].map(one => one.certificate.toString()).join(''))
}
