import { randomUUID } from 'node:crypto'

/** A UUID version 7 (RFC 9562 §5.7): sorts by the time it was made, 74 random bits. Those are of a version 4, which node:crypto has in stock. */
export function newId (): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice('00000000-0000-4'.length)}`
}
