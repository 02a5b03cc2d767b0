// What the authority signs, as bytes: revocation lists (RFC 5280 §5) and OCSP answers (RFC 6960 §4.2); and OCSP questions, read.
import { createHash, sign, type KeyObject, type X509Certificate } from 'node:crypto'
import { certificateExtras } from '../../crypto/certificate-extras.ts'
import { derObjectIdentifier, derWrite } from '../../crypto/der.ts'
import { derChildren, derExpect, derOid, derTags, derValue } from '../../crypto/read-der.ts'

/** CRLReason by its number (RFC 5280 §5.3.1). */
export const reasonNumbers = {
  'unspecified': 0, 'key-compromise': 1, 'authority-compromise': 2, 'affiliation-changed': 3, 'superseded': 4, 'cessation-of-operation': 5,
  'hold': 6, 'privilege-withdrawn': 9
} as const

/** A certificate that was taken back. */
export interface RevokedEntry {
  /** Content bytes of the serial number. */
  serial: Buffer
  at: Date
  reason: keyof typeof reasonNumbers
}

/** Who signs, and with what. */
export interface SigningAuthority {
  certificate: X509Certificate
  key: KeyObject
}

/** From when to when something is said. */
export interface Span {
  thisUpdate: Date
  /** Left out when the next word is not promised. */
  nextUpdate?: Date
}

/** One question of an OCSP request: its CertID as it stands, the serial number in it, and the nonce if there is one. */
export interface ReadQuestion {
  id: Buffer
  serial: Buffer
  nonce?: Uint8Array | undefined
}

const oids = {
  sha256WithRsa: '1.2.840.113549.1.1.11', reason: '2.5.29.21', number: '2.5.29.20', basicResponse: '1.3.6.1.5.5.7.48.1.1', nonce: '1.3.6.1.5.5.7.48.1.2'
}
const algorithm = derWrite(derTags.sequence, derObjectIdentifier(oids.sha256WithRsa), Buffer.of(5, 0))

/** A whole list, DER. @param extensions further ones, for tests of readers */
export function writeList (
  issuer: SigningAuthority, { thisUpdate, nextUpdate }: Span, entries: readonly RevokedEntry[], extensions: readonly Buffer[] = []
): Buffer {
  const revoked = entries.map(({ serial, at, reason }) => {
    const value = derWrite(derTags.enumerated, Buffer.of(reasonNumbers[reason]))
    return derWrite(derTags.sequence, derWrite(derTags.integer, serial), time(at), derWrite(derTags.sequence, extension(oids.reason, value)))
  })
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(thisUpdate.getTime()))
  return signed(issuer, derWrite(derTags.sequence,
    derWrite(derTags.integer, Buffer.of(1)), algorithm, certificateExtras(issuer.certificate).subject,
    time(thisUpdate), ...nextUpdate === undefined ? [] : [time(nextUpdate)],
    ...revoked.length === 0 ? [] : [derWrite(derTags.sequence, ...revoked)],
    derWrite(0xa0, derWrite(derTags.sequence, extension(oids.number, derWrite(derTags.integer, number)), ...extensions))))
}

/** One extension, DER. */
export function extension (oid: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [derWrite(derTags.boolean, Buffer.of(0xff))] : []
  return derWrite(derTags.sequence, derObjectIdentifier(oid), ...critical, derWrite(derTags.octetString, value))
}

/** A whole answer, DER. @param status undefined: the responder does not know the certificate */
export function writeAnswer (
  signer: SigningAuthority, span: Span, { id, nonce }: Pick<ReadQuestion, 'id' | 'nonce'>, status: 'good' | RevokedEntry | undefined
): Buffer {
  const key = createHash('sha1').update(certificateExtras(signer.certificate).keyBits).digest()
  const next = span.nextUpdate === undefined ? [] : [derWrite(0xa0, longTime(span.nextUpdate))]
  const single = derWrite(derTags.sequence, id, writeStatus(status), longTime(span.thisUpdate), ...next)
  const nonces = nonce === undefined ? [] : [extension(oids.nonce, derWrite(derTags.octetString, nonce))]
  const extensions = nonces.length === 0 ? [] : [derWrite(0xa1, derWrite(derTags.sequence, ...nonces))]
  const data = derWrite(derTags.sequence,
    derWrite(0xa2, derWrite(derTags.octetString, key)), longTime(span.thisUpdate), derWrite(derTags.sequence, single), ...extensions)
  const basic = signed(signer, data, derWrite(0xa0, derWrite(derTags.sequence, signer.certificate.raw)))
  const typed = derWrite(derTags.sequence, derObjectIdentifier(oids.basicResponse), derWrite(derTags.octetString, basic))
  return derWrite(derTags.sequence, derWrite(derTags.enumerated, Buffer.of(0)), derWrite(0xa0, typed))
}

/** An answer that says only why there is none. */
export function writeRefusal (status: 'malformed' | 'unauthorized'): Buffer {
  return derWrite(derTags.sequence, derWrite(derTags.enumerated, Buffer.of(status === 'malformed' ? 1 : 6)))
}

/** Reads the first question of a request. @throws {GatewayError} `ERR_CRYPTO_MALFORMED` */
export function readQuestion (bytes: Uint8Array): ReadQuestion {
  const [request] = derChildren(derValue(bytes, derTags.sequence).content)
  // TBSRequest: version [0]?, requestor [1]?, questions, extensions [2]?
  const parts = [...derChildren(derExpect(request, derTags.sequence).content)]
  const [first] = derChildren(derExpect(parts.find(({ tag }) => tag === derTags.sequence), derTags.sequence).content)
  const id = derExpect(derChildren(derExpect(first, derTags.sequence).content).next().value, derTags.sequence)
  const serial = derExpect([...derChildren(id.content)].at(-1), derTags.integer).content
  const [extensions] = derChildren(parts.find(({ tag }) => tag === 0xa2)?.content ?? Buffer.alloc(0))
  for (const one of derChildren(extensions?.content ?? Buffer.alloc(0))) {
    const parts = [...derChildren(one.content)]
    if (derOid(parts[0]) !== oids.nonce) continue
    const { content } = derExpect(parts.at(-1), derTags.octetString)
    return { id: id.whole, serial, nonce: derValue(content, derTags.octetString).content }
  }
  return { id: id.whole, serial }
}

/** CertStatus: [0] good, [1] revoked, [2] unknown. */
function writeStatus (status: 'good' | RevokedEntry | undefined): Buffer {
  if (status === undefined) return Buffer.of(0x82, 0)
  if (status === 'good') return Buffer.of(0x80, 0)
  return derWrite(0xa1, longTime(status.at), derWrite(0xa0, derWrite(derTags.enumerated, Buffer.of(reasonNumbers[status.reason]))))
}

function signed ({ key }: SigningAuthority, part: Buffer, ...rest: readonly Buffer[]): Buffer {
  return derWrite(derTags.sequence, part, algorithm, derWrite(derTags.bitString, Buffer.of(0), sign('sha256', part, key)), ...rest)
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function time (at: Date): Buffer {
  return at.getUTCFullYear() < 2050 ? derWrite(derTags.utcTime, Buffer.from(digits(at).slice(2))) : longTime(at)
}

function longTime (at: Date): Buffer {
  return derWrite(derTags.generalizedTime, Buffer.from(digits(at)))
}

function digits (at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`
}
