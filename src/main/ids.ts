import { randomFillSync } from 'node:crypto'

/** A UUID version 7 (RFC 9562 §5.7): sorts by the time it was made, 74 random bits. */
export function newId (): string {
  const bytes = Buffer.alloc(16)
  randomFillSync(bytes, 6)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes.writeUInt8(0x70 | bytes.readUInt8(6) & 0x0f, 6)
  bytes.writeUInt8(0x80 | bytes.readUInt8(8) & 0x3f, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
