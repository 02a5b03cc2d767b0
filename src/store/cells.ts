// Columns into values and back. Dates inside encrypted JSON survive the round trip.
import type { Vault } from './cipher.ts'

/** Encrypts a value as JSON. Dates are written as `{"$date":"…"}`. */
export function sealJson (vault: Vault, value: unknown, place: string): Uint8Array {
  return vault.seal(Buffer.from(JSON.stringify(markDates(value))), place)
}

/** Opens what sealJson wrote. The caller states the type: only this code has written it, and the cipher proves so. */
export function openJson<T> (vault: Vault, sealed: unknown, place: string): T {
  const text = Buffer.from(vault.open(bytes(sealed), place)).toString()
  // With a reviver parsing takes twice as long.
  return restoreDates(JSON.parse(text)) as T
}

/** Bytes inside a JSON parameter; the statement decodes them. */
export function base64 (bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** A `bytea` column. */
export function bytes (value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new TypeError('Cannot read a column as bytes')
}

/** A text, uuid or enumerated column; the caller states which values its check constraint allows. */
export function text<T extends string = string> (value: unknown): T {
  if (typeof value === 'string') return value as T
  throw new TypeError('Cannot read a column as text')
}

/** A text column that may be null. */
export function maybeText<T extends string = string> (value: unknown): T | null {
  return value === null ? null : text<T>(value)
}

/** A number column; PostgreSQL's 64-bit integers arrive as strings. */
export function integer (value: unknown): number {
  const number = Number(value)
  if (value !== null && Number.isSafeInteger(number)) return number
  throw new TypeError('Cannot read a column as an integer')
}

/** A timestamp column. */
export function moment (value: unknown): Date {
  if (value instanceof Date) return value
  throw new TypeError('Cannot read a column as a moment')
}

/** A timestamp column that may be null. */
export function maybeMoment (value: unknown): Date | null {
  return value === null ? null : moment(value)
}

/** A `jsonb` column that only this folder writes. */
export function json<T> (value: unknown): T {
  return value as T
}

function markDates (value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() }
  if (Array.isArray(value)) return value.map(markDates)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, markDates(inner)]))
  }
  return value
}

function restoreDates (value: unknown): unknown {
  if (isMarkedDate(value)) return new Date(value.$date)
  if (Array.isArray(value)) return value.map(restoreDates)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restoreDates(inner)]))
  }
  return value
}

function isMarkedDate (value: unknown): value is { $date: string } {
  return typeof value === 'object' && value !== null && '$date' in value && typeof value.$date === 'string'
}
