// What a folder's runs have done so far, one line a row, so that the next run goes on where this one stopped.
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GatewayError } from '../letter/gateway-error.ts'
import { folderCode } from './batch-row.ts'

/** The file beside the manifest. It holds row ids, letter ids and codes; nothing of a person. */
export const checkpointName = 'postbud-batch.jsonl'

/** A row that is done. A refused row is not: it is tried again once it was corrected. */
export interface DoneRow {
  row: string
  letterId: string
}

/** The memory of one folder. */
export interface Checkpoint {
  /** Part of every idempotency key of this folder; the same from run to run, even if the manifest is corrected between them. */
  batchId: string
  /** Whether the manifest is another than when the folder was first sent. */
  hasChanged: boolean
  done: ReadonlySet<string>
  /** Remembers a row as done. */
  add (row: DoneRow): Promise<void>
}

/**
 * Opens a folder's checkpoint. A last line cut short by a crash is passed over: that row is sent again under its old key, which is harmless.
 *
 * @throws {GatewayError} `ERR_BATCH_FOLDER` if it cannot be written; sending without it would still be safe, but never end
 * @param digest names the batch if it is new. Should the file get lost, the same folder gets the same name again.
 */
export async function openCheckpoint (folder: string, digest: string): Promise<Checkpoint> {
  const path = join(folder, checkpointName)
  const text = await readFile(path, 'utf8').catch(() => '')
  const lines = text.split('\n').map(readLine)
  const stored = lines.map(line => textOf(line, 'batch')).find(batch => batch !== undefined)
  const write = (line: object) => append(path, `${JSON.stringify(line)}\n`)
  if (stored === undefined) await write({ batch: digest })
  else if (!text.endsWith('\n')) await append(path, '\n')
  return {
    batchId: stored ?? digest,
    hasChanged: stored !== undefined && stored !== digest,
    done: new Set(lines.flatMap(line => textOf(line, 'letterId') === undefined ? [] : textOf(line, 'row') ?? [])),
    add: row => write(row)
  }
}

async function append (path: string, text: string): Promise<void> {
  await appendFile(path, text).catch((cause: unknown) => {
    throw new GatewayError(folderCode, `Cannot note in ${checkpointName} what was sent: the file cannot be written`, { cause })
  })
}

function readLine (line: string): unknown {
  try {
    const read: unknown = JSON.parse(line)
    return read
  } catch {
    return undefined
  }
}

function textOf (line: unknown, name: 'batch' | 'row' | 'letterId'): string | undefined {
  const value: unknown = typeof line === 'object' && line !== null ? Reflect.get(line, name) : undefined
  return typeof value === 'string' ? value : undefined
}
