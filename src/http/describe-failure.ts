/** What a log may know of an error nobody foresaw: what kind it is and where it came from. */
export interface FailureDescription {
  name: string
  code?: string
  frames: string[]
  cause?: FailureDescription
}

/**
 * Describes an error without its message: a database quotes the row, a parser quotes the document, and both may be a person's.
 *
 * Follows causes, three deep at most.
 */
export function describeFailure (error: unknown, depth = 3): FailureDescription {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] }
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line)).map(line => line.trim()).slice(0, 10)
  return {
    name: error.constructor.name,
    ...'code' in error && typeof error.code === 'string' && { code: error.code },
    frames,
    ...error.cause !== undefined && depth > 1 && { cause: describeFailure(error.cause, depth - 1) }
  }
}
