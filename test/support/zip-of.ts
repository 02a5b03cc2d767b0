import { ZipFile } from 'yazl'

/** A ZIP of these files, in this order; names may stand twice. */
export async function zipOf (files: Iterable<readonly [string, Uint8Array]>, options: { compress?: boolean } = {}): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of files) zip.addBuffer(Buffer.from(content), name, { compress: options.compress ?? true, mtime: new Date('2026-03-01T10:00:00Z') })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
