// Taking a letter in: from the call to a committed letter, or to everything that is wrong with it.
import { acceptedBody } from '../intake/accepted-body.ts'
import { checkDeadlineAhead } from '../intake/check-times.ts'
import type { SeenDocument } from '../intake/check-document.ts'
import { fieldDigests } from '../intake/field-digests.ts'
import type { LetterDraft } from '../intake/letter-draft.ts'
import { readDraft, type DraftOptions } from '../intake/read-draft.ts'
import type { EventType, NewEvent } from '../letter/event.ts'
import { GatewayError, isDatabaseAway } from '../letter/gateway-error.ts'
import type { Letter, LetterDocument, LetterId, OrganizationNumber } from '../letter/letter.ts'
import { allOf } from './conclusion.ts'
import { deadlineAfter } from './hand-over-time.ts'
import { drain, receiveDocuments, type SubmittedDocument } from './receive-documents.ts'
import type { KeyOwner, Records, Reservation } from './records.ts'
import type { Rooms } from './rooms.ts'

/** One call that hands over a letter. */
export interface Submission {
  /** Name of the calling client, as in `Caller`; two clients may use the same idempotency key. */
  client: string
  /** Whom the client may send for. */
  senders: readonly OrganizationNumber[]
  idempotencyKey: string
  /** By which the call is known to the caller and in logs; told in the letter's first event. */
  traceId: string
  readLetter: () => Promise<unknown>
  /** The files, in the order they come. Each must be read to its end before the next is asked for. */
  documents: () => AsyncIterable<SubmittedDocument>
}

/** What a call came to. */
export type AcceptResult =
  | { kind: 'created' | 'replayed', letterId: LetterId, body: string }
  | { kind: 'refused', problems: GatewayError[] }

/** What accepting needs. */
export interface AcceptPorts {
  rooms: Pick<Rooms, 'ladderOf'>
  records: Records
  now: () => Date
  newId: () => string
  /** Keyed digest of a short text, hexadecimal. */
  digest: (text: string) => string
  /** What is known of a sender beforehand. */
  defaultsOf: (sender: OrganizationNumber) => NonNullable<DraftOptions['defaults']>
}

/** How long a key stays taken by a process that died, and how old its hold is at most when a document begins to come, in milliseconds. */
const holdMs = 30_000
const renewMs = 10_000

/** A call being handled: the ids it would get, and the key it holds. */
interface Visit extends AcceptPorts {
  submission: Submission
  key: KeyOwner
  letterId: LetterId
  holder: string
}

/**
 * Accepts a letter, once a key. A 2xx may be answered only when this resolves with `created` or `replayed`: by then letter, digests,
 * idempotency record, event and first step are committed together. On refusal nothing visible remains.
 */
export async function accept (ports: AcceptPorts, submission: Submission): Promise<AcceptResult> {
  const visit: Visit = {
    ...ports,
    submission,
    key: { owner: submission.client, key: submission.idempotencyKey },
    letterId: ports.newId(),
    holder: ports.newId()
  }
  const reservation = await reserve(visit)
  if (reservation.kind === 'in-flight') return refused(inFlight())
  if (reservation.kind === 'answered') return replay(visit, reservation)
  ports.records.letters.begin(visit.letterId)
  const staged: string[] = []
  try {
    const result = await take(visit, staged)
    if (result.kind !== 'created') await forget(visit, staged)
    return result
  } catch (error) {
    // The caller must not wait for a database that does not answer. What stays is swept, and the key is free again when its time is up.
    const forgotten = forget(visit, staged).catch(() => {})
    if (!isDatabaseAway(error)) await forgotten
    throw error
  } finally {
    ports.records.letters.end(visit.letterId)
  }
}

function reserve ({ records, key, letterId, holder, now }: Visit): Promise<Reservation> {
  const moment = now()
  return records.idempotency.reserve(key, letterId, holder, moment, new Date(moment.getTime() + holdMs))
}

/** A commit whose answer was lost may have happened all the same: so only what belongs to no letter goes. */
async function forget ({ records, key, holder }: Visit, staged: string[]): Promise<void> {
  await records.contents.discard(staged)
  await records.idempotency.release(key, holder)
}

