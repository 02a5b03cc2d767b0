/** What a log may know of an error that somebody else described: kind, code and places. */
export interface PickedFailure {
  name?: string
  code?: string
  frames?: string[]
  cause?: PickedFailure
}

/** A described failure has no more causes than this; deeper ones are dropped. */
const maxCauses = 4

/** Keeps of a described failure what has the shape of a name, a code or a place in a file. Whatever else is there is dropped. */
export function pickFailure (value: unknown, depth = 0): PickedFailure {
  const picked: PickedFailure = {}
  if (typeof value !== 'object' || value === null) return picked
  if ('name' in value && matches(value.name, /^[A-Za-z]{1,60}$/)) picked.name = value.name
  if ('code' in value && matches(value.code, /^(?!\d{11})[A-Z0-9_]{2,60}$/)) picked.code = value.code
  if ('frames' in value && Array.isArray(value.frames)) picked.frames = value.frames.filter(isPlace)
  if ('cause' in value && depth < maxCauses) picked.cause = pickFailure(value.cause, depth + 1)
  return picked
}

/** A line of a stack ends in file, line and column; a sentence does not. */
function isPlace (value: unknown): value is string {
  return matches(value, /^\s*at [^\n]{1,300}:\d+:\d+\)?$/)
}

function matches (value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value)
}
