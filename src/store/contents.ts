// Documents and sealed packages, as encrypted chunks. Staged first, linked in the transaction that makes them count.
import type { ContentKey, Contents } from '../journey/records.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { LetterId } from '../letter/letter.ts'
import { giveBack } from '../bytes/give-back.ts'
import { bytes, integer, text } from './cells.ts'
import type { Vault } from './cipher.ts'
import type { Database } from './database.ts'
import type { Vaults } from './vaults.ts'
import { withoutWaiting } from './without-waiting.ts'

/** Bytes of one chunk before encryption. */
export const chunkBytes = 256 * 1024

/** Content storage in the database. */
export function createContents (database: Database, vaults: Vaults): Contents {
  const link = database.gathered((links: Link[]) => linkAll(database, links))
  const drop = database.gathered((ids: string[]) => dropAll(database, ids))
  const documentsOf = database.gathered((letterIds: LetterId[]) => documentsOfAll(database, letterIds))
  return {
    stage: async (key, stream, now, claimNo = 0) => stage({ database, vault: await vaults.of(key.letterId), key, now, claimNo }, stream),
    link: async (ids, now, claimNo = 0) => {
      if (!await link({ ids, now, claimNo })) throw new RangeError('Cannot link content: some of it is not stored any more')
    },
    read: (key, chunks) => read(database, vaults, key, chunks === 'passing'),
    documentsOf,
    discard: async ids => { await database.query('delete from content where id = any($1::uuid[]) and linked_at is null', [ids]) },
    drop: async ids => { await Promise.all(ids.map(drop)) },
    sweep: stagedBefore => database.change('delete from content where linked_at is null and staged_at < $1', [stagedBefore])
  }
}

/** Content that is to count from a moment on, if it is still what was staged under the claim. */
interface Link { ids: readonly string[], now: Date, claimNo: number }

/** Links all that is stored, and tells of each whether all of it was. */
async function linkAll (database: Database, links: readonly Link[]): Promise<boolean[]> {
  const wanted = links.flatMap(({ ids, now, claimNo }) => ids.map(id => ({ id, now, claim_no: claimNo })))
  const rows = await database.query(
    `update content set linked_at = link.now from json_to_recordset($2::json) as link (id uuid, now timestamptz, claim_no int)
     where content.id = any($1::uuid[]) and content.id = link.id and content.claim_no = link.claim_no returning content.id`,
    [wanted.map(({ id }) => id), JSON.stringify(wanted)])
  const linked = new Set(rows.map(({ id }) => text(id)))
  return links.map(({ ids }) => ids.every(id => linked.has(id)))
}

async function dropAll (database: Database, ids: readonly string[]): Promise<undefined[]> {
  await database.query('delete from content where id = any($1::uuid[])', [ids])
  return ids.map(() => undefined)
}

async function documentsOfAll (database: Database, letterIds: readonly LetterId[]): Promise<Map<number, string>[]> {
  const rows = await database.query(
    'select id, letter_id, number from content where letter_id = any($1::uuid[]) and kind = \'document\' and linked_at is not null', [letterIds])
  const byLetter = Map.groupBy(rows, row => text(row.letter_id))
  return letterIds.map(id => new Map(byLetter.get(id)?.map(row => [integer(row.number), text(row.id)])))
}

/** Content that comes, and what it is kept with. */
interface Coming { database: Database, vault: Vault, key: ContentKey, now: Date, claimNo: number }

async function stage (coming: Coming, stream: AsyncIterable<Uint8Array>): Promise<{ bytes: number }> {
  let chunkNo = 0
  let total = 0
  let isWhole = false
  for await (const chunk of inChunks(stream)) {
    total += chunk.length
    isWhole = chunk.length < chunkBytes
    const sealed = coming.vault.seal(chunk, place(coming.key, chunkNo))
    if (chunkNo > 0) await keepNext(coming, chunkNo, sealed, isWhole ? total : undefined)
    else await begin(coming, isWhole ? beginWhole : beginLong, [isWhole ? total : 0, sealed])
    giveBack(sealed)
    chunkNo += 1
  }
  if (chunkNo === 0) await begin(coming, beginEmpty, [])
  else if (!isWhole) await end(coming, total)
  return { bytes: total }
}