async function take (visit: Visit, staged: string[]): Promise<AcceptResult> {
  const input = await visit.submission.readLetter()
  const read = readLetter(visit, input)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const late = checkDeadlineAhead(read.draft, visit.now())
  if (late.length > 0) return refused(...late)
  let renewedAt = visit.now().getTime()
  const seen = await receiveDocuments(read.draft, visit.submission.documents(), async (document, stream) => {
    const id = visit.newId()
    staged.push(id)
    if (visit.now().getTime() - renewedAt > renewMs) {
      await reserve(visit)
      renewedAt = visit.now().getTime()
    }
    await visit.records.contents.stage({ id, letterId: visit.letterId, kind: 'document', number: document.number }, stream, visit.now())
  })
  if (seen.problems.length > 0) return { kind: 'refused', problems: seen.problems }
  const letter = toLetter(visit, read.draft, seen.documents)
  const body = acceptedBody(letter)
  const digests = fieldDigests(asObject(input), letter.documents, visit.digest)
  const problem = await commit(visit, letter, staged, digests, body)
  return problem === undefined ? { kind: 'created', letterId: letter.id, body } : refused(problem)
}

/** Letter with its first step, documents, digests, idempotency record and event: together, or not at all where another call took the key over. */
async function commit (
  visit: Visit, letter: Letter, staged: readonly string[], digests: Record<string, string>, body: string
): Promise<GatewayError | undefined> {
  const { records, key, holder } = visit
  const lost = inFlight()
  const answer = async (): Promise<void> => {
    // Thrown, so that nothing of it stays.
    if (!await records.idempotency.answer(key, letter.id, holder, digests, body)) throw lost
  }
  const tell = (type: EventType, data: NewEvent['data']): Promise<void> => records.log({ letterId: letter.id, type, at: letter.acceptedAt, data })
  const written = records.shared(() => allOf([
    answer(),
    records.letters.insert(letter, 'lookup'),
    records.contents.link(staged, letter.acceptedAt),
    tell('letter.received', { documents: letter.documents.length, traceId: visit.submission.traceId }),
    ...letter.ignoreQuietHours === undefined ? [] : [tell('quiet_hours.ignored', { client: visit.submission.client })]
  ]))
  return written.then(() => undefined, (error: unknown) => {
    if (error === lost) return lost
    throw error
  })
}

async function replay (visit: Visit, first: Extract<Reservation, { kind: 'answered' }>): Promise<AcceptResult> {
  const input = await visit.submission.readLetter()
  const read = readLetter(visit, input)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const seen = await receiveDocuments(read.draft, visit.submission.documents(), (_document, stream) => drain(stream))
  const digests = fieldDigests(asObject(input), seen.documents, visit.digest)
  const fields = [...new Set([...Object.keys(first.digests), ...Object.keys(digests)])].filter(field => digests[field] !== first.digests[field])
  if (fields.length === 0) return { kind: 'replayed', letterId: first.letterId, body: first.body }
  return refused(...fields.map(field => new GatewayError(
    'ERR_INTAKE_KEY_REUSED', `Cannot accept the letter: the key belongs to a letter with another ${field}`, { field })))
}

function readLetter (visit: Visit, input: unknown): ReturnType<typeof readDraft> {
  const sender = asObject(input).sender
  const known = typeof sender === 'string' && visit.submission.senders.includes(sender)
  const read = readDraft(input, visit.now(), known ? { defaults: visit.defaultsOf(sender) } : {})
  if (known || !read.ok) return read
  const problem = new GatewayError('ERR_HTTP_FORBIDDEN', 'Cannot accept the letter: the key does not belong to this sender', { field: '/sender' })
  return { ok: false, problems: [problem] }
}

function toLetter (visit: Visit, draft: LetterDraft, seen: readonly SeenDocument[]): Letter {
  const documents = draft.documents.flatMap(({ number, fileName, title, mediaType, pages: told }): LetterDocument[] => {
    const result = seen[number]
    if (result === undefined) return []
    const { bytes, sha256, crc32, pages = told } = result
    return [{ number, fileName, title, mediaType, bytes, ...pages !== undefined && { pages }, sha256, ...crc32 !== undefined && { crc32 } }]
  })
  const acceptedAt = visit.now()
  const { deadlineWorkingDays, ...asked } = draft
  const deadlineBy = deadlineWorkingDays === undefined ? asked.deadlineBy : deadlineAfter(asked, deadlineWorkingDays, acceptedAt)
  const letter: Letter = { ...asked, ...deadlineBy !== undefined && { deadlineBy }, id: visit.letterId, documents, acceptedAt }
  // What is followed up when it is not opened must tell when it is.
  return visit.rooms.ladderOf(letter) === undefined ? letter : { ...letter, openingReceipt: true }
}

function asObject (input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {}
}

function inFlight (): GatewayError {
  return new GatewayError('ERR_INTAKE_IN_FLIGHT', 'Cannot accept the letter: another call with the same key is being handled')
}

function refused (...problems: GatewayError[]): AcceptResult {
  return { kind: 'refused', problems }
}
