import type { RowProblem } from './batch-row.ts'

/** What one answer of the gateway means for a run. */
export type Answer =
  | { kind: 'accepted' | 'replayed', letterId: string }
  | { kind: 'refused', problems: readonly RowProblem[] }
  | { kind: 'later', retryAfter: string | null }
  | { kind: 'misled', sentence: string }

/** Statuses that say the row is fine and the moment is not: a twin in flight, a full gateway, one that is down or starting. */
function isLater (status: number): boolean {
  return status === 409 || status === 429 || status === 408 || status >= 500
}

/**
 * Reads an answer to `POST /v1/letters`.
 *
 * An answer that no Postbud gateway gives ends the run: a proxy's login page must not pass for an accepted letter.
 */
export function readAnswer (status: number, headers: Headers, text: string): Answer {
  if (isLater(status)) return { kind: 'later', retryAfter: headers.get('retry-after') }
  const body = parse(text)
  if (status === 200 || status === 201) return accepted(headers, body)
  if (status === 401) return misled('the gateway does not know this key')
  const code = member(body, 'code')
  if (typeof code !== 'string') return misled(`the address answers with status ${status}, not like a Postbud gateway`)
  if (status === 403 || status === 404 || status === 405 || status === 415) return misled(`the gateway does not take letters from this key (${code})`)
  return { kind: 'refused', problems: problemsOf(code, member(body, 'errors')) }
}

function accepted (headers: Headers, body: unknown): Answer {
  const letterId = /\/v1\/letters\/([0-9a-f-]{36})$/.exec(headers.get('location') ?? '')?.[1] ?? member(body, 'id')
  if (typeof letterId !== 'string' || !/^[0-9a-f-]{36}$/.test(letterId)) return misled('the address does not answer like a Postbud gateway')
  return { kind: headers.get('idempotency-replayed') === 'true' ? 'replayed' : 'accepted', letterId }
}

/** Codes and pointers only: a sentence from outside may quote the letter. */
function problemsOf (code: string, errors: unknown): RowProblem[] {
  const listed = Array.isArray(errors) ? errors.map((error: unknown) => toProblem(error, code)) : []
  return listed.length > 0 ? listed : [{ code: plain(code) }]
}

function toProblem (error: unknown, code: string): RowProblem {
  const own = member(error, 'code')
  const field = member(error, 'field')
  return { code: plain(typeof own === 'string' ? own : code), ...typeof field === 'string' && /^[\w/-]{1,200}$/.test(field) && { field } }
}

function plain (code: string): string {
  return /^[A-Z_]{1,80}$/.test(code) ? code : 'ERR_UNKNOWN'
}

function misled (sentence: string): Answer {
  return { kind: 'misled', sentence }
}

function parse (text: string): unknown {
  try {
    const body: unknown = JSON.parse(text)
    return body
  } catch {
    return undefined
  }
}

function member (value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}
