// Documents and sealed packages, as encrypted chunks. Staged first, linked in the transaction that makes them count.
import type { Vault } from './cipher.ts'
import { bytes } from './cells.ts'
import type { Database } from './database.ts'

/** Bytes of one chunk before encryption. */
export const chunkBytes = 256 * 1024

/** What is stored: a letter's document, or the sealed package of an attempt (whose id is then the message id). */
export interface ContentKey {
  id: string
  letterId: string
  kind: 'document' | 'package'
  /** The document's number in the letter, or the attempt's for a package. */
  number: number
}

/** Content storage. Whoever calls holds the letter's vault, so a stolen table is ciphertext. */
export interface Contents {
  /** Stores a stream under an id, replacing what an earlier, unfinished try left there. Not visible to anyone until linked. */
  stage: (key: ContentKey, vault: Vault, stream: AsyncIterable<Uint8Array>, now: Date) => Promise<{ bytes: number }>
  /** Makes everything staged for these ids part of the letter. Call it in the accepting transaction. */
  link: (ids: readonly string[], now: Date) => Promise<void>
  /** Streams linked or staged content from its start. */
  read: (key: ContentKey, vault: Vault) => AsyncIterable<Uint8Array>
  /** Removes content at once. */
  drop: (ids: readonly string[]) => Promise<void>
  /** Removes what was staged before a moment and never linked; tells how many. */
  sweep: (stagedBefore: Date) => Promise<number>
}

/** Content storage in the database. */
export function createContents (database: Database): Contents {
  return {
    stage: (key, vault, stream, now) => stage(database, key, vault, stream, now),
    link: async (ids, now) => { await database.query('update content set linked_at = $2 where id = any($1::uuid[])', [ids, now]) },
    read: (key, vault) => read(database, key, vault),
    drop: async ids => { await database.query('delete from content where id = any($1::uuid[])', [ids]) },
    sweep: stagedBefore => database.change('delete from content where linked_at is null and staged_at < $1', [stagedBefore])
  }
}

async function stage (
  database: Database, key: ContentKey, vault: Vault, stream: AsyncIterable<Uint8Array>, now: Date
): Promise<{ bytes: number }> {
  await database.transaction(async () => {
    await database.query('delete from content where id = $1', [key.id])
    await database.query('insert into content (id, letter_id, kind, number, staged_at) values ($1, $2, $3, $4, $5)',
      [key.id, key.letterId, key.kind, key.number, now])
  })
  let chunkNo = 0
  let total = 0
  for await (const chunk of inChunks(stream)) {
    await database.query('insert into content_chunk (content_id, chunk_no, sealed) values ($1, $2, $3)',
      [key.id, chunkNo, vault.seal(chunk, place(key, chunkNo))])
    chunkNo += 1
    total += chunk.length
  }
  await database.query('update content set bytes = $2 where id = $1', [key.id, total])
  return { bytes: total }
}

async function* read (database: Database, key: ContentKey, vault: Vault): AsyncIterable<Uint8Array> {
  for (let chunkNo = 0; ; chunkNo += 1) {
    const [row] = await database.query('select sealed from content_chunk where content_id = $1 and chunk_no = $2', [key.id, chunkNo])
    if (row === undefined) return
    yield vault.open(bytes(row.sealed), place(key, chunkNo))
  }
}

// A chunk moved to another letter, document or position does not open.
function place (key: ContentKey, chunkNo: number): string {
  return `content/${key.letterId}/${key.kind}/${key.number}/${chunkNo}`
}

/** Cuts a stream into chunks of exactly chunkBytes; only the last may be shorter. */
async function* inChunks (stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const piece of stream) {
    waiting.push(piece)
    length += piece.length
    while (length >= chunkBytes) {
      const joined = Buffer.concat(waiting, length)
      yield joined.subarray(0, chunkBytes)
      waiting = [joined.subarray(chunkBytes)]
      length -= chunkBytes
    }
  }
  if (length > 0) yield Buffer.concat(waiting, length)
}
