import type { Language, LetterClass, SecurityLevel } from '../letter/letter.ts'
import { folderCode, type BatchDocument, type BatchRow, type RowProblem } from './batch-row.ts'
import type { Column, ManifestRecord } from './manifest.ts'

/** A row that can be sent, or all that is wrong with it. */
export type RowReading = { row: BatchRow } | { problems: RowProblem[] }

/** Finds one file by its name in the manifest, or says what is wrong with it. */
export type FindDocument = (name: string) => Promise<BatchDocument | string>

/** What a cell says, or what is wrong with it. */
type Cell<Value> = { value: Value } | { wrong: string }

const classes: readonly LetterClass[] = ['decision', 'important', 'information']
const languages: readonly Language[] = ['nb', 'nn', 'en', 'se']
const securityLevels: Readonly<Record<string, SecurityLevel>> = { '': 4, '3': 3, '4': 4 }
const truths: Readonly<Record<string, boolean>> = {
  '': false, 'true': true, 'yes': true, 'ja': true, '1': true, 'false': false, 'no': false, 'nei': false, '0': false
}

/**
 * Reads one record. What spreadsheets do to cells is undone: a leading zero lost from the recipient, spaces and apostrophes around numbers.
 *
 * Only what cannot be sent at all is refused here; the gateway judges the letter itself.
 */
export async function readRow (record: ManifestRecord, findDocument: FindDocument): Promise<RowReading> {
  if (!record.isWhole) return { problems: [{ code: folderCode, sentence: 'the record has too few or too many cells' }] }
  const { cells } = record
  const problems: RowProblem[] = []
  const take = <Value>(column: Column, cell: Cell<Value>, otherwise: Value): Value => {
    if ('value' in cell) return cell.value
    problems.push({ code: folderCode, field: column, sentence: cell.wrong })
    return otherwise
  }
  const row: BatchRow = {
    id: take('row_id', readRowId(cells.row_id), ''),
    reference: take('reference', filled(cells.reference), ''),
    recipient: take('recipient', readRecipient(cells.recipient), ''),
    class: take('class', oneOf(classes, cells.class), 'information'),
    title: take('title', filled(cells.title), ''),
    language: take('language', oneOf(languages, cells.language), 'nb'),
    securityLevel: take('security_level', known(securityLevels, cells.security_level, '3 or 4'), 4),
    openingReceipt: take('opening_receipt', known(truths, cells.opening_receipt, 'true or false'), false),
    ...cells.send_after !== '' && { sendAfter: cells.send_after },
    ...cells.deadline_by !== '' && { deadlineBy: cells.deadline_by },
    documents: []
  }
  for (const [column, name] of documentNames(cells)) {
    const found = await findDocument(name)
    const document = take(column, typeof found === 'string' ? { wrong: found } : { value: found }, undefined)
    if (document !== undefined) row.documents.push(document)
  }
  if (hasTwins(row.documents)) problems.push({ code: folderCode, field: 'attachments', sentence: 'two files have the same name' })
  return problems.length === 0 ? { row } : { problems }
}

/** The id goes into a header and into reports, so it is short, plain and nobody's number. */
function readRowId (cell: string): Cell<string> {
  if (!/^[\w.-]{1,100}$/.test(cell)) return { wrong: 'is not 1 to 100 letters, digits, dots, hyphens or underscores' }
  return /\d{11}/.test(cell) ? { wrong: 'looks like an identity number' } : { value: cell }
}

function readRecipient (cell: string): Cell<string> {
  const digits = cell.replace(/^'/, '').replaceAll(/[\s.]/g, '')
  if (/^\d{11}$/.test(digits)) return { value: digits }
  if (/^\d{10}$/.test(digits)) return { value: `0${digits}` }
  if (/E\+/i.test(cell)) return { wrong: 'was rounded by a spreadsheet; format the column as text' }
  return { wrong: 'is not eleven digits' }
}

function filled (cell: string): Cell<string> {
  return cell === '' ? { wrong: 'is empty' } : { value: cell }
}

function oneOf<Value extends string> (values: readonly Value[], cell: string): Cell<Value> {
  const value = values.find(candidate => candidate === cell.toLowerCase())
  return value === undefined ? { wrong: `is none of ${values.join(', ')}` } : { value }
}

function known<Value> (values: Readonly<Record<string, Value>>, cell: string, allowed: string): Cell<Value> {
  const value = Object.hasOwn(values, cell.toLowerCase()) ? values[cell.toLowerCase()] : undefined
  return value === undefined ? { wrong: `is not ${allowed}` } : { value }
}

function documentNames (cells: ManifestRecord['cells']): [Column, string][] {
  const attachments = cells.attachments.split(';').map(name => name.trim()).filter(name => name !== '')
  return [['main_document', cells.main_document], ...attachments.map((name): [Column, string] => ['attachments', name])]
}

/** The gateway tells a letter's documents apart by their names. */
function hasTwins (documents: readonly BatchDocument[]): boolean {
  return new Set(documents.map(document => document.fileName.toLowerCase())).size < documents.length
}
