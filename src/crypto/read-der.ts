// Strict reading of DER (ITU-T X.690) by position, one level at a time: no recursion, nothing copied.
// For structures that the ASN.1 library will not take (it stops at ten thousand nodes, and revocation lists have more) or whose very bytes matter.
import { GatewayError } from '../letter/gateway-error.ts'

/** One value: its tag byte, its content, and all of its bytes. Both are views of what was read. */
export interface Der {
  tag: number
  content: Buffer
  whole: Buffer
}

/** Tags that are met here; `0xa0 + n` are context tags around further values, `0x80 + n` around bytes. */
export const derTags = {
  boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, objectIdentifier: 0x06, enumerated: 0x0a,
  utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31
} as const

/** Most bytes a length may be written in: 4 GB is above every cap on what is read. */
const maxLengthBytes = 4

/**
 * Reads the value that starts at an offset.
 *
 * @throws {GatewayError} `ERR_CRYPTO_MALFORMED` unless it is there whole, with a definite length in its shortest form
 */
export function derAt (bytes: Buffer, offset: number): Der {
  const tag = bytes[offset]
  const first = bytes[offset + 1]
  if (tag === undefined || first === undefined) throw malformed('it ends too early')
  if ((tag & 0x1f) === 0x1f) throw malformed('it has a tag of several bytes')
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || lengthBytes > maxLengthBytes || offset + 2 + lengthBytes > bytes.length) throw malformed('a length cannot be used')
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(offset + 2, lengthBytes)
  const isShortest = lengthBytes === 0 || (length >= 0x80 && bytes[offset + 2] !== 0)
  const start = offset + 2 + lengthBytes
  if (!isShortest || start + length > bytes.length) throw malformed('a length is not the true one')
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(offset, start + length) }
}

/** Reads bytes that are exactly one value of the given tag. */
export function derValue (bytes: Uint8Array, tag: number): Der {
  const value = derAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
  if (value.tag !== tag || value.whole.length !== bytes.length) throw malformed('it is another value than was expected')
  return value
}

/** The values inside a value, in their order. */
export function* derChildren (content: Buffer): Generator<Der, undefined> {
  for (let offset = 0; offset < content.length;) {
    const child = derAt(content, offset)
    yield child
    offset += child.whole.length
  }
}

/** Makes sure that a value is there and has the tag. */
export function derExpect (value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw malformed('it is another value than was expected')
  return value
}

/** The dotted form of an OBJECT IDENTIFIER (X.690 §8.19). */
export function derOid (value: Der | undefined): string {
  const { content } = derExpect(value, derTags.objectIdentifier)
  const numbers: number[] = []
  let number = 0
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f)
    if (!Number.isSafeInteger(number)) throw malformed('an object identifier is too long')
    if (byte >= 0x80) continue
    numbers.push(number)
    number = 0
  }
  const [head, ...rest] = numbers
  if (head === undefined || ((content.at(-1) ?? 0) & 0x80) !== 0) throw malformed('an object identifier is cut off')
  const first = Math.min(2, Math.floor(head / 40))
  return [first, head - first * 40, ...rest].join('.')
}

/** A moment in either of the two forms, UTC and with seconds, as RFC 5280 §4.1.2.5 wants them. */
export function derTime (value: Der | undefined): Date {
  const text = value?.content.toString('latin1') ?? ''
  const short = value?.tag === derTags.utcTime ? /^\d{12}Z$/.exec(text) : null
  const long = value?.tag === derTags.generalizedTime ? /^\d{14}(?:\.\d+)?Z$/.exec(text) : null
  const full = short === null ? long?.[0] : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`
  const at = new Date((full ?? '').replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:$6'))
  if (Number.isNaN(at.getTime())) throw malformed('a time cannot be read')
  return at
}

/** The bytes of a BIT STRING that has no unused bits. */
export function derBits (value: Der | undefined): Buffer {
  const { content } = derExpect(value, derTags.bitString)
  if (content[0] !== 0) throw malformed('a bit string has loose bits')
  return content.subarray(1)
}

function malformed (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_MALFORMED', `Cannot read DER: ${why}`)
}
