// Reads a ZIP that a stranger made. Nothing is written to disk here, so a name is only ever a key in a map.
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { toGatewayError, GatewayError } from '../letter/gateway-error.ts'

/** One main document, 200 attachments, as many extension files, and the container's own. */
const maxEntries = 410
/** Uncompressed, all together: twice the limit of the infrastructure (dpi-json §9). */
const maxTotalBytes = 100_000_000
/** Deflate can reach 1 032; text and office files stay far below this. Small entries may be anything. */
const maxRatio = 250
const ratioAppliesFromBytes = 1_000_000
const maxNameLength = 255
const encryptedFlag = 1
/**
 * Plain names, and one folder that the container owns. No path, no control character. Invisible marks are part of ordinary names (a soft hyphen,
 * Persian, joined emoji): who prints a name or writes a file of that name makes it harmless. Only none begins with a byte order mark: the parser
 * of XML drops it from long values, so that the manifest could mean another file than we take.
 */
const soundName = /^(?!\u{FEFF})(?:META-INF\/)?[^/\\\p{Cc}]+$/u

/**
 * Reads every file of a container into memory.
 *
 * Entries may stand in any order. Names must be unique, and the directory at the end must tell the same as the headers on the way, so that
 * no other reader sees other files than we do.
 *
 * @throws {GatewayError} `ERR_OPEN_UNREADABLE` with the reason
 */
export async function readContainer (zip: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const file = await fromBufferPromise(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength), { strictFileNames: true })
    const entries = await readDirectory(file)
    await demandNoOverlap(file, entries)
    const contents = new Map<string, Uint8Array>()
    for (const entry of entries) contents.set(entry.fileName, await readContent(file, entry))
    return contents
  } catch (error) {
    throw toGatewayError(error, 'ERR_OPEN_UNREADABLE', 'Cannot read the container: it is not a whole ZIP')
  }
}

async function readDirectory (file: ZipFile): Promise<Entry[]> {
  demand(file.entryCount <= maxEntries, `it holds more than ${maxEntries} files`)
  const entries = new Map<string, Entry>()
  let total = 0
  for await (const entry of file.eachEntry()) {
    if (entry.fileName.endsWith('/') && entry.uncompressedSize === 0) continue
    demand(entry.fileName.length <= maxNameLength && soundName.test(entry.fileName), 'a file name is not plain')
    demand(!entries.has(entry.fileName), 'two files have one name')
    demand((entry.generalPurposeBitFlag & encryptedFlag) === 0, 'a file is encrypted by the ZIP itself')
    demand(entry.uncompressedSize < ratioAppliesFromBytes || entry.uncompressedSize <= entry.compressedSize * maxRatio, 'a file is compressed too far')
    total += entry.uncompressedSize
    demand(total <= maxTotalBytes, `its files are larger than ${maxTotalBytes} bytes together`)
    entries.set(entry.fileName, entry)
  }
  return [...entries.values()]
}

async function demandNoOverlap (file: ZipFile, entries: readonly Entry[]): Promise<void> {
  const ranges = await Promise.all(entries.map(async entry => {
    const local = await file.readLocalFileHeaderPromise(entry)
    demand(local.fileName.equals(entry.fileNameRaw), 'a file has two names')
    demand(local.compressionMethod === entry.compressionMethod, 'a file is compressed in two ways')
    return { start: entry.relativeOffsetOfLocalHeader, end: local.fileDataStart + entry.compressedSize }
  }))
  ranges.sort((a, b) => a.start - b.start)
  demand(ranges.every(({ start }, index) => start >= (ranges[index - 1]?.end ?? 0)), 'two files share bytes')
}

/** yauzl stops when an entry grows beyond the size it announced. */
async function readContent (file: ZipFile, entry: Entry): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const stream: AsyncIterable<unknown> = await file.openReadStreamPromise(entry)
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function demand (condition: boolean, why: string): asserts condition {
  if (!condition) throw new GatewayError('ERR_OPEN_UNREADABLE', `Cannot read the container: ${why}`)
}
