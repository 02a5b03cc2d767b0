// The records of a ZIP, as far as we need them (APPNOTE.TXT 6.3.10 §§4.3.7, 4.3.12, 4.3.16): no ZIP64, no extra field, no comment.

/** What the records say of a file. */
export interface ZipRecord {
  /** ASCII. */
  name: string
  isDeflated: boolean
  crc32: number
  packedBytes: number
  bytes: number
  modifiedAt: Date
}

/** Bytes of a local header without its name. */
export const localHeaderBytes = 30
/** Bytes of a directory header without its name. */
export const directoryHeaderBytes = 46
/** Bytes of the record that ends the directory. */
export const directoryEndBytes = 22

const localSignature = 0x04034b50
const directorySignature = 0x02014b50
const endSignature = 0x06054b50
/** Version 2.0: the first that knows deflate. */
const versionNeeded = 20
/** UNIX, so that the mode below is understood. */
const madeBy = 3 << 8 | versionNeeded
/** §4.4.4, bit 11: names are UTF-8. */
const utf8Names = 1 << 11
const deflateMethod = 8
/** A regular file, readable by all, writable by its owner. */
const regularFile = 0o100644

/** Stands before a file. */
export function localHeader (record: ZipRecord): Buffer {
  const header = Buffer.alloc(localHeaderBytes + record.name.length)
  header.writeUInt32LE(localSignature, 0)
  writeShared(header, 4, record)
  header.write(record.name, localHeaderBytes, 'latin1')
  return header
}

/** Stands for a file in the directory. */
export function directoryHeader (record: ZipRecord, offset: number): Buffer {
  const header = Buffer.alloc(directoryHeaderBytes + record.name.length)
  header.writeUInt32LE(directorySignature, 0)
  header.writeUInt16LE(madeBy, 4)
  writeShared(header, 6, record)
  header.writeUInt32LE(regularFile * 0x10000, 38)
  header.writeUInt32LE(offset, 42)
  header.write(record.name, directoryHeaderBytes, 'latin1')
  return header
}

/** Ends the ZIP. */
export function directoryEnd (files: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(directoryEndBytes)
  end.writeUInt32LE(endSignature, 0)
  end.writeUInt16LE(files, 8)
  end.writeUInt16LE(files, 10)
  end.writeUInt32LE(directoryBytes, 12)
  end.writeUInt32LE(offset, 16)
  return end
}

/** The twenty-four bytes that both headers of a file have in common. */
function writeShared (header: Buffer, at: number, { name, isDeflated, crc32, packedBytes, bytes, modifiedAt }: ZipRecord): void {
  header.writeUInt16LE(versionNeeded, at)
  header.writeUInt16LE(utf8Names, at + 2)
  header.writeUInt16LE(isDeflated ? deflateMethod : 0, at + 4)
  header.writeUInt32LE(dosMoment(modifiedAt), at + 6)
  header.writeUInt32LE(crc32, at + 10)
  header.writeUInt32LE(packedBytes, at + 14)
  header.writeUInt32LE(bytes, at + 18)
  header.writeUInt16LE(name.length, at + 22)
}

/** §4.4.6: two seconds fine, without time zone; ours is always UTC. Time stands in the lower half, date in the upper. */
function dosMoment (moment: Date): number {
  const time = moment.getUTCHours() << 11 | moment.getUTCMinutes() << 5 | moment.getUTCSeconds() >> 1
  const date = moment.getUTCFullYear() - 1980 << 9 | moment.getUTCMonth() + 1 << 5 | moment.getUTCDate()
  return date * 0x10000 + time
}
