// A ZIP whose length and checksums are known before its first byte is written: the encryption around it announces the length, and readers
// that stream (Java's ZipInputStream) refuse a stored file whose size stands behind it.
import { crc32 } from 'node:zlib'
import { giveBack } from '../bytes/give-back.ts'
import { nextTurn } from '../crypto/turns.ts'
import { deflatedFile } from './deflated-file.ts'
import { directoryEnd, directoryHeader, localHeader, type ZipRecord } from './zip-records.ts'

/** A file to put into the ZIP: at hand, or to be read when its turn comes. Names are ASCII. */
export type ZipSource = { name: string, content: Buffer } | StreamedSource

/** A file that is read as it is written. */
export interface StreamedSource {
  name: string
  bytes: number
  /** Whether trying to compress it is worth anything. */
  isCompressible: boolean
  /** CRC-32 of the bytes; where it is not known, the file is read once more to learn it. */
  crc32?: number | undefined
  /** Hands itself on to the part of a file that is stored as it is. */
  digest?: string
  /** Gives the content from its start, exactly so many bytes or an error. */
  open: () => AsyncIterable<Uint8Array>
}

/** A ZIP that can be written. What is yielded is gone when the next is asked for. */
export interface ZipPlan {
  bytes: number
  /** Stretches of the ZIP in their order, those of stored files with their digest. */
  parts: { bytes: number, digest?: string }[]
  write: () => AsyncGenerator<Uint8Array, void, undefined>
}

/** Bytes that are at hand, or a file to read. */
type Piece = Buffer | Body
interface Body { bytes: number, digest?: string, open: () => AsyncIterable<Uint8Array> }
interface Entry { record: ZipRecord, body: Piece }

/** Small pieces are joined up to this size, so that what follows is not called for crumbs. */
const leastBytes = 65_536
/** A checksum over so much takes about as long as sealing one piece. */
const checksumBytesPerTurn = 2_097_152

/** Decides how each file is written, and measures it where that cannot be known otherwise; one after the other, to hold one at a time. */
export async function planZip (sources: readonly ZipSource[], modifiedAt: Date): Promise<ZipPlan> {
  const pieces: Piece[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const source of sources) {
    const { record, body } = await planEntry(source, modifiedAt)
    const header = localHeader(record)
    directory.push(directoryHeader(record, offset))
    pieces.push(header, body)
    offset += header.length + record.packedBytes
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0)
  const end = directoryEnd(sources.length, directoryBytes, offset)
  pieces.push(...directory, end)
  return { bytes: offset + directoryBytes + end.length, parts: partsOf(pieces), write: () => write(pieces) }
}

async function planEntry (source: ZipSource, modifiedAt: Date): Promise<Entry> {
  const { name } = source
  if ('content' in source) {
    const { content } = source
    const { length } = content
    return { record: { name, isDeflated: false, crc32: crc32(content), packedBytes: length, bytes: length, modifiedAt }, body: content }
  }
  const { bytes, open, digest } = source
  const packed = source.isCompressible ? await deflatedFile(open) : undefined
  if (packed !== undefined && packed.packedBytes < bytes) {
    const { packedBytes, crc32 } = packed
    return { record: { name, isDeflated: true, crc32, packedBytes, bytes, modifiedAt }, body: { bytes: packedBytes, open: packed.open } }
  }
  const checksum = packed?.crc32 ?? source.crc32 ?? await checksumOf(open())
  const record = { name, isDeflated: false, crc32: checksum, packedBytes: bytes, bytes, modifiedAt }
  return { record, body: { bytes, open, ...digest !== undefined && { digest } } }
}

async function checksumOf (content: AsyncIterable<Uint8Array>): Promise<number> {
  let checksum = 0
  let sinceTurn = 0
  for await (const chunk of content) {
    checksum = crc32(chunk, checksum)
    sinceTurn += chunk.length
    if (sinceTurn < checksumBytesPerTurn) continue
    sinceTurn = 0
    await nextTurn()
  }
  return checksum
}

function partsOf (pieces: readonly Piece[]): ZipPlan['parts'] {
  return pieces.map(piece => {
    if (Buffer.isBuffer(piece)) return { bytes: piece.length }
    const { bytes, digest } = piece
    return { bytes, ...digest !== undefined && { digest } }
  })
}

async function* write (pieces: readonly Piece[]): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = []
  let length = 0
  for (const piece of pieces) {
    for await (const chunk of Buffer.isBuffer(piece) ? [piece] : piece.open()) {
      if (length > 0 && length + chunk.length > leastBytes) {
        yield* joined(waiting, length)
        waiting = []
        length = 0
      }
      if (chunk.length >= leastBytes) {
        yield chunk
      } else {
        waiting.push(chunk)
        length += chunk.length
      }
    }
  }
  if (length > 0) yield* joined(waiting, length)
}

function* joined (pieces: readonly Uint8Array[], length: number): Generator<Uint8Array, void, undefined> {
  const whole = Buffer.concat(pieces, length)
  yield whole
  giveBack(whole)
}
