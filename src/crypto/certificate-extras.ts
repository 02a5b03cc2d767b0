// What a certificate says of how it may be judged, read from its very bytes: names and key as OCSP digests them, and where to ask.
import type { X509Certificate } from 'node:crypto'
import { derBits, derChildren, derExpect, derOid, derTags, derValue, type Der } from './read-der.ts'

/** The raw parts of a certificate, and those extensions that certificate-facts.ts leaves out. */
export interface CertificateExtras {
  /** Content bytes of the serial number. */
  serial: Buffer
  /** Whole DER of the names. */
  issuer: Buffer
  subject: Buffer
  /** The public key's bits, which key identifiers are digests of. */
  keyBits: Buffer
  /** Policies (*certificatePolicies*), dotted. */
  policies: readonly string[]
  /** What it is for beyond signing (*extKeyUsage*), dotted; undefined when that is left open. */
  purposes: readonly string[] | undefined
  /** Where its issuer's revocation list is, only by HTTP. */
  listUrls: readonly string[]
  /** Where its issuer answers questions about it (OCSP), only by HTTP. */
  ocspUrls: readonly string[]
}

const oids = { policies: '2.5.29.32', purposes: '2.5.29.37', lists: '2.5.29.31', access: '1.3.6.1.5.5.7.1.1', ocsp: '1.3.6.1.5.5.7.48.1' }
const wanted: ReadonlySet<string> = new Set([oids.policies, oids.purposes, oids.lists, oids.access])
/** `uniformResourceIdentifier` among the general names (RFC 5280 §4.2.1.6). */
const urlTag = 0x86
/** Longer lists are cut off: nobody needs to be asked in more places. */
const maxUrls = 3
const maxUrlLength = 1000

const known = new WeakMap<X509Certificate, CertificateExtras>()

/** Reads them. @throws {GatewayError} `ERR_CRYPTO_MALFORMED` if the DER is not a certificate */
export function certificateExtras (certificate: X509Certificate): CertificateExtras {
  const extras = known.get(certificate) ?? read(certificate.raw)
  known.set(certificate, extras)
  return extras
}

/** Certificate and TBSCertificate, RFC 5280 §4.1. */
function read (raw: Buffer): CertificateExtras {
  const [tbs] = derChildren(derValue(raw, derTags.sequence).content)
  const parts = Array.from(derChildren(derExpect(tbs, derTags.sequence).content)).filter(({ tag }) => tag !== 0xa0) // version is the only [0]
  const [serial, , issuer, , subject, key, ...rest] = parts
  const [, bits] = derChildren(derExpect(key, derTags.sequence).content)
  const extensions = readExtensions(rest.find(({ tag }) => tag === 0xa3))
  return {
    serial: derExpect(serial, derTags.integer).content,
    issuer: derExpect(issuer, derTags.sequence).whole,
    subject: derExpect(subject, derTags.sequence).whole,
    keyBits: derBits(bits),
    policies: inside(extensions.get(oids.policies)).map(policy => derOid(inside(policy)[0])),
    purposes: extensions.has(oids.purposes) ? inside(extensions.get(oids.purposes)).map(derOid) : undefined,
    listUrls: usable(inside(extensions.get(oids.lists)).flatMap(pointUrls)),
    ocspUrls: usable(inside(extensions.get(oids.access)).flatMap(accessUrls))
  }
}

function readExtensions (tagged: Der | undefined): Map<string, Der> {
  const [list] = inside(tagged)
  return new Map(inside(list).flatMap((extension): [string, Der][] => {
    const parts = inside(extension)
    const oid = derOid(parts[0])
    return wanted.has(oid) ? [[oid, derValue(derExpect(parts.at(-1), derTags.octetString).content, derTags.sequence)]] : []
  }))
}

/** DistributionPoint, RFC 5280 §4.2.1.13: only points with a full name, by its issuer itself and for every reason. */
function pointUrls (point: Der): string[] {
  const parts = inside(point)
  if (parts.some(({ tag }) => tag !== 0xa0)) return []
  return inside(parts[0]).filter(({ tag }) => tag === 0xa0).flatMap(urlsIn)
}

function accessUrls (description: Der): string[] {
  const [method] = inside(description)
  return derOid(method) === oids.ocsp ? urlsIn(description) : []
}

/** The addresses among general names. */
export function urlsIn (names: Der): string[] {
  return inside(names).filter(({ tag }) => tag === urlTag).map(({ content }) => content.toString('latin1'))
}

/** `ldap:` and whatever else there is cannot be asked by us; a user name in an address is no business of an authority. */
function usable (urls: readonly string[]): string[] {
  return urls.filter(url => {
    if (url.length > maxUrlLength || !URL.canParse(url)) return false
    const { protocol, username, password } = new URL(url)
    return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
  }).slice(0, maxUrls)
}

function inside (value: Der | undefined): Der[] {
  return value === undefined ? [] : [...derChildren(value.content)]
}
