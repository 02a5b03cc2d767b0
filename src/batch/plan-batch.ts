import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { GatewayError } from '../letter/gateway-error.ts'
import { folderCode, type BatchDocument, type BatchRow, type RefusedRow } from './batch-row.ts'
import { findDocument } from './find-document.ts'
import { manifestName, readManifest, type ManifestRecord } from './manifest.ts'
import { readRow } from './read-row.ts'

/** What there is to send, before anything is sent. */
export interface BatchPlan {
  /** Real, absolute path. */
  folder: string
  rows: readonly BatchRow[]
  /** Rows that cannot be sent as they are. */
  refused: readonly RefusedRow[]
  /** Same for the same work: made of the rows without their recipients, and of the sizes of their documents. */
  digest: string
}

/**
 * Checks a folder through and through; one bad row does not hide the next.
 *
 * @throws {GatewayError} `ERR_BATCH_FOLDER` if there is no folder or no readable manifest in it
 */
export async function planBatch (path: string): Promise<BatchPlan> {
  const folder = await realpath(path).catch(() => { throw refusal('it does not exist') })
  const manifest = await readFile(join(folder, manifestName)).catch(() => { throw refusal(`it holds no ${manifestName}`) })
  const records = readManifest(manifest)
  const rows: BatchRow[] = []
  const refused: RefusedRow[] = []
  const doubled = doubledIds(records)
  const find = remembering(name => findDocument(folder, name))
  for (const record of records) {
    const reading = doubled.has(record.cells.row_id)
      ? { problems: [{ code: folderCode, field: 'row_id', sentence: 'stands in more than one record' }] }
      : await readRow(record, find)
    if ('row' in reading) rows.push(reading.row)
    else refused.push({ row: nameOf(record), problems: reading.problems })
  }
  return { folder, rows, refused, digest: digestOf(rows) }
}

/** None of the records with one id is sent: nobody can tell which of them is meant. */
function doubledIds (records: readonly ManifestRecord[]): Set<string> {
  const seen = new Set<string>()
  const doubled = new Set<string>()
  for (const { cells } of records) {
    if (seen.has(cells.row_id)) doubled.add(cells.row_id)
    seen.add(cells.row_id)
  }
  return doubled
}

/** One file may stand in thousands of rows; it is looked for once. */
function remembering (find: (name: string) => Promise<BatchDocument | string>): (name: string) => Promise<BatchDocument | string> {
  const found = new Map<string, Promise<BatchDocument | string>>()
  return name => {
    const known = found.get(name) ?? find(name)
    found.set(name, known)
    return known
  }
}

/** An id that is not fit to be told (it may be somebody's number) is replaced by the record's place. */
function nameOf (record: ManifestRecord): string {
  const { row_id: id } = record.cells
  return /^[\w.-]{1,100}$/.test(id) && !/\d{11}/.test(id) ? id : `record ${record.number}`
}

/** Recipients are left out: a digest of few unknown digits could be turned back. */
function digestOf (rows: readonly BatchRow[]): string {
  const hash = createHash('sha256')
  for (const { id, reference, class: letterClass, documents } of rows) {
    hash.update(JSON.stringify([id, reference, letterClass, documents.map(({ fileName, bytes }) => [fileName, bytes])]))
  }
  return hash.digest('hex').slice(0, 32)
}

function refusal (why: string): GatewayError {
  return new GatewayError(folderCode, `Cannot use the batch folder: ${why}`)
}
