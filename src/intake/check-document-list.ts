// What can be known of documents before a byte is read: names, types, and what fits together.
import { checkText } from './check-text.ts'
import type { LooseDocument } from './loose-letter.ts'
import { mediaTypes } from './media-types.ts'
import { refusal } from './refusal.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

const maxNameLength = 255

/** Separators of any system, and characters that Windows or a header would choke on. */
const unsafeInName = /[/\\:*?"<>|]|^\.|[. ]$/

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Checks the announced documents of one letter. `printOnly`: there is no mailbox it could go to, and paper takes PDF only. */
export function checkDocumentList (documents: readonly LooseDocument[], printOnly: boolean): GatewayError[] {
  const problems = documents.flatMap((document, number) => checkOne(document, `/documents/${number}`, printOnly))
  return [...problems, ...repeatedNames(documents), ...misplacedInvoice(documents)]
}

function checkOne (document: LooseDocument, field: string, printOnly: boolean): GatewayError[] {
  const { fileName, title, mediaType, content } = document
  return [
    ...fileName === undefined ? [] : checkName(fileName, `${field}/fileName`),
    ...title === undefined ? [] : checkText(title, `${field}/title`, { maxLength: 255 }),
    ...mediaType === undefined ? [] : checkType(mediaType.toLowerCase(), fileName, field, printOnly),
    ...content === undefined ? [] : checkContent(content, `${field}/content`)
  ]
}

function checkName (name: string, field: string): GatewayError[] {
  const problems = checkText(name, field, { maxLength: maxNameLength })
  if (problems.length > 0 || !unsafeInName.test(name)) return problems
  return [refusal('ERR_INTAKE_FIELD_INVALID', field, 'a file name has no path and none of / \\ : * ? " < > |, and neither starts nor ends with a dot')]
}

function checkType (mediaType: string, fileName: string | undefined, field: string, printOnly: boolean): GatewayError[] {
  const row = mediaTypes.get(mediaType)
  if (row === undefined) return [refusal('ERR_INTAKE_DOCUMENT_TYPE', `${field}/mediaType`, 'digital mailboxes do not take this media type')]
  if (printOnly && mediaType !== 'application/pdf') {
    return [refusal('ERR_INTAKE_DOCUMENT_TYPE', `${field}/mediaType`, 'a letter to a postal address is printed, and print takes application/pdf only')]
  }
  if (fileName === undefined || row.extensions.includes(extensionOf(fileName))) return []
  return [refusal('ERR_INTAKE_DOCUMENT_TYPE', `${field}/fileName`, `a file of type ${mediaType} is named .${row.extensions.join(' or .')}`)]
}

function extensionOf (fileName: string): string {
  return /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
}

function checkContent (content: string, field: string): GatewayError[] {
  // RFC 4648 §4 with padding; a loose reader would drop what it does not know and change the document.
  if (content.length % 4 === 0 && base64.test(content)) return []
  return [refusal('ERR_INTAKE_FIELD_INVALID', field, 'the content is not Base64 (RFC 4648 §4, padded, without line breaks)')]
}

/** e-Boks refuses a letter in which a name stands twice (SBD:5023); some file systems do not tell cases apart. */
function repeatedNames (documents: readonly LooseDocument[]): GatewayError[] {
  const seen = new Set<string>()
  return documents.flatMap(({ fileName }, number) => {
    // Too long a name has been told of, and comparing it could cost a lot.
    if (fileName === undefined || fileName.length > 2 * maxNameLength) return []
    const name = fileName.normalize('NFKC').toLowerCase()
    if (seen.has(name)) return [refusal('ERR_INTAKE_FIELD_INVALID', `/documents/${number}/fileName`, 'another document of the letter has the same file name')]
    seen.add(name)
    return []
  })
}

/** An EHF invoice must be the main document, so there is at most one. */
function misplacedInvoice (documents: readonly LooseDocument[]): GatewayError[] {
  return documents.flatMap(({ mediaType }, number) => number > 0 && mediaType?.toLowerCase() === 'application/ehf+xml'
    ? [refusal('ERR_INTAKE_DOCUMENT_TYPE', `/documents/${number}/mediaType`, 'an EHF invoice can only be the main document')]
    : [])
}
