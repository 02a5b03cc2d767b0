// What Node.js does not tell of a certificate, read from its DER.
import type { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  BasicConstraints, Certificate, KeyUsage, KeyUsageFlags, id_ce_basicConstraints, id_ce_keyUsage, type Extension, type Name
} from '@peculiar/asn1-x509'
import { GatewayError, toGatewayError } from '../letter/gateway-error.ts'

/** Far above any certificate in use; keeps the parser from being handed something else. */
const maxCertificateBytes = 32_768

/** The parts of a certificate that rules look at. */
export interface CertificateFacts {
  isAuthority: boolean
  /** How many authorities may stand between this one and a leaf; undefined means any number. */
  pathLength: number | undefined
  /** Undefined when the certificate does not restrict its use. */
  usage: { signs: boolean, transportsKeys: boolean, issues: boolean, signsLists: boolean } | undefined
  /** How its issuer signed it. */
  signatureOid: string
  criticalExtensions: readonly string[]
  /** Subject attributes in their order, by OID. */
  subject: readonly { oid: string, value: string }[]
  issuer: Name
  /** DER content of the serial number. */
  serialNumber: ArrayBuffer
}

/** Kept as long as the certificate object: a signer's own is asked about for every letter. */
const known = new WeakMap<X509Certificate, CertificateFacts>()

/** Reads the facts. @throws {GatewayError} `ERR_CRYPTO_MALFORMED` if the DER is not a certificate */
export function certificateFacts (certificate: X509Certificate): CertificateFacts {
  const facts = known.get(certificate) ?? readFacts(certificate)
  known.set(certificate, facts)
  return facts
}

function readFacts (certificate: X509Certificate): CertificateFacts {
  try {
    if (certificate.raw.length > maxCertificateBytes) throw new RangeError(`a certificate of more than ${maxCertificateBytes} bytes`)
    const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(certificate.raw, Certificate)
    const extensions = Array.from<Extension>(tbsCertificate.extensions ?? [])
    const constraints = parsed(extensions, id_ce_basicConstraints, BasicConstraints)
    return {
      isAuthority: constraints?.cA ?? false,
      pathLength: constraints?.pathLenConstraint,
      usage: usageOf(parsed(extensions, id_ce_keyUsage, KeyUsage)),
      signatureOid: signatureAlgorithm.algorithm,
      criticalExtensions: extensions.filter(extension => extension.critical).map(extension => extension.extnID),
      subject: attributes(tbsCertificate.subject),
      issuer: checkedIssuer(certificate, tbsCertificate.issuer),
      serialNumber: tbsCertificate.serialNumber
    }
  } catch (error) {
    throw toGatewayError(error, 'ERR_CRYPTO_MALFORMED', 'Cannot read the certificate: its DER is damaged')
  }
}

function parsed<T> (extensions: readonly Extension[], oid: string, shape: new () => T): T | undefined {
  const extension = extensions.find(({ extnID }) => extnID === oid)
  return extension === undefined ? undefined : AsnConvert.parse(extension.extnValue.buffer, shape)
}

function usageOf (usage: KeyUsage | undefined): CertificateFacts['usage'] {
  if (usage === undefined) return undefined
  const flags = usage.toNumber()
  return {
    signs: (flags & (KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation)) !== 0,
    transportsKeys: (flags & KeyUsageFlags.keyEncipherment) !== 0,
    issues: (flags & KeyUsageFlags.keyCertSign) !== 0,
    signsLists: (flags & KeyUsageFlags.cRLSign) !== 0
  }
}

function attributes (name: Name): { oid: string, value: string }[] {
  return name.flatMap(part => part.map(({ type, value }) => ({ oid: type, value: value.toString() })))
}

/** Makes sure that the name, written again, has the bytes it has in the certificate: receivers find their key by comparing bytes. */
function checkedIssuer (certificate: X509Certificate, issuer: Name): Name {
  if (certificate.raw.includes(Buffer.from(AsnConvert.serialize(issuer)))) return issuer
  throw new GatewayError('ERR_CRYPTO_MALFORMED', 'Cannot use the certificate: its issuer name is not written in DER')
}
