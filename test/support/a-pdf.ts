import { PageSizes, PDFDocument, StandardFonts } from '@cantoo/pdf-lib'

/** A real PDF of one page, A4 unless another size is given (in points). */
export async function aPdf (text = 'A letter', size: [number, number] = PageSizes.A4): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  document.addPage(size).drawText(text, { x: 71, y: size[1] - 100, size: 12, font })
  return await document.save()
}
