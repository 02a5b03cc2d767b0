import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { readEntry, type Entry } from './entry.ts'
import { applyEntry, emptyState, type State } from './state.ts'

/** What happened, and what it adds up to. */
export interface Ledger {
  readonly state: State
  /** Changes the state at once; ends when the entry is in the file, if there is one. */
  record (entry: Entry): Promise<void>
  close (): Promise<void>
}

/**
 * Opens the ledger: `ledger.jsonl` in a folder, read again from its first line, or memory alone.
 *
 * Lines are written in the order they were recorded, and not forced to the disk: this is a sandbox.
 */
export async function openLedger (folder: string | undefined): Promise<Ledger> {
  const state = emptyState()
  if (folder === undefined) {
    return { state, record: entry => { applyEntry(state, entry); return Promise.resolve() }, close: () => Promise.resolve() }
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'ledger.jsonl')
  await replay(path, state)
  const file = await open(path, 'a', 0o600)
  await closeTornLine(file)
  let last = Promise.resolve()
  return {
    state,
    record: async entry => {
      applyEntry(state, entry)
      last = last.then(async () => { await file.appendFile(`${JSON.stringify(entry)}\n`) })
      await last
    },
    close: async () => {
      await last
      await file.close()
    }
  }
}

/** A line that is not whole is passed over: only a kill in the middle of writing leaves one, and nobody was told of it. */
async function replay (path: string, state: State): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const entry = readEntry(line)
    if (entry !== undefined) applyEntry(state, entry)
  }
}

/** After a kill in the middle of a line the next entry must not be glued to the torn one. An empty line is no entry. */
async function closeTornLine (file: FileHandle): Promise<void> {
  const { size } = await file.stat()
  if (size > 0) await file.appendFile('\n')
}
