/**
 * Reads back a cursor of a change feed whose cursors are numbers.
 *
 * @throws {RangeError} if it is none: what the caller kept was never ours
 */
export function cursorNumber (cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new RangeError('Cannot go on from a cursor: it is not a whole number')
  return Number(cursor)
}
