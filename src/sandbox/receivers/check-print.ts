import { EncryptedPDFError, PDFDocument, type PDFPage } from '@cantoo/pdf-lib'
import type { PostalAddress } from '../../letter/letter.ts'
import type { OpenedPackage } from '../../open/open-container.ts'
import { Rejected } from './rejected.ts'

/** A4 in PDF points; content up to 10 mm smaller is taken as it is (digipost-eboks-print §3). */
const a4 = { short: 210, long: 297, toleranceMm: 10 }
const pointsPerMm = 72 / 25.4

/**
 * Checks what the print shop needs: PDF alone, readable without a password, on A4, and an address a letter can be sent to.
 *
 * @throws {Rejected} `document` or `address`
 */
export async function checkPrint (opened: OpenedPackage, address: PostalAddress | undefined): Promise<void> {
  if (opened.mailboxAddress !== undefined) throw new Rejected('document', 'a package for print must not name a mailbox')
  checkAddress(address)
  for (const { mediaType, content } of opened.documents) {
    if (mediaType !== 'application/pdf') throw new Rejected('document', 'only PDF can be printed')
    await checkPdf(content)
  }
}

/** The schema has checked lengths and which fields go together; here it is what a printer and a postman need. */
function checkAddress (address: PostalAddress | undefined): void {
  if (address === undefined) throw new Rejected('address', 'there is no address')
  const lines = [address.name, ...address.lines]
  if (address.lines.length === 0 || lines.some(line => line.trim() === '')) throw new Rejected('address', 'the name or a line is empty')
  const isNorwegian = address.countryCode === undefined && address.lines.length < 2 // a country that is only named is the last line
  if (isNorwegian && (address.postalCode === undefined || address.city === undefined)) throw new Rejected('address', 'postal code or city is missing')
}

/** The rules that are always on (digipost-eboks-print §3): readable, not encrypted, every page A4. `/Rotate` is not looked at. */
async function checkPdf (content: Uint8Array): Promise<void> {
  const pages = await readPages(content)
  if (pages.length === 0) throw new Rejected('document', 'DOCUMENT_HAS_NO_PAGES')
  for (const page of pages) {
    const { width, height } = page.getCropBox()
    const [short = 0, long = 0] = [width, height].map(points => Math.round(points / pointsPerMm)).sort((one, other) => one - other)
    if (!isNear(short, a4.short) || !isNear(long, a4.long)) throw new Rejected('document', 'UNSUPPORTED_DIMENSIONS')
  }
}

async function readPages (content: Uint8Array): Promise<PDFPage[]> {
  try {
    return (await PDFDocument.load(content, { updateMetadata: false })).getPages()
  } catch (error) {
    throw new Rejected('document', error instanceof EncryptedPDFError ? 'PDF_IS_ENCRYPTED' : 'PDF_PARSE_ERROR')
  }
}

function isNear (mm: number, wanted: number): boolean {
  return mm <= wanted && mm >= wanted - a4.toleranceMm
}
