// Documents and sealed packages, as encrypted chunks. Staged first, linked in the transaction that makes them count.
import type { ContentKey, Contents } from '../journey/records.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { LetterId } from '../letter/letter.ts'
import { giveBack } from '../bytes/give-back.ts'
import { bytes, integer, text } from './cells.ts'
import type { Database } from './database.ts'
import type { Vaults } from './vaults.ts'

/** Bytes of one chunk before encryption. */
export const chunkBytes = 256 * 1024

/** Content storage in the database. */
export function createContents (database: Database, vaults: Vaults): Contents {
  const begin = database.gathered((begun: Begun[]) => beginAll(database, begun))
  const link = database.gathered((links: Link[]) => linkAll(database, links))
  const documentsOf = database.gathered((letterIds: LetterId[]) => documentsOfAll(database, letterIds))
  return {
    stage: (key, stream, now) => stage({ database, vaults, begin }, key, stream, now),
    link: async (ids, now) => {
      if (!await link({ ids, now })) throw new RangeError('Cannot link content: some of it is not stored any more')
    },
    read: key => read(database, vaults, key),
    documentsOf,
    discard: async ids => { await database.query('delete from content where id = any($1::uuid[]) and linked_at is null', [ids]) },
    drop: async ids => { await database.query('delete from content where id = any($1::uuid[])', [ids]) },
    sweep: stagedBefore => database.change('delete from content where linked_at is null and staged_at < $1', [stagedBefore])
  }
}

/** Content that is to count from a moment on. */
interface Link { ids: readonly string[], now: Date }

/** Links all that is stored, and tells of each whether all of it was. */
async function linkAll (database: Database, links: readonly Link[]): Promise<boolean[]> {
  const wanted = links.flatMap(({ ids, now }) => ids.map(id => ({ id, now })))
  const rows = await database.query(
    `update content set linked_at = link.now from json_to_recordset($2::json) as link (id uuid, now timestamptz)
     where content.id = any($1::uuid[]) and content.id = link.id returning content.id`, [wanted.map(({ id }) => id), JSON.stringify(wanted)])
  const linked = new Set(rows.map(({ id }) => text(id)))
  return links.map(({ ids }) => ids.every(id => linked.has(id)))
}

async function documentsOfAll (database: Database, letterIds: readonly LetterId[]): Promise<Map<number, string>[]> {
  const rows = await database.query(
    'select id, letter_id, number from content where letter_id = any($1::uuid[]) and kind = \'document\' and linked_at is not null', [letterIds])
  const byLetter = Map.groupBy(rows, row => text(row.letter_id))
  return letterIds.map(id => new Map(byLetter.get(id)?.map(row => [integer(row.number), text(row.id)])))
}

/** Content that is about to come. */
interface Begun { key: ContentKey, now: Date }

async function stage (
  { database, vaults, begin }: { database: Database, vaults: Vaults, begin: (begun: Begun) => Promise<boolean> },
  key: ContentKey, stream: AsyncIterable<Uint8Array>, now: Date
): Promise<{ bytes: number }> {
  if (!await begin({ key, now })) {
    await database.transaction(async () => {
      await database.query('delete from content where id = $1 and linked_at is null', [key.id])
      if (!await begin({ key, now })) throw overtaken()
    })
  }
  const vault = await vaults.of(key.letterId)
  let chunkNo = 0
  let total = 0
  let isWhole = false
  for await (const chunk of inChunks(stream)) {
    total += chunk.length
    isWhole = chunk.length < chunkBytes
    const sealed = vault.seal(chunk, place(key, chunkNo))
    const kept = await database.change(isWhole ? keepLast : keepOne, [key.id, chunkNo, sealed, now, ...isWhole ? [total] : []])
    giveBack(sealed)
    if (kept !== 1) throw overtaken()
    chunkNo += 1
  }
  if (!isWhole) await database.query('update content set bytes = $2 where id = $1 and staged_at = $3 and linked_at is null', [key.id, total, now])
  return { bytes: total }
}

/** Makes the rows, and tells which were not there yet. */
async function beginAll (database: Database, begun: readonly Begun[]): Promise<boolean[]> {
  const rows = await database.query(
    `insert into content (id, letter_id, kind, number, staged_at)
     select id, letter_id, kind, number, staged_at
     from json_to_recordset($1::json) as begun (id uuid, letter_id uuid, kind text, number int, staged_at timestamptz)
     on conflict do nothing returning id`,
    [JSON.stringify(begun.map(({ key: { id, letterId, kind, number }, now }) => ({ id, letter_id: letterId, kind, number, staged_at: now })))])
  const made = new Set(rows.map(({ id }) => text(id)))
  return begun.map(({ key }) => made.delete(key.id))
}

const keepOne = `insert into content_chunk (content_id, chunk_no, sealed)
  select id, $2, $3 from content where id = $1 and staged_at = $4 and linked_at is null`

// Most content is one chunk: with its size in the same statement it costs two in all.
const keepLast = `with kept as (${keepOne} returning content_id)
  update content set bytes = $5 from kept where content.id = kept.content_id`

/** A worker that was overtaken must not write into, or over, what a newer one has made under the same id. */
function overtaken (): GatewayError {
  return new GatewayError('ERR_STORE_STALE_CLAIM', 'Cannot store content: a newer claim has stored it')
}

/** Content that was dropped meanwhile must not pass for a short one: an overtaken worker would hand it over. */
async function* read (database: Database, vaults: Vaults, key: ContentKey): AsyncIterable<Uint8Array> {
  const vault = await vaults.of(key.letterId)
  let left = 1
  for (let chunkNo = 0; left > 0; chunkNo += 1) {
    const [row] = await database.query(
      'select sealed, bytes from content join content_chunk on content_id = id where id = $1 and chunk_no = $2', [key.id, chunkNo])
    if (row === undefined) {
      await demandEmpty(database, key)
      return
    }
    const sealed = bytes(row.sealed)
    const chunk = vault.open(sealed, place(key, chunkNo))
    giveBack(sealed)
    left = integer(row.bytes) - chunkNo * chunkBytes - chunk.length
    yield chunk
  }
}

async function demandEmpty (database: Database, { id }: ContentKey): Promise<void> {
  const [empty] = await database.query('select 1 from content where id = $1 and bytes = 0', [id])
  if (empty === undefined) throw new RangeError('Cannot read content: it is not stored any more')
}

// A chunk moved to another letter, document or position does not open.
function place (key: ContentKey, chunkNo: number): string {
  return `content/${key.letterId}/${key.kind}/${key.number}/${chunkNo}`
}

/** Buffers of one chunk for the streams to come: made anew for each, they would be as much garbage as there is content, and more for small ones. */
const spare: Buffer[] = []
const mostSpare = 32

/** Cuts a stream into chunks of exactly chunkBytes; only the last may be shorter. Each is gone when the next is asked for. */
async function* inChunks (stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunk = spare.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
  let [length, used] = [0, 0]
  try {
    for await (const piece of stream) {
      for (let start = 0; start < piece.length;) {
        const taken = piece.subarray(start, start + chunkBytes - length)
        chunk.set(taken, length)
        length += taken.length
        start += taken.length
        used = Math.max(used, length)
        if (length < chunkBytes) continue
        yield chunk
        length = 0
      }
    }
    if (length > 0) yield chunk.subarray(0, length)
  } finally {
    // Nothing of a letter stays in it.
    chunk.fill(0, 0, used)
    if (spare.length < mostSpare) spare.push(chunk)
  }
}
