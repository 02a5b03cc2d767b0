// A ZIP whose length is known before its first byte is written, because the encryption around it announces the length.
import { once } from 'node:events'
import { Duplex, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createDeflateRaw } from 'node:zlib'
import { ZipFile, type ReadStreamOptions } from 'yazl'

/** A file to put into the ZIP. */
export interface ZipSource {
  name: string
  bytes: number
  /** Whether trying to compress it is worth anything. */
  isCompressible: boolean
  /** Gives the content from its start. Called twice when it must be measured. */
  open: () => AsyncIterable<Uint8Array>
}

/** A file with the way it will be written. */
export interface ZipEntry extends ZipSource {
  /** 0 stores it as it is. */
  level: number
  /** Its size in the ZIP. */
  packedBytes: number
}

/**
 * A stored file has its size and checksum in front of it, and must be held in memory for a moment to know them; a deflated one is streamed,
 * and they stand behind it. A stored file with its size behind is refused by Java's ZipInputStream, so larger files are always deflated.
 */
const maxHeldBytes = 4_194_304
const smallestOutput = 6
/** For what is streamed only because it is large, and hardly shrinks. */
const fastest = 1
/** Fixed parts of the records, without name and extra fields (APPNOTE.TXT §4.3.7, §4.3.9, §4.3.12, §4.3.16). */
const localHeaderBytes = 30
const dataDescriptorBytes = 16
const directoryHeaderBytes = 46
const endBytes = 22

/** Decides how a file is written, and measures it where that cannot be known otherwise. */
export async function planEntry (source: ZipSource): Promise<ZipEntry> {
  const stored = { ...source, level: 0, packedBytes: source.bytes }
  const isHeld = source.bytes <= maxHeldBytes
  if (isHeld && !source.isCompressible) return stored
  const level = source.isCompressible ? smallestOutput : fastest
  const packedBytes = await deflatedBytes(source, level)
  return isHeld && packedBytes >= source.bytes ? stored : { ...source, level, packedBytes }
}

/** The length of what `writeZip()` gives for these entries. */
export function zipBytes (entries: readonly ZipEntry[]): number {
  const each = entries.map(({ name, level, packedBytes }) =>
    localHeaderBytes + directoryHeaderBytes + 2 * Buffer.byteLength(name) + packedBytes + (level > 0 ? dataDescriptorBytes : 0))
  return each.reduce((sum, one) => sum + one, endBytes)
}

/**
 * Writes the files in their order. No extra fields, no comment.
 *
 * @param modifiedAt stands on every entry
 */
export async function* writeZip (entries: readonly ZipEntry[], modifiedAt: Date): AsyncGenerator<Uint8Array, void, undefined> {
  const zip = new ZipFile()
  const output = zip.outputStream
  if (!(output instanceof Duplex)) throw new TypeError('Cannot write the ZIP: its output is no stream of bytes')
  const stop = new AbortController()
  const fed = feed(zip, output, entries, modifiedAt, stop.signal).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error('Cannot write the ZIP', { cause: error }))
  })
  try {
    const chunks: AsyncIterable<unknown> = output
    for await (const chunk of chunks) if (chunk instanceof Uint8Array) yield chunk
  } finally {
    stop.abort()
    await fed
  }
}

/** One file at a time, each when the former has been taken, so that never more than one is in memory. */
async function feed (zip: ZipFile, output: Duplex, entries: readonly ZipEntry[], modifiedAt: Date, signal: AbortSignal): Promise<void> {
  for (const { name, level, open } of entries) {
    const options = { mtime: modifiedAt, forceDosTimestamp: true, compressionLevel: level }
    if (level === 0) zip.addBuffer(await collect(open()), name, options)
    else await addStream(zip, open(), name, options, signal)
    if (output.writableNeedDrain) await once(output, 'drain', { signal })
  }
  zip.end()
}

async function addStream (
  zip: ZipFile, content: AsyncIterable<Uint8Array>, name: string, options: Partial<ReadStreamOptions>, signal: AbortSignal
): Promise<void> {
  const stream = Readable.from(content, { objectMode: false })
  try {
    zip.addReadStream(stream, name, options)
    await once(stream, 'end', { signal })
  } finally {
    stream.destroy()
  }
}

async function collect (content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function deflatedBytes ({ open }: ZipSource, level: number): Promise<number> {
  let bytes = 0
  await pipeline(open(), createDeflateRaw({ level }), async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) bytes += chunk.length
  })
  return bytes
}
