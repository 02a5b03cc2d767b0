// What each way takes in size and format.

/** Nav's guard on the package, below Digdir's 50 MB (dpi-json.md §9). */
export const maxPackageBytes = 45_000_000

/** One main document and 200 attachments (manifest XSD). */
const maxDocuments = 201

/** What one way takes. */
interface Limits {
  maxPackageBytes: number
  maxDocuments: number
  formats: ReadonlySet<string>
}

const limits: Readonly<Record<'mailbox' | 'print', Limits>> = {
  // What mailboxes show to citizens (sdp-classic-xml.md §8, still in force for DPI).
  mailbox: {
    maxPackageBytes,
    maxDocuments,
    formats: new Set([
      'application/pdf', 'text/html', 'text/plain', 'application/ehf+xml',
      'application/vnd.oasis.opendocument.formula', 'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet',
      'application/vnd.oasis.opendocument.presentation', 'application/vnd.oasis.opendocument.graphics',
      'image/gif', 'image/jpeg', 'image/png', 'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      'application/octet-stream'
    ])
  },
  // Travels in the same package to the same infrastructure, and takes PDF only (digipost-eboks-print.md §2).
  print: { maxPackageBytes, maxDocuments, formats: new Set(['application/pdf']) }
}

/** Tells whether a letter is too large for the way. */
export function exceedsLimits (way: 'mailbox' | 'print', { packageBytes, documents }: { packageBytes: number, documents: number }): boolean {
  return packageBytes > limits[way].maxPackageBytes || documents > limits[way].maxDocuments
}

/** Tells whether the way takes documents of all these media types. */
export function takesFormats (way: 'mailbox' | 'print', documents: readonly { mediaType: string }[]): boolean {
  return documents.every(({ mediaType }) => limits[way].formats.has(mediaType))
}
