// The few bytes of DER (ITU-T X.690) that a stream needs before its content is there.

/** Tag and definite length, in the shortest form (X.690 §10.1). */
export function derHeader (tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.from([tag, 0x80 | bytes.length, ...bytes])
}

/** A whole OBJECT IDENTIFIER, base 128 with the high bit on all but the last byte of each number (X.690 §8.19). */
export function derObjectIdentifier (oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number)
  const content = [first * 40 + second, ...rest].flatMap(base128)
  return Buffer.concat([derHeader(6, content.length), Buffer.from(content)])
}

function base128 (number: number): number[] {
  const bytes = [number % 128]
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | rest % 128)
  return bytes
}

/** A whole value: tag, length, and its content one after the other. */
export function derWrite (tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = content.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([derHeader(tag, bytes), ...content])
}
