import { checkAvailableFrom } from './available-from.ts'
import { checkDocumentList } from './check-document-list.ts'
import { checkNotice } from './check-notice.ts'
import { checkText, type TextRule } from './check-text.ts'
import { checkTimes } from './check-times.ts'
import { isIdentityNumber } from './identity-number.ts'
import type { LetterDraft } from './letter-draft.ts'
import { maxDocuments } from './letter-schema.ts'
import { looseLetter, type LooseLetter } from './loose-letter.ts'
import { isOrganizationNumber } from './organization-number.ts'
import { checkAddress, toPostalAddress } from './postal-address.ts'
import { refusal } from './refusal.ts'
import { hasLetterShape, oneRecipient, schemaProblems } from './schema-problems.ts'
import { toDraft } from './to-draft.ts'
import type { GatewayError } from '../letter/gateway-error.ts'
import type { PostalAddress } from '../letter/letter.ts'

/** What is known of a sender beforehand. */
export interface DraftOptions {
  defaults?: { returnAddress?: PostalAddress }
}

/** A draft, or everything that is wrong with it. */
export type DraftResult = { ok: true, draft: LetterDraft } | { ok: false, problems: GatewayError[] }

/**
 * Reads what a caller sent as a letter: its shape, then each field's own rules. Everything wrong is told at once.
 *
 * Never throws for bad input, and never repeats it in a message.
 */
export function readDraft (input: unknown, now: Date, options: DraftOptions = {}): DraftResult {
  const known = options.defaults?.returnAddress
  const problems = allProblems(input, now, known)
  if (problems.length > 0 || !hasLetterShape(input)) return { ok: false, problems: withoutRepeats(problems) }
  const given = input.print?.returnAddress
  const returnAddress = given === undefined ? known : toPostalAddress(given)
  if (returnAddress === undefined) throw new TypeError('Cannot make a draft: the return address was not checked')
  return { ok: true, draft: toDraft(input, returnAddress) }
}

function allProblems (input: unknown, now: Date, known: PostalAddress | undefined): GatewayError[] {
  const loose = looseLetter(input)
  if (loose === undefined) return schemaProblems(input)
  if (loose.documents.length > maxDocuments) return [tooMany(loose)]
  return [...schemaProblems(input), ...fieldProblems(loose, now, known)]
}

/** Told alone: looking at each of a million documents is what a hostile caller would want. */
function tooMany (letter: LooseLetter): GatewayError {
  return refusal('ERR_INTAKE_DOCUMENT_COUNT', '/documents', `${letter.documents.length} documents, and ${maxDocuments} is the limit`)
}

/** Rules beyond the shape, for every field that can be read. */
function fieldProblems (letter: LooseLetter, now: Date, known: PostalAddress | undefined): GatewayError[] {
  return [
    ...checkSender(letter.sender),
    ...checkRecipient(letter),
    ...checkTexts(letter),
    ...checkNotice(letter),
    ...letter.availableFrom === undefined ? [] : checkAvailableFrom(letter.availableFrom, now),
    ...checkTimes(letter, now),
    ...checkReturnAddress(letter, known),
    ...checkDocumentList(letter.documents, isPrintOnly(letter))
  ]
}

function checkSender (sender: string | undefined): GatewayError[] {
  return sender === undefined ? [] : checkOrganization(sender, '/sender')
}

/** There is no digital channel to an organization, nor to a bare address. */
function isPrintOnly ({ address, organizationNumber }: LooseLetter): boolean {
  return address !== undefined || organizationNumber !== undefined
}

function checkRecipient ({ address, identityNumber, organizationNumber }: LooseLetter): GatewayError[] {
  if (identityNumber !== undefined && (address ?? organizationNumber) !== undefined) return [refusal('ERR_INTAKE_FIELD_INVALID', '/recipient', oneRecipient)]
  return [
    ...address === undefined ? [] : checkAddress(address, '/recipient/address'),
    ...organizationNumber === undefined ? [] : checkOrganization(organizationNumber, '/recipient/organizationNumber'),
    ...identityNumber === undefined || isIdentityNumber(identityNumber)
      ? []
      : [refusal('ERR_INTAKE_IDENTITY_NUMBER', '/recipient/nationalIdentityNumber',
          'the control digits or the date are wrong, or it is neither a fødselsnummer nor a D-nummer')]
  ]
}

function checkOrganization (number: string, field: string): GatewayError[] {
  if (isOrganizationNumber(number)) return []
  return [refusal('ERR_INTAKE_ORGANIZATION_NUMBER', field, 'the number is not nine digits with a right control digit')]
}

function checkTexts (letter: LooseLetter): GatewayError[] {
  const texts: [string | undefined, string, TextRule][] = [
    [letter.reference, '/reference', { maxLength: 100 }],
    [letter.batch, '/batch', { maxLength: 100 }],
    [letter.title, '/title', { maxLength: 255 }],
    [letter.invoiceReference, '/invoiceReference', { maxLength: 40 }],
    [letter.quietReason, '/ignoreQuietHours/reason', { maxLength: 300 }]
  ]
  return texts.flatMap(([text, field, rule]) => text === undefined ? [] : checkText(text, field, rule))
}

/** Every letter may end on paper (a reserved citizen), so every letter needs an address to come back to. */
function checkReturnAddress (letter: LooseLetter, known: PostalAddress | undefined): GatewayError[] {
  const field = '/print/returnAddress'
  if (letter.returnAddress !== undefined) return checkAddress(letter.returnAddress, field)
  if (letter.hasReturnAddress || known !== undefined) return []
  return [refusal('ERR_INTAKE_ADDRESS', field, 'a return address is needed, since the sender has none on file')]
}

function withoutRepeats (problems: readonly GatewayError[]): GatewayError[] {
  const seen = new Map<string, GatewayError>()
  for (const problem of problems) {
    const key = `${problem.code} ${problem.field ?? ''}`
    if (!seen.has(key)) seen.set(key, problem)
  }
  return [...seen.values()]
}
