import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { ContentKey } from '../../src/journey/records.ts'
import { chunkBytes } from '../../src/store/contents.ts'
import { acceptedAt, aStore, inPieces, storeLetter, wholeOf, type TestStore } from '../support/a-store.ts'

async function aDocument (store: TestStore, changes: Partial<ContentKey> = {}): Promise<ContentKey> {
  const letterId = changes.letterId ?? (await storeLetter(store)).id
  return { id: randomUUID(), letterId, kind: 'document', number: 0, ...changes }
}

async function chunksOf ({ database }: TestStore, id: string): Promise<number> {
  return (await database.query('select chunk_no from content_chunk where content_id = $1', [id])).length
}

for (const size of [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 4 * chunkBytes]) {
  test(`read() gives ${size} staged bytes back`, async t => {
    const store = await aStore()
    const key = await aDocument(store)
    const content = randomBytes(size)
    t.strictSame(await store.records.contents.stage(key, inPieces(content), acceptedAt), { bytes: size })
    t.ok(content.equals(await wholeOf(store.records.contents.read(key))))
    t.equal(await chunksOf(store, key.id), Math.ceil(size / chunkBytes))
  })
}

test('stage() cuts its own chunks, however the stream came', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  const pieces = [1, chunkBytes, 70_000, 3 * chunkBytes, 2].map(size => randomBytes(size))
  await store.records.contents.stage(key, inPieces(...pieces), acceptedAt)
  t.ok(Buffer.concat(pieces).equals(await wholeOf(store.records.contents.read(key))))
  t.equal(await chunksOf(store, key.id), 5)
})

test('stage() keeps apart what is staged side by side and one after the other', async t => {
  const store = await aStore()
  const { id: letterId } = await storeLetter(store)
  const sizes = [300_000, 10, 262_144, 70_000, 1, 524_300, 12, 40_000]
  for (const round of [1, 2]) {
    const contents = await Promise.all(sizes.map(async size => ({ key: await aDocument(store, { letterId }), content: randomBytes(size) })))
    await Promise.all(contents.map(({ key, content }) => store.records.contents.stage(key, inPieces(content), acceptedAt)))
    for (const { key, content } of contents) {
      t.ok(content.equals(await wholeOf(store.records.contents.read(key))), `round ${round}, ${content.length} bytes`)
    }
  }
})

test('stage() stores no text in clear', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  const content = Buffer.from('Vedtak om avslag. '.repeat(100))
  await store.records.contents.stage(key, inPieces(content), acceptedAt)
  const [row] = await store.database.query('select sealed from content_chunk where content_id = $1', [key.id])
  t.notOk(Buffer.from(row?.sealed as Uint8Array).includes('Vedtak'))
})

test('stage() again replaces what an unfinished try left', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  await store.records.contents.stage(key, inPieces(randomBytes(2 * chunkBytes)), acceptedAt)
  await store.records.contents.stage(key, inPieces('second'), acceptedAt)
  t.equal((await wholeOf(store.records.contents.read(key))).toString(), 'second')
})

test('stage() passes on that the stream broke', async t => {
  const store = await aStore()
  async function* broken (): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(randomBytes(chunkBytes))
    throw new Error('cut')
  }
  await t.rejects(store.records.contents.stage(await aDocument(store), broken(), acceptedAt), { message: 'cut' })
})

test('read() refuses chunks that changed places', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  await store.records.contents.stage(key, inPieces(randomBytes(2 * chunkBytes)), acceptedAt)
  await store.database.query('update content_chunk set chunk_no = case chunk_no when 0 then 9 else 0 end where content_id = $1', [key.id])
  await t.rejects(wholeOf(store.records.contents.read(key)), { code: 'ERR_STORE_KEY' })
})

for (const change of [{ number: 1 }, { kind: 'package' }, { letterId: 'another' }] as const) {
  test(`read() refuses content put under another ${Object.keys(change).join()}`, async t => {
    const store = await aStore()
    const key = await aDocument(store)
    await store.records.contents.stage(key, inPieces('text'), acceptedAt)
    const other = { ...key, ...change, ...'letterId' in change && { letterId: (await storeLetter(store)).id } }
    await t.rejects(wholeOf(store.records.contents.read(other)), { code: 'ERR_STORE_KEY' })
  })
}

test('documentsOf() tells linked documents by number', async t => {
  const store = await aStore()
  const { contents } = store.records
  const main = await aDocument(store)
  const keys = [main, { ...main, id: randomUUID(), number: 1 }, { ...main, id: randomUUID(), number: 2 }, { ...main, id: randomUUID(), kind: 'package' as const }]
  for (const key of keys) await contents.stage(key, inPieces('text'), acceptedAt)
  await contents.link([keys[0], keys[1], keys[3]].flatMap(key => key?.id ?? []), acceptedAt)
  t.strictSame(await contents.documentsOf(main.letterId), new Map([[0, main.id], [1, keys[1]?.id]]))
})

