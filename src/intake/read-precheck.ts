import { Compile } from 'typebox/compile'
import { checkNotice } from './check-notice.ts'
import { checkText } from './check-text.ts'
import { checkTotals } from './check-totals.ts'
import { mediaTypes } from './media-types.ts'
import { isOrganizationNumber } from './organization-number.ts'
import { precheckShape, type PrecheckInput } from './precheck-schema.ts'
import { readDraft } from './read-draft.ts'
import { refusal } from './refusal.ts'
import { problemsOf } from './schema-problems.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter, LetterDocument, PostalAddress, Recipient } from '../letter/letter.ts'

/** What a precheck asks: a letter that was never written, and who would get it; or everything that is wrong with it. */
export type PrecheckReading =
  | { ok: true, letter: Omit<Letter, 'recipient'>, recipients: [Recipient, ...Recipient[]] }
  | { ok: false, problems: GatewayError[] }

const validator = Compile(precheckShape)

/** More no caller can use. */
const mostProblems = 200

const nowhere: PostalAddress = { name: '-', lines: ['-'], postalCode: '0001', city: '-' }

/** Reads what a caller asks about. Never throws for bad input, and never repeats it in a message. */
export function readPrecheck (input: unknown, now: Date): PrecheckReading {
  if (!validator.Check(input)) return { ok: false, problems: problemsOf(validator.Errors(input)).slice(0, mostProblems) }
  const problems = checkFacts(input)
  const recipients: Recipient[] = []
  for (const [index, recipient] of input.recipients.entries()) {
    const read = readDraft(letterTo(recipient, input), now, { defaults: { returnAddress: nowhere } })
    if (read.ok) recipients.push(read.draft.recipient)
    else problems.push(...read.problems.filter(isOfRecipient).map(problem => atIndex(problem, index)))
    if (problems.length >= mostProblems) break
  }
  const [first, ...others] = recipients
  if (problems.length > 0 || first === undefined) return { ok: false, problems: problems.slice(0, mostProblems) }
  return { ok: true, letter: toLetter(input, now), recipients: [first, ...others] }
}

/** A small letter that has nothing wrong but its recipient. */
function letterTo (recipient: unknown, { sender, class: letterClass }: PrecheckInput): object {
  return {
    sender, recipient, class: letterClass, reference: '-', title: '-', language: 'nb', documents: [{ fileName: 'a.pdf', mediaType: 'application/pdf' }]
  }
}

function isOfRecipient ({ field }: GatewayError): boolean {
  return field?.startsWith('/recipient') === true
}

function atIndex ({ code, message, field }: GatewayError, index: number): GatewayError {
  return new GatewayError(code, message, { field: `/recipients/${index}${field?.slice('/recipient'.length) ?? ''}` })
}

function checkFacts ({ sender, title, notification, documents }: PrecheckInput): GatewayError[] {
  const bytes = documents.reduce((sum, document) => sum + document.bytes, 0)
  return [
    ...isOrganizationNumber(sender) ? [] : [refusal('ERR_INTAKE_ORGANIZATION_NUMBER', '/sender', 'the sender is not nine digits with a right control digit')],
    ...title === undefined ? [] : checkText(title, '/title', { maxLength: 255 }),
    ...notification === undefined ? [] : checkNotice(notification),
    ...documents.flatMap((document, number) => checkDocument(document, `/documents/${number}`)),
    ...checkTotals({ documents }, bytes)
  ]
}

function checkDocument ({ mediaType, fileName, title }: PrecheckInput['documents'][number], field: string): GatewayError[] {
  return [
    ...mediaTypes.has(mediaType.toLowerCase()) ? [] : [refusal('ERR_INTAKE_DOCUMENT_TYPE', `${field}/mediaType`, 'digital mailboxes do not take this media type')],
    ...fileName === undefined ? [] : checkText(fileName, `${field}/fileName`, { maxLength: 255 }),
    ...title === undefined ? [] : checkText(title, `${field}/title`, { maxLength: 255 })
  ]
}

/** As if it were accepted now; what was not told is as in a letter that leaves it out. */
function toLetter (input: PrecheckInput, now: Date): Omit<Letter, 'recipient'> {
  const { sender, class: letterClass, title = '', language = 'nb', securityLevel = 4, print } = input
  return {
    id: '00000000-0000-0000-0000-000000000000',
    sender,
    class: letterClass,
    title,
    language,
    securityLevel,
    reference: '',
    openingReceipt: false,
    notification: { repeatDays: [0, 7] },
    print: { color: print?.color ?? 'black-and-white', undeliverable: 'return', returnAddress: nowhere },
    documents: input.documents.map((document, number) => toDocument(document, number, title)),
    acceptedAt: now
  }
}

function toDocument ({ mediaType, bytes, pages, fileName = '', title }: PrecheckInput['documents'][number], number: number, letterTitle: string): LetterDocument {
  return {
    number, fileName, title: title ?? (number === 0 ? letterTitle : fileName.replace(/\.[^.]+$/, '')), mediaType: mediaType.toLowerCase(), bytes,
    ...pages !== undefined && { pages }, sha256: ''
  }
}