/** What an earlier try has left under the same id goes, unless it counts already or is a later claim's: then this one was overtaken. */
async function begin ({ database, key, now, claimNo }: Coming, insert: string, values: readonly unknown[]): Promise<void> {
  const { id, letterId, kind, number } = key
  const isNew = async (): Promise<boolean> => await database.change(insert, [id, letterId, kind, number, now, claimNo, ...values]) === 1
  if (await isNew()) return
  const takePlace = async (): Promise<boolean> => {
    await database.query('delete from content where id = $1 and linked_at is null and claim_no <= $2', [id, claimNo])
    return isNew()
  }
  // An earlier claim may take the place in the same moment; then it is taken from that one.
  if (!await database.transaction(takePlace) && !await database.transaction(takePlace)) throw overtaken()
}

const beginEmpty = `insert into content (id, letter_id, kind, number, staged_at, claim_no)
  values ($1::uuid, $2::uuid, $3::text, $4::int, $5::timestamptz, $6::int) on conflict do nothing`

const beginWhere = (condition: string): string => `with begun as (
    insert into content (id, letter_id, kind, number, staged_at, claim_no, bytes)
    select $1::uuid, $2::uuid, $3::text, $4::int, $5::timestamptz, $6::int, $7::bigint where ${condition} on conflict do nothing returning id
  )
  insert into content_chunk (content_id, chunk_no, sealed) select id, 0, $8 from begun`

// A first chunk that were lost when the next ones are kept would be missed by nobody: it waits.
const beginLong = beginWhere('true')

// Most content is one chunk: all of it comes in one statement, or is lost as one; then it is not there to be linked.
const beginWhole = beginWhere(withoutWaiting)

async function keepNext (
  { database, key, claimNo }: Coming, chunkNo: number, sealed: Uint8Array, total: number | undefined
): Promise<void> {
  const [sql, last] = total === undefined ? [keepOne, []] : [keepLast, [total]]
  const kept = await database.change(sql, [key.id, chunkNo, sealed, claimNo, ...last])
  if (kept !== 1) throw overtaken()
}

const keepOne = `insert into content_chunk (content_id, chunk_no, sealed)
  select id, $2, $3 from content where id = $1 and claim_no = $4 and linked_at is null`

const keepLast = `with kept as (${keepOne} returning content_id)
  update content set bytes = $5 from kept where content.id = kept.content_id`

async function end ({ database, key, claimNo }: Coming, total: number): Promise<void> {
  await database.query('update content set bytes = $2 where id = $1 and claim_no = $3 and linked_at is null', [key.id, total, claimNo])
}

/** A worker that was overtaken must not write into, or over, what a newer one has made under the same id. */
function overtaken (): GatewayError {
  return new GatewayError('ERR_STORE_STALE_CLAIM', 'Cannot store content: a newer claim has stored it')
}

/**
 * Content that was dropped meanwhile must not pass for a short one: an overtaken worker would hand it over. All passing
 * chunks but the last are whole, and given back.
 */
async function* read (database: Database, vaults: Vaults, key: ContentKey, isPassing: boolean): AsyncIterable<Uint8Array> {
  const vault = await vaults.of(key.letterId)
  let left = 1
  for (let chunkNo = 0; left > 0; chunkNo += 1) {
    const pieces = await database.query(readPieces, [key.id, chunkNo])
    const [first] = pieces
    if (first === undefined) {
      await demandEmpty(database, key)
      return
    }
    const sealed = joined(pieces.map(row => bytes(row.piece)))
    const chunk = vault.open(sealed, place(key, chunkNo))
    giveBack(sealed)
    left = integer(first.bytes) - chunkNo * chunkBytes - chunk.length
    yield chunk
    if (isPassing && left > 0) giveBack(chunk)
  }
}

// Drivers take a row in whole, as text, and then let it lie: a chunk in one piece costs the process ten times its size for a while.
const pieceBytes = 40_000
const readPieces = `select bytes, substring(sealed from place for ${pieceBytes}) as piece
  from content join content_chunk on content_id = id cross join generate_series(1, length(sealed), ${pieceBytes}) as place
  where id = $1 and chunk_no = $2 order by place`

function joined (pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  const whole = new Uint8Array(new ArrayBuffer(pieces.reduce((sum, { length }) => sum + length, 0)))
  let used = 0
  for (const piece of pieces) {
    whole.set(piece, used)
    used += piece.length
    giveBack(piece)
  }
  return whole
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
