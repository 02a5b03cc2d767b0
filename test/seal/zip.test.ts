import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { readContainer } from '../../src/open/read-container.ts'
import { planZip, type StreamedSource, type ZipPlan } from '../../src/seal/zip.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { folderOf, runTool } from '../support/run-tool.ts'
import { chunksOf } from '../support/sealed-letter.ts'

const modifiedAt = new Date('2026-03-01T10:00:00Z')
const large = 5_000_000

function source (name: string, bytes: Uint8Array, isCompressible = false): StreamedSource {
  return { name, bytes: bytes.length, isCompressible, open: () => chunksOf(bytes) }
}

async function written (plan: ZipPlan): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of plan.write()) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

test('readContainer() reads what planZip() writes, and the plan told its length', async t => {
  const file = fc.record({
    bytes: fc.uint8Array({ maxLength: 3000 }), repeat: fc.integer({ min: 1, max: 20 }), isCompressible: fc.boolean(), isAtHand: fc.boolean()
  })
  await fc.assert(fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 6 }), async files => {
    const contents = files.map(({ bytes, repeat }) => Buffer.concat(Array<Uint8Array>(repeat).fill(bytes)))
    const plan = await planZip(contents.map((content, index) =>
      files[index]?.isAtHand === true ? { name: `${index}.bin`, content } : source(`${index}.bin`, content, files[index]?.isCompressible)), modifiedAt)
    const zip = await written(plan)
    t.equal(zip.length, plan.bytes)
    t.equal(plan.parts.reduce((sum, { bytes }) => sum + bytes, 0), plan.bytes)
    const read = [...(await readContainer(zip)).values()]
    t.ok(contents.every((bytes, index) => bytes.equals(read[index] ?? Buffer.from('missing'))))
  }), { numRuns: 60 })
})

test('planZip() compresses only what shrinks, and stores the rest at any size', async t => {
  const plan = await planZip([
    source('shrinks', Buffer.alloc(1000), true), source('small', Buffer.alloc(1000)), source('noise', randomBytes(1000), true), source('large', randomBytes(large))
  ], modifiedAt)
  const zip = await written(plan)
  const methods = ['shrinks', 'small', 'noise', 'large'].map(name => zip.readUInt16LE(zip.indexOf(name) - 30 + 8))
  t.same(methods, [8, 0, 0, 0])
})

test('planZip() writes large compressed files to the length it told, whether it kept them or makes them again', async t => {
  const text = Buffer.from(randomBytes(large / 2).toString('hex'))
  const plan = await planZip([source('a.txt', text, true), source('b.txt', text.subarray(0, 10_000), true)], modifiedAt)
  const zip = await written(plan)
  t.equal(zip.length, plan.bytes)
  t.same(Array.from((await readContainer(zip)).values(), content => content.length), [large, 10_000])
})

test('planZip() puts the size of every file in front of it, for readers that stream', async t => {
  const files = [source('mimetype', Buffer.from('x')), source('a.pdf', randomBytes(1000)), source('a.txt', Buffer.alloc(2000), true)]
  const zip = await written(await planZip(files, modifiedAt))
  for (const { name, bytes } of files) {
    const header = zip.indexOf(name) - 30
    t.equal(zip.readUInt16LE(header + 6) & 8, 0, 'no data descriptor')
    t.equal(zip.readUInt32LE(header + 22), bytes)
    t.ok(zip.readUInt32LE(header + 14) > 0, 'a checksum')
    t.equal(zip.readUInt16LE(header + 28), 0, 'no extra field')
  }
})

test('planZip() takes the checksum it is given, and reads no file before it writes it', async t => {
  let opened = 0
  const file = source('a.pdf', Buffer.from('123456789'))
  const open = (): AsyncIterable<Uint8Array> => {
    opened += 1
    return file.open()
  }
  const plan = await planZip([{ ...file, crc32: 0xcbf43926, open }], modifiedAt)
  t.equal(opened, 0)
  t.equal([...(await readContainer(await written(plan))).values()][0]?.toString(), '123456789')
  t.equal(opened, 1)
})

test('planZip() is accepted by unzip and zipinfo, time and mode included', async t => {
  if (!outsideTool(t, 'unzip') || !outsideTool(t, 'zipinfo')) return
  const plan = await planZip([{ name: 'mimetype', content: Buffer.from('x') }, source('a.bin', randomBytes(large)), source('b.txt', Buffer.alloc(1000), true)], modifiedAt)
  const folder = await folderOf(t, [['made.zip', await written(plan)]])
  t.equal(runTool(folder, 'unzip', '-t', 'made.zip').status, 0)
  const { text } = runTool(folder, 'zipinfo', '-T', 'made.zip')
  t.match(text, /-rw-r--r-- {2}2\.0 unx +5000000 b. stor 20260301\.100000 a\.bin/)
})

test('planZip() and its writing fail when a file fails, stored or compressed', async t => {
  async function* failing (): AsyncGenerator<Uint8Array, void, undefined> {
    yield* chunksOf(new Uint8Array(50_000))
    throw new Error('lost')
  }
  const file = { name: 'a', bytes: 100_000, open: failing }
  await t.rejects(planZip([{ ...file, isCompressible: true }], modifiedAt), new Error('lost'))
  await t.rejects(planZip([{ ...file, isCompressible: false }], modifiedAt), new Error('lost'))
  await t.rejects(written(await planZip([{ ...file, isCompressible: false, crc32: 1 }], modifiedAt)), new Error('lost'))
})

test('planZip() lets go of its sources when nobody reads on', async t => {
  let closed = 0
  async function* endless (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) yield* chunksOf(randomBytes(100_000))
    } finally {
      closed += 1
    }
  }
  const plan = await planZip([{ name: 'a', bytes: large, isCompressible: false, crc32: 1, open: endless }], modifiedAt)
  for await (const chunk of plan.write()) if (chunk.length > 1000) break
  t.equal(closed, 1)
})
