// What a person orders about one letter is done once a key, however often the call comes.
import { fieldDigests } from '../intake/field-digests.ts'
import type { Sentence } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Records } from './records.ts'

/** One call about a letter. */
export interface LetterCall {
  /** Name of the calling client; two clients may use the same idempotency key. */
  client: string
  idempotencyKey: string
  /** A stored letter of the caller's. */
  letterId: LetterId
  /** What was sent, unchecked. */
  input: unknown
}

/** What a call came to. Where a rule stands in the way, its sentence comes along. */
export type CallResult =
  | { kind: 'decided' | 'replayed', body: string }
  | { kind: 'refused', problems: GatewayError[], sentence?: Sentence }

/** What doing something once needs. */
export interface OncePorts {
  records: Pick<Records, 'idempotency'>
  now: () => Date
  newId: () => string
  /** Keyed digest of a short text, hexadecimal. */
  digest: (text: string) => string
}

/** Keeps the first answer, in the transaction that makes it true. It throws if another call took the key over: then nothing may be done. */
export type Keep = (body: string) => Promise<void>

/** How long a key stays taken by a process that died, in milliseconds. */
const holdMs = 60_000

/**
 * Does the work unless it was done under this key. A repeat with the same content gets the first answer; one with another is refused, and told
 * which fields differ. A key whose call was refused is free again.
 *
 * @param what names the kind of call in the owner of the key, before a slash: so the key is never taken for one of a letter handed in
 */
export async function once (ports: OncePorts, what: string, call: LetterCall, work: (keep: Keep) => Promise<CallResult>): Promise<CallResult> {
  const { records: { idempotency }, now } = ports
  const key = { owner: `${what}/${call.client}`, key: call.idempotencyKey }
  const [at, holder, digests] = [now(), ports.newId(), digestsOf(ports, call)]
  const reservation = await idempotency.reserve(key, call.letterId, holder, at, new Date(at.getTime() + holdMs))
  if (reservation.kind === 'in-flight') return refused(inFlight())
  if (reservation.kind === 'answered') return replay(reservation, digests)
  let result: CallResult | undefined
  try {
    result = await work(async body => {
      // Thrown, so that nothing of it stays.
      if (!await idempotency.answer(key, call.letterId, holder, digests, body)) throw inFlight()
    })
    return result
  } finally {
    if (result?.kind !== 'decided') await idempotency.release(key, holder)
  }
}

/** Everything that stands in the way of a call. */
export function refused (...problems: GatewayError[]): CallResult & { kind: 'refused' } {
  return { kind: 'refused', problems }
}

/** The fields in which a repeat differs from the first call. */
export function differing (first: Record<string, string>, digests: Record<string, string>): string[] {
  return [...new Set([...Object.keys(first), ...Object.keys(digests)])].filter(field => digests[field] !== first[field])
}

/** A key that was used for something else. */
export function reused (fields: readonly string[]): GatewayError[] {
  return fields.map(field => new GatewayError(
    'ERR_INTAKE_KEY_REUSED', `Cannot take the decision: the key belongs to a decision with another ${field}`, { field }))
}

function digestsOf ({ digest }: OncePorts, { letterId, input }: LetterCall): Record<string, string> {
  const fields = typeof input === 'object' && input !== null ? { ...input } : {}
  return fieldDigests({ ...fields, id: letterId }, [], digest)
}

function replay (first: { digests: Record<string, string>, body: string }, digests: Record<string, string>): CallResult {
  const fields = differing(first.digests, digests)
  return fields.length === 0 ? { kind: 'replayed', body: first.body } : refused(...reused(fields))
}

function inFlight (): GatewayError {
  return new GatewayError('ERR_INTAKE_IN_FLIGHT', 'Cannot take the decision: another call with the same key is being handled')
}
