import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { readContainer } from '../../src/open/read-container.ts'
import { planEntry, writeZip, zipBytes, type ZipEntry, type ZipSource } from '../../src/seal/zip.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { folderOf, runTool } from '../support/run-tool.ts'
import { chunksOf } from '../support/sealed-letter.ts'

const modifiedAt = new Date('2026-03-01T10:00:00Z')
const large = 5_000_000

function source (name: string, bytes: Uint8Array, isCompressible = false): ZipSource {
  return { name, bytes: bytes.length, isCompressible, open: () => chunksOf(bytes) }
}

async function written (entries: readonly ZipEntry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeZip(entries, modifiedAt)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('readContainer() reads what writeZip() wrote, and zipBytes() told its length', async t => {
  const file = fc.record({ bytes: fc.uint8Array({ maxLength: 3000 }), repeat: fc.integer({ min: 1, max: 20 }), isCompressible: fc.boolean() })
  await fc.assert(fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 6 }), async files => {
    const contents = files.map(({ bytes, repeat }) => Buffer.concat(Array<Uint8Array>(repeat).fill(bytes)))
    const entries = await Promise.all(contents.map((bytes, index) => planEntry(source(`${index}.bin`, bytes, files[index]?.isCompressible))))
    const zip = await written(entries)
    t.equal(zip.length, zipBytes(entries))
    const read = [...(await readContainer(zip)).values()]
    t.ok(contents.every((bytes, index) => bytes.equals(read[index] ?? Buffer.from('missing'))))
  }), { numRuns: 60 })
})

test('planEntry() compresses only what shrinks', async t => {
  t.equal((await planEntry(source('a', Buffer.alloc(1000), true))).level > 0, true)
  t.equal((await planEntry(source('a', Buffer.alloc(1000), false))).level, 0)
  t.equal((await planEntry(source('a', randomBytes(1000), true))).level, 0)
  t.equal((await planEntry(source('a', randomBytes(large), false))).level > 0, true)
})

test('writeZip() writes large files as it reads them, with the length that was told', async t => {
  const entries = await Promise.all([planEntry(source('a.bin', randomBytes(large))), planEntry(source('b.txt', Buffer.from(randomBytes(large / 2).toString('hex')), true))])
  const zip = await written(entries)
  t.equal(zip.length, zipBytes(entries))
  t.same(Array.from((await readContainer(zip)).values(), content => content.length), [large, large])
})

test('writeZip() puts the size of every stored file in front of it, for readers that stream', async t => {
  const entries = await Promise.all([planEntry(source('mimetype', Buffer.from('x'))), planEntry(source('a.pdf', randomBytes(1000)))])
  const zip = await written(entries)
  for (const { name, bytes } of entries) {
    const header = zip.indexOf(name) - 30
    t.equal(zip.readUInt16LE(header + 6) & 8, 0, 'no data descriptor')
    t.equal(zip.readUInt32LE(header + 18), bytes)
    t.equal(zip.readUInt16LE(header + 28), 0, 'no extra field')
  }
})

test('writeZip() is accepted by unzip', async t => {
  if (!outsideTool(t, 'unzip')) return
  const entries = await Promise.all([planEntry(source('a.bin', randomBytes(large))), planEntry(source('b.txt', Buffer.alloc(1000), true))])
  const folder = await folderOf(t, [['made.zip', await written(entries)]])
  t.equal(runTool(folder, 'unzip', '-t', 'made.zip').status, 0)
})

test('writeZip() fails when a file fails, held or streamed', async t => {
  async function* failing (bytes: number): AsyncGenerator<Uint8Array, void, undefined> {
    yield* chunksOf(new Uint8Array(bytes))
    throw new Error('lost')
  }
  for (const level of [0, 6]) {
    await t.rejects(written([{ ...source('a', new Uint8Array(100_000)), level, packedBytes: 1, open: () => failing(50_000) }]), new Error('lost'))
  }
})

test('writeZip() lets go of its sources when nobody reads on', async t => {
  let closed = 0
  async function* endless (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) yield* chunksOf(randomBytes(100_000))
    } finally {
      closed += 1
    }
  }
  const entry = { ...source('a', new Uint8Array(1)), level: 1, packedBytes: 1, open: endless }
  for await (const chunk of writeZip([entry], modifiedAt)) if (chunk.length > 1000) break
  t.equal(closed, 1)
})