for (const size of [4, 3 * chunkBytes]) {
  test(`stage() of a package gives way to a later claim's, never to an earlier one's: ${size} bytes`, async t => {
    const store = await aStore()
    const { contents } = store.records
    const key = await aDocument(store, { kind: 'package' })
    const [earlier, later] = [randomBytes(size), randomBytes(size)]
    await contents.stage(key, inPieces(earlier), acceptedAt, 3)
    await contents.stage(key, inPieces(later), acceptedAt, 5)
    await t.rejects(contents.stage(key, inPieces(earlier), acceptedAt, 3), { code: 'ERR_STORE_STALE_CLAIM' })
    await t.rejects(contents.link([key.id], acceptedAt, 3), RangeError)
    await contents.link([key.id], acceptedAt, 5)
    t.ok((await wholeOf(contents.read(key))).equals(later))
  })
}

test('stage() takes the place of what a worker of the version before has left, which knows no claims', async t => {
  const store = await aStore()
  const { contents } = store.records
  const key = await aDocument(store, { kind: 'package' })
  await store.database.query('insert into content (id, letter_id, kind, number, staged_at) values ($1, $2, $3, $4, $5)',
    [key.id, key.letterId, key.kind, key.number, acceptedAt])
  await contents.stage(key, inPieces('mine'), acceptedAt, 5)
  await contents.link([key.id], acceptedAt, 5)
  t.equal((await wholeOf(contents.read(key))).toString(), 'mine')
})

test('stage() of a worker that is overtaken while it stages writes no more', async t => {
  const store = await aStore()
  const { contents } = store.records
  const key = await aDocument(store, { kind: 'package' })
  const later = randomBytes(2 * chunkBytes)
  async function* slow (): AsyncIterable<Uint8Array> {
    yield randomBytes(chunkBytes)
    await contents.stage(key, inPieces(later), acceptedAt, 5)
    yield randomBytes(chunkBytes)
  }
  await t.rejects(contents.stage(key, slow(), acceptedAt, 3), { code: 'ERR_STORE_STALE_CLAIM' })
  await contents.link([key.id], acceptedAt, 5)
  t.ok((await wholeOf(contents.read(key))).equals(later))
})

test('drop() removes content with its chunks', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  await store.records.contents.stage(key, inPieces('text'), acceptedAt)
  await store.records.contents.drop([key.id])
  t.equal(await chunksOf(store, key.id), 0)
  await t.rejects(wholeOf(store.records.contents.read(key)), RangeError)
})

test('read() of content that is dropped meanwhile fails, and does not pass for a short one', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  await store.records.contents.stage(key, inPieces(randomBytes(2 * chunkBytes)), acceptedAt)
  const reading = store.records.contents.read(key)[Symbol.asyncIterator]()
  await reading.next()
  await store.records.contents.drop([key.id])
  await t.rejects(reading.next(), RangeError)
})

test('read() gives the memory of passing chunks back, and never that of kept ones', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  const content = randomBytes(3 * chunkBytes + 70_000)
  await store.records.contents.stage(key, inPieces(content), acceptedAt)
  for (const [use, left] of [['passing', [0, 0, 0, 70_000]], ['kept', [chunkBytes, chunkBytes, chunkBytes, 70_000]]] as const) {
    const seen: Uint8Array[] = []
    const copies: Buffer[] = []
    for await (const chunk of store.records.contents.read(key, use)) {
      seen.push(chunk)
      copies.push(Buffer.from(chunk))
    }
    t.ok(content.equals(Buffer.concat(copies)), use)
    t.strictSame(seen.map(({ length }) => length), left, use)
  }
})

test('sweep() removes what is old and was never linked', async t => {
  const store = await aStore()
  const { contents } = store.records
  const [orphan, linked, young] = [await aDocument(store), await aDocument(store), await aDocument(store)]
  const hourEarlier = new Date(acceptedAt.getTime() - 3_600_000)
  for (const key of [orphan, linked]) await contents.stage(key, inPieces('text'), hourEarlier)
  await contents.stage(young, inPieces('text'), acceptedAt)
  await contents.link([linked.id], acceptedAt)
  t.equal(await contents.sweep(acceptedAt), 1)
  t.strictSame(await Promise.all([orphan, linked, young].map(({ id }) => chunksOf(store, id))), [0, 1, 1])
})

test('discard() removes what no letter has, and leaves what one has', async t => {
  const store = await aStore()
  const { contents } = store.records
  const [staged, linked] = [await aDocument(store), await aDocument(store)]
  for (const key of [staged, linked]) await contents.stage(key, inPieces('text'), acceptedAt)
  await contents.link([linked.id], acceptedAt)
  await contents.discard([staged.id, linked.id])
  t.strictSame(await Promise.all([staged, linked].map(({ id }) => chunksOf(store, id))), [0, 1])
})

test('link() refuses a letter part of whose content is gone', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  await store.records.contents.stage(key, inPieces('text'), acceptedAt)
  await t.rejects(store.records.contents.link([key.id, randomUUID()], acceptedAt), RangeError)
})

test('stage() never writes over what a letter has', async t => {
  const store = await aStore()
  const key = await aDocument(store)
  await store.records.contents.stage(key, inPieces('first'), acceptedAt)
  await store.records.contents.link([key.id], acceptedAt)
  await t.rejects(store.records.contents.stage(key, inPieces('second'), acceptedAt), { code: 'ERR_STORE_STALE_CLAIM' })
  t.equal((await wholeOf(store.records.contents.read(key))).toString(), 'first')
})
