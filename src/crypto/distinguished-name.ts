import { AsnConvert } from '@peculiar/asn1-schema'
import type { AttributeTypeAndValue, Name } from '@peculiar/asn1-x509'

/** The types that have a short name everyone knows (RFC 4514 §3); all others are written as OID and DER. */
const shortNames = new Map([
  ['2.5.4.3', 'CN'], ['2.5.4.6', 'C'], ['2.5.4.7', 'L'], ['2.5.4.8', 'ST'], ['2.5.4.9', 'STREET'], ['2.5.4.10', 'O'], ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.25', 'DC'], ['0.9.2342.19200300.100.1.1', 'UID']
])

/**
 * Writes a name as `X509IssuerName` wants it (XML Signature §4.4.4: RFC 4514): last part first.
 *
 * Stacks differ in how they write names, so nobody may compare the text: readers go by serial number and digest.
 */
export function distinguishedName (name: Name): string {
  return Array.from(name, part => Array.from(part, attribute).join('+')).reverse().join(',')
}

function attribute ({ type, value }: AttributeTypeAndValue): string {
  const short = shortNames.get(type)
  return short === undefined ? `${type}=#${Buffer.from(AsnConvert.serialize(value)).toString('hex')}` : `${short}=${escaped(value.toString())}`
}

/** RFC 4514 §2.4. */
function escaped (text: string): string {
  return text.replaceAll(/["+,;<>\\]/g, '\\$&').replaceAll('\0', '\\00').replace(/^[ #]/, '\\$&').replace(/ $/, '\\ ')
}
