import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PageSizes, PDFDocument, StandardFonts, type PDFFont, type PDFPage } from '@cantoo/pdf-lib'
import { createPopulation } from './population/create-population.ts'
import type { Person } from './population/person.ts'

/** Columns of a batch's manifest, in their order. Attachments are separated by `;`. */
const columns = [
  'row_id', 'reference', 'recipient', 'class', 'title', 'language', 'security_level', 'opening_receipt', 'main_document', 'attachments'
] as const

/** Cases the letters go to, in turn: most to mailboxes, some to paper. */
const sampleCases = ['eboks-plain', 'digipost-plain', 'eboks-plain', 'no-mailbox', 'digipost-plain', 'reserved', 'eboks-nynorsk', 'not-registered'] as const

/** 25 mm, more than the 18 mm the print service overwrites (digipost-eboks-print §2). */
const marginPoints = 25 * 72 / 25.4

/** Documents made at a time: enough to keep the disk busy, few enough to stay small in memory. */
const atOnce = 20

/**
 * Makes a folder for `postbud batch send`: `manifest.csv` and real PDF letters to synthetic people.
 *
 * The same folder comes out each time, but for the PDFs' own dates.
 *
 * @param count how many letters; every fourth has two pages, every fifth an attachment
 * @throws {TypeError} if that is no whole number above 0; nothing is written then
 */
export async function makeSampleFolder (folder: string, count: number): Promise<void> {
  if (!Number.isSafeInteger(count) || count < 1) throw new TypeError('Cannot make sample letters: their number must be a whole number above 0')
  await mkdir(folder, { recursive: true })
  const recipients = chooseRecipients(count)
  const rows: string[] = [columns.join(',')]
  for (let start = 0; start < count; start += atOnce) {
    const some = recipients.slice(start, start + atOnce).map(async (person, offset) => await makeLetter(folder, person, start + offset + 1))
    rows.push(...await Promise.all(some))
  }
  await writeFile(join(folder, 'manifest.csv'), `${rows.join('\n')}\n`)
}

/** Round the cases, each time the next person, so that nobody has two letters before everybody has one. */
function chooseRecipients (count: number): Person[] {
  const { people } = createPopulation(new Date(0)) // the day only dates contact data, which the manifest does not show
  const queues = new Map(sampleCases.map(name => [name, people.filter(person => person.case === name)]))
  const chosen: Person[] = []
  for (let turn = 0; chosen.length < count; turn++) {
    const queue = queues.get(sampleCases[turn % sampleCases.length] ?? 'no-mailbox') ?? []
    const person = queue.shift()
    if (person === undefined) continue
    queue.push(person) // again from the first when all have had one
    chosen.push(person)
  }
  return chosen
}

/** Writes the documents of one letter. @returns its row of the manifest; no value holds a comma, so none is quoted */
async function makeLetter (folder: string, person: Person, number: number): Promise<string> {
  const id = String(number).padStart(4, '0')
  const isNynorsk = person.contact.language === 'nn'
  const main = `letter-${id}.pdf`
  const attachment = number % 5 === 0 ? `attachment-${id}.pdf` : undefined
  const title = 'Vedtak om barnehageplass'
  await writeFile(join(folder, main), await makePdf(title, letterText(person, isNynorsk), number % 4 === 0 ? 2 : 1))
  if (attachment !== undefined) await writeFile(join(folder, attachment), await makePdf('Vedlegg', ['Rett til å klage etter forvaltningsloven § 28.'], 1))
  return [
    `sample-${id}`, `SAK-${id}`, person.nationalIdentityNumber, number % 3 === 0 ? 'information' : 'decision', title, isNynorsk ? 'nn' : 'nb',
    number % 2 === 0 ? '4' : '3', number % 2 === 0 ? 'true' : 'false', main, attachment ?? ''
  ].join(',')
}

function letterText (person: Person, isNynorsk: boolean): string[] {
  return [
    `${person.givenName} ${person.familyName}`,
    '',
    isNynorsk ? 'Testkommune har gjort vedtak i saka di.' : 'Testkommune har fattet vedtak i saken din.',
    isNynorsk ? 'Dette er eit prøvebrev til ein person som ikkje finst.' : 'Dette er et prøvebrev til en person som ikke finnes.',
    isNynorsk ? 'Du kan klage innan tre veker.' : 'Du kan klage innen tre uker.'
  ]
}

/** A4, in one of the fourteen standard fonts, which every printer has (digipost-eboks-print §3). */
async function makePdf (title: string, lines: readonly string[], pages: number): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.setTitle(title)
  document.setLanguage('nb-NO')
  const font = await document.embedFont(StandardFonts.Helvetica)
  for (let page = 1; page <= pages; page++) {
    writePage(document.addPage(PageSizes.A4), font, title, page === 1 ? lines : [`Side ${page}`, 'Grunngiving / begrunnelse fortsetter her.'])
  }
  return await document.save()
}

function writePage (page: PDFPage, font: PDFFont, title: string, lines: readonly string[]): void {
  const top = page.getHeight() - marginPoints * 2
  page.drawText(title, { x: marginPoints, y: top, size: 18, font })
  lines.forEach((line, index) => { page.drawText(line, { x: marginPoints, y: top - 40 - index * 18, size: 11, font }) })
}
