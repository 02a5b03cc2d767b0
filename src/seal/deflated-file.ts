import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** A compressed file, measured. */
export interface DeflatedFile {
  /** Of the file itself. */
  crc32: number
  packedBytes: number
  /** Gives the compressed file from its start. */
  open: () => AsyncIterable<Uint8Array>
}

/** A result up to this size is kept; a larger one is compressed again when it is written, to the same bytes. */
const maxHeldBytes = 1_048_576

/** Compresses a file to learn how long it becomes, off the main thread. */
export async function deflatedFile (open: () => AsyncIterable<Uint8Array>): Promise<DeflatedFile> {
  let checksum = 0
  let packedBytes = 0
  let held: Uint8Array[] = []
  const source = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of open()) {
      checksum = crc32(chunk, checksum)
      yield chunk
    }
  }
  for await (const chunk of deflated(source())) {
    packedBytes += chunk.length
    if (packedBytes <= maxHeldBytes) held.push(chunk)
    else held = []
  }
  return { crc32: checksum, packedBytes, open: () => packedBytes <= maxHeldBytes ? Readable.from(held) : deflated(open()) }
}

async function* deflated (content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const deflate = createDeflateRaw()
  const fed = pipeline(content, deflate)
  // Told by the loop below, too.
  fed.catch(() => {})
  try {
    const chunks: AsyncIterable<Uint8Array> = deflate
    yield* chunks
    await fed
  } finally {
    deflate.destroy()
  }
}
