// Lenient reading of a register's JSON: what is missing, empty or of another type is simply absent.

/** Tells whether a JSON value is an object with named fields. */
export function isRecord (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object at hand, or an empty one, so that fields can be asked for without a guard at each step. */
export function recordOf (value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {}
}

/** The objects of a list; anything else in it is left out, and anything but a list is an empty one. */
export function recordsOf (value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** A text or a number as trimmed text. Registers write "nothing" as an empty string too. */
export function textOf (value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return text === '' ? undefined : text
}

/**
 * A point in time as registers write it: `2023-06-13T13:42:34+02` (offset in hours only, which `Date` does not read) and
 * `2023-08-05T10:45:15.768Z`. A time without offset is taken as UTC.
 */
export function momentOf (value: unknown): Date | undefined {
  const text = textOf(value)
  if (text === undefined) return undefined
  const withMinutes = text.replace(/(T.*[+-]\d\d)$/, '$1:00')
  const withOffset = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(withMinutes) ? withMinutes : withMinutes.replace(/(T.*)$/, '$1Z')
  const moment = new Date(withOffset)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}
