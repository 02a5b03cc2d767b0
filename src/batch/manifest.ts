import { parse } from 'csv-parse/sync'
import { GatewayError } from '../letter/gateway-error.ts'
import { folderCode } from './batch-row.ts'

/** The file that says what is in the folder. */
export const manifestName = 'manifest.csv'

const required = ['row_id', 'reference', 'recipient', 'class', 'title', 'language', 'main_document'] as const
const optional = ['security_level', 'opening_receipt', 'attachments', 'send_after', 'deadline_by'] as const
const columns: readonly Column[] = [...required, ...optional]

/** A column of the manifest. */
export type Column = typeof required[number] | typeof optional[number]

/** One record as it stands in the file. A cell that is not there is the empty string. */
export interface ManifestRecord {
  /** 1 for the first record after the header. */
  number: number
  cells: Readonly<Record<Column, string>>
  /** Whether it has as many cells as the header: else a cell may stand in the wrong column. */
  isWhole: boolean
}

/**
 * Reads the manifest: UTF-8 with or without a byte order mark, comma or semicolon between the cells.
 *
 * No message quotes a cell: a header that is missing would make the first person's number look like a column name.
 *
 * @throws {GatewayError} `ERR_BATCH_FOLDER` if it is not such a file, or columns are missing, unknown or doubled
 */
export function readManifest (bytes: Uint8Array): ManifestRecord[] {
  const [header, ...records] = parseCells(decode(bytes))
  if (header === undefined) throw refusal('it is empty')
  const places = placesOf(header.map(cell => cell.toLowerCase()))
  return records.map((cells, index) => ({
    number: index + 1,
    isWhole: cells.length === header.length,
    cells: cellsOf(column => cells[places.get(column) ?? -1] ?? '')
  }))
}

function decode (bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal('it is not UTF-8; save it as "CSV UTF-8"')
  }
}

/** Attachments are separated by semicolons too, so only the header can tell which delimiter the file has. */
function parseCells (text: string): string[][] {
  const header = text.slice(0, text.search(/\r|\n|$/))
  const delimiter = header.split(';').length > header.split(',').length ? ';' : ','
  try {
    return parse(text, { bom: true, delimiter, trim: true, skip_empty_lines: true, skip_records_with_empty_values: true, relax_column_count: true })
  } catch (error) {
    // The parser's own sentence quotes the cell it stumbled over.
    const line: unknown = error instanceof Error && 'lines' in error ? error.lines : undefined
    throw refusal(typeof line === 'number' ? `quotes do not match at line ${line}` : 'it is not comma-separated text')
  }
}

function placesOf (header: readonly string[]): Map<Column, number> {
  const missing = required.filter(column => !header.includes(column))
  if (missing.length > 0) throw refusal(`columns are missing: ${missing.join(', ')}`)
  const doubled = columns.filter(column => header.filter(name => name === column).length > 1)
  if (doubled.length > 0) throw refusal(`columns are there twice: ${doubled.join(', ')}`)
  const unknown = header.flatMap((name, index) => columns.some(column => column === name) ? [] : [index + 1])
  if (unknown.length > 0) throw refusal(`columns have unknown names: number ${unknown.join(', ')}`)
  return new Map(columns.map(column => [column, header.indexOf(column)]))
}

function cellsOf (read: (column: Column) => string): Record<Column, string> {
  return {
    row_id: read('row_id'), reference: read('reference'), recipient: read('recipient'), class: read('class'), title: read('title'),
    language: read('language'), main_document: read('main_document'), security_level: read('security_level'),
    opening_receipt: read('opening_receipt'), attachments: read('attachments'), send_after: read('send_after'), deadline_by: read('deadline_by')
  }
}

function refusal (why: string): GatewayError {
  return new GatewayError(folderCode, `Cannot read ${manifestName}: ${why}`)
}
