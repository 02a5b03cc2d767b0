// Document types that digital mailboxes take (Digdir, "Tillatte dokumenttyper"; sdp-classic §8), as data.
// Left out: the three DPI extensions, which are parts of a document and not documents.

/** How the bytes of a type can be known. */
export type Signature = 'pdf' | 'png' | 'jpeg' | 'gif' | 'zip' | 'ole' | 'markup' | 'text' | 'zip-or-markup'

/** One accepted type. */
export interface MediaTypeRow {
  /** Lower case, without the dot; the first is the usual one. */
  extensions: readonly string[]
  signature: Signature
}

const row = (signature: Signature, ...extensions: string[]): MediaTypeRow => ({ extensions, signature })
const odf = 'application/vnd.oasis.opendocument'
const ooxml = 'application/vnd.openxmlformats-officedocument'

/** Accepted types by IANA name. OpenDocument comes packed (ZIP) or flat (one XML file). */
export const mediaTypes: ReadonlyMap<string, MediaTypeRow> = new Map([
  ['application/pdf', row('pdf', 'pdf')],
  ['text/html', row('markup', 'html', 'htm')],
  ['text/plain', row('text', 'txt')],
  ['application/ehf+xml', row('markup', 'xml')],
  [`${odf}.formula`, row('zip', 'odf')],
  [`${odf}.text`, row('zip-or-markup', 'odt', 'fodt')],
  [`${odf}.spreadsheet`, row('zip-or-markup', 'ods', 'fods')],
  [`${odf}.presentation`, row('zip-or-markup', 'odp', 'fodp')],
  [`${odf}.graphics`, row('zip-or-markup', 'odg', 'fodg')],
  ['image/gif', row('gif', 'gif')],
  ['image/jpeg', row('jpeg', 'jpeg', 'jpg')],
  ['image/png', row('png', 'png')],
  ['application/msword', row('ole', 'doc')],
  [`${ooxml}.wordprocessingml.document`, row('zip', 'docx')],
  [`${ooxml}.spreadsheetml.sheet`, row('zip', 'xlsx')],
  [`${ooxml}.presentationml.presentation`, row('zip', 'pptx')],
  ['application/octet-stream', row('zip', 'zip')]
])
