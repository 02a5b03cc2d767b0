import { lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { OpenedDocument } from '../open/open-container.ts'

/** Letters, digits and a few signs, beginning with a letter or digit: no path, no hidden file, nothing a shell or terminal takes amiss. */
const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/
/** Names that Windows keeps for devices, with any ending. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const safeExtension = /^\.[A-Za-z0-9]{1,10}$/

/**
 * Writes documents into a folder, which is made where it is missing. A name from the package is used only if it is safe and stands alone;
 * otherwise the document is called by its number.
 *
 * Nothing is overwritten without `force`, and with it a file is replaced, never written through a link. All or none: existing files are
 * looked for before the first is written.
 *
 * @returns the paths, in the documents' order
 * @throws {TypeError} if a file exists already
 */
export async function writeDocuments (documents: readonly OpenedDocument[], folder: string, force: boolean): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const paths = safeNames(documents.map(({ name }) => name)).map(name => join(folder, name))
  for (const path of paths) {
    if (!force && await exists(path)) throw new TypeError(`Cannot write "${path}": it exists already; --force replaces it`)
  }
  for (const [index, { content }] of documents.entries()) {
    const path = paths[index] ?? ''
    if (force) await rm(path, { force: true })
    await writeFile(path, content, { flag: 'wx', mode: 0o600 })
  }
  return paths
}

/** Names to write under, all different also where capitals do not count. */
export function safeNames (names: readonly string[]): string[] {
  const used = new Set<string>()
  return names.map((name, index) => {
    const extension = safeExtension.exec(extname(name))?.[0] ?? ''
    const isSafe = safeName.test(name) && !deviceName.test(name) && !name.endsWith('.') && !used.has(name.toLowerCase())
    let chosen = isSafe ? name : `document-${index}${extension}`
    while (used.has(chosen.toLowerCase())) chosen = `_${chosen}`
    used.add(chosen.toLowerCase())
    return chosen
  })
}

async function exists (path: string): Promise<boolean> {
  return await lstat(path).then(() => true, () => false)
}
