import { PDFDocument } from '@cantoo/pdf-lib'
import { test } from 'tap'
import { createPageCounter } from '../../src/intake/count-pages.ts'

/** A PDF with so many pages, with or without object streams. */
async function pdfOf (pages: number, useObjectStreams: boolean): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  for (let page = 0; page < pages; page++) document.addPage()
  return document.save({ useObjectStreams })
}

function pagesOf (bytes: Uint8Array, pieceBytes = bytes.length): number | undefined {
  const counter = createPageCounter()
  for (let start = 0; start < bytes.length; start += pieceBytes) counter.see(bytes.subarray(start, start + pieceBytes))
  return counter.pages()
}

test('createPageCounter() counts the pages of a PDF that was written in one go', async t => {
  for (const pages of [1, 2, 37]) t.equal(pagesOf(await pdfOf(pages, false)), pages)
})

test('createPageCounter() counts the same however the bytes come', async t => {
  const bytes = await pdfOf(5, false)
  for (const pieceBytes of [1, 2, 7, 31, 32, 33, 64, 1000]) t.equal(pagesOf(bytes, pieceBytes), 5, `${pieceBytes} bytes a piece`)
})

test('createPageCounter() tells nothing where pages may be hidden in object streams', async t => {
  t.equal(pagesOf(await pdfOf(5, true)), undefined)
})

const texts: [what: string, text: string, pages: number | undefined][] = [
  ['spaces and line breaks between the names', '<</Type /Page>> <</Type\r\n/Page/Parent 1 0 R>>', 2],
  ['a page tree and other types', '<</Type/Pages/Count 9>> <</Type/Catalog>> <</Type/PageLabel>> <</Subtype/Page>> <</Type/Page>>', 1],
  ['one cross-reference', '<</Type/Page>> startxref', 1],
  ['a later change, which may replace pages', '<</Type/Page>> startxref <</Type/Page>> startxref', undefined],
  ['no page at all', 'startxref', undefined],
  ['nothing', '', undefined]
]

for (const [what, text, pages] of texts) {
  test(`createPageCounter() of ${what}`, async t => {
    t.strictSame([pagesOf(Buffer.from(text)), pagesOf(Buffer.from(text), 3)], [pages, pages])
  })
}

test('createPageCounter() gives up on what is no letter', async t => {
  t.equal(pagesOf(Buffer.from('<</Type/Page>>'.repeat(100_001)), 65_536), undefined)
})
