// Certificate revocation lists (RFC 5280 §5). Read by position: real ones hold tens of thousands of entries.
import type { X509Certificate } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { certificateExtras, urlsIn } from '../crypto/certificate-extras.ts'
import { certificateFacts } from '../crypto/certificate-facts.ts'
import { derAt, derChildren, derExpect, derOid, derTags, derTime, derValue, type Der } from '../crypto/read-der.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { revocationReasons, type RevocationProof, type RevocationReason, type RevocationStatus } from './revocation-status.ts'
import { proveSignature, signedPart } from './signed-part.ts'

/** A list of one issuer. */
export interface RevocationList extends RevocationProof {
  /** Which certificates it is about (issuingDistributionPoint, RFC 5280 §5.2.5). */
  covers: 'all' | 'leaves' | 'authorities'
  /** The addresses it says it belongs to; a list of one part of the certificates must not be taken for another part's. Empty: all parts. */
  points: readonly string[]
}

/** Entries as they stand, by serial number: of tens of thousands hardly one is ever asked for, so the rest of each is read then. */
type Entries = Map<string, Buffer>

const oids = { reason: '2.5.29.21', point: '2.5.29.28', delta: '2.5.29.27' }
/** Between pauses for the rest of the process: about 2 ms of work. */
const entriesAtOnce = 1_000
/** BOOLEAN TRUE, without which no extension of an entry is critical. */
const criticalFlag = Buffer.of(derTags.boolean, 1, 0xff)

/**
 * Reads a list and proves that this issuer signed it.
 *
 * A delta list, an indirect one, one for some reasons only, or one with a critical extension we do not know says too little, or something
 * else than it seems, and is refused.
 *
 * @throws {GatewayError} `ERR_CRYPTO_MALFORMED` or `ERR_CRYPTO_SIGNATURE`
 */
export async function readRevocationList (der: Uint8Array, issuer: X509Certificate): Promise<RevocationList> {
  const signed = signedPart(derValue(der, derTags.sequence))
  const parts = [...derChildren(signed.part.content)]
  const [version, algorithm, name, thisUpdate, ...rest] = parts
  const entries = rest.find(({ tag }) => tag === derTags.sequence)
  const hasVersion = derExpect(version, derTags.integer).content.equals(Buffer.of(1)) // v2; v1 knows no extensions
  const isSameAlgorithm = derExpect(algorithm, derTags.sequence).whole.equals(signed.algorithmBytes) // inside and outside, RFC 5280 §5.1.1.2
  if (!hasVersion || !isSameAlgorithm) throw malformed('its head is not a list\'s')
  if (name?.whole.equals(certificateExtras(issuer).subject) !== true) throw malformed('it is another issuer\'s')
  if (certificateFacts(issuer).usage?.signsLists === false) throw malformed('its issuer may not sign lists')
  await proveSignature(signed, issuer.publicKey)
  const scope = readScope(rest.find(({ tag }) => tag === 0xa0))
  const revoked = await readEntries(entries)
  return {
    ...scope,
    thisUpdate: derTime(thisUpdate),
    nextUpdate: isTime(rest[0]) ? derTime(rest[0]) : undefined,
    statusOf: serial => statusIn(revoked, serial)
  }
}

/** An entry that cannot be read says all the same that its issuer took the certificate back. */
function statusIn (revoked: Entries, serial: Uint8Array): RevocationStatus {
  const entry = revoked.get(serialKey(serial))
  if (entry === undefined) return { kind: 'good' }
  try {
    return { kind: 'revoked', ...readEntry(entry) }
  } catch {
    return { kind: 'revoked', at: new Date(0), reason: 'unspecified' }
  }
}

function isTime (value: Der | undefined): boolean {
  return value?.tag === derTags.utcTime || value?.tag === derTags.generalizedTime
}

async function readEntries (list: Der | undefined): Promise<Entries> {
  const revoked: Entries = new Map()
  for (const { content } of derChildren(list?.content ?? Buffer.alloc(0))) {
    revoked.set(serialKey(derExpect(derAt(content, 0), derTags.integer).content), content)
    if (content.includes(criticalFlag)) readEntry(content) // a critical extension we do not know spoils the whole list (RFC 5280 §5.3)
    if (revoked.size % entriesAtOnce === 0) await breathe()
  }
  return revoked
}

function readEntry (content: Buffer): { at: Date, reason: RevocationReason } {
  const [, at, extensions] = derChildren(content)
  return { at: derTime(at), reason: readReason(extensions) }
}

function readReason (extensions: Der | undefined): RevocationReason {
  let reason: RevocationReason = 'unspecified'
  for (const { oid, isCritical, value } of readExtensions(extensions)) {
    if (oid === oids.reason) reason = revocationReasons[derValue(value, derTags.enumerated).content[0] ?? 0] ?? 'unspecified'
    else if (isCritical) throw malformed(`an entry carries a critical extension we do not know (${oid})`)
  }
  return reason
}

/** IssuingDistributionPoint: [0] point, [1] leaves only, [2] authorities only, [3] some reasons, [4] indirect, [5] attributes. */
function readScope (tagged: Der | undefined): Pick<RevocationList, 'covers' | 'points'> {
  const [list] = derChildren(tagged?.content ?? Buffer.alloc(0))
  let scope: Pick<RevocationList, 'covers' | 'points'> = { covers: 'all', points: [] }
  for (const { oid, isCritical, value } of readExtensions(list)) {
    if (oid === oids.delta) throw malformed('it tells only what changed')
    if (oid === oids.point) scope = readPoint([...derChildren(derValue(value, derTags.sequence).content)])
    else if (isCritical) throw malformed(`it carries a critical extension we do not know (${oid})`)
  }
  return scope
}

function readPoint (parts: readonly Der[]): Pick<RevocationList, 'covers' | 'points'> {
  if (parts.some(({ tag }) => ![0xa0, 0x81, 0x82].includes(tag))) throw malformed('it is a list of a kind we do not use')
  const isSet = (tag: number): boolean => parts.find(part => part.tag === tag)?.content.equals(Buffer.of(0xff)) === true
  const point = parts.find(({ tag }) => tag === 0xa0)
  const points = point === undefined ? [] : [...derChildren(point.content)].filter(({ tag }) => tag === 0xa0).flatMap(urlsIn)
  if (point !== undefined && points.length === 0) throw malformed('it does not name its place by an address')
  return { covers: isSet(0x81) ? 'leaves' : isSet(0x82) ? 'authorities' : 'all', points }
}

function readExtensions (list: Der | undefined): { oid: string, isCritical: boolean, value: Buffer }[] {
  return [...derChildren(list?.content ?? Buffer.alloc(0))].map(extension => {
    const parts = [...derChildren(derExpect(extension, derTags.sequence).content)]
    const isCritical = parts[1]?.tag === derTags.boolean && parts[1].content[0] !== 0
    return { oid: derOid(parts[0]), isCritical, value: derExpect(parts.at(-1), derTags.octetString).content }
  })
}

/** Without the zero byte that keeps a number positive: some authorities forget it in one of the two places. */
function serialKey (serial: Uint8Array): string {
  const bytes = Buffer.from(serial.buffer, serial.byteOffset, serial.byteLength)
  const start = bytes.findIndex(byte => byte !== 0)
  return bytes.toString('latin1', Math.max(start, 0))
}

function malformed (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_MALFORMED', `Cannot use the revocation list: ${why}`)
}
