import type { LetterDocument } from '../letter/letter.ts'

/** The types digital mailboxes take (sdp-classic-xml §8), and the ending that goes with each. */
const endings = new Map([
  ['application/pdf', 'pdf'], ['text/html', 'html'], ['text/plain', 'txt'], ['application/ehf+xml', 'xml'], ['application/xml', 'xml'],
  ['image/gif', 'gif'], ['image/jpeg', 'jpg'], ['image/png', 'png'], ['application/msword', 'doc'],
  ['application/vnd.oasis.opendocument.formula', 'odf'], ['application/vnd.oasis.opendocument.text', 'odt'],
  ['application/vnd.oasis.opendocument.spreadsheet', 'fods'], ['application/vnd.oasis.opendocument.presentation', 'fodp'],
  ['application/vnd.oasis.opendocument.graphics', 'fodg'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
  ['application/octet-stream', 'zip']
])

/**
 * The name of a document inside the package: `document-0.pdf`.
 *
 * ASCII without spaces, so that no receiver can decode a reference to it wrongly; its number makes it unique, which e-Boks insists on
 * (`SBD:5023`). The caller's own file name is never used: it may hold anything.
 */
export function containerName (document: LetterDocument): string {
  return `document-${document.number}.${endings.get(document.mediaType) ?? 'bin'}`
}
