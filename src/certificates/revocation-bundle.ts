// A folder of revocation lists, for machines that may not ask outside.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

interface BundledFile { changed: string, bytes: Uint8Array }

/** The folder is looked at again after this long. */
const lookEveryMs = 60_000
const armor = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/

/**
 * Opens a folder of lists, DER or PEM. Whose they are is seen when they are read; a file that is no list is passed over then.
 *
 * @returns the files' bytes, the same objects for as long as the files do not change
 */
export function openBundle (folder: string, now: () => Date): () => Promise<readonly Uint8Array[]> {
  let files = new Map<string, BundledFile>()
  let lookedAt = -Infinity
  let looking: Promise<void> | undefined
  const look = async (): Promise<void> => {
    files = await readAll(folder, files)
    lookedAt = now().getTime()
  }
  return async () => {
    if (now().getTime() - lookedAt >= lookEveryMs) {
      looking ??= look().finally(() => { looking = undefined })
      await looking
    }
    return Array.from(files.values(), ({ bytes }) => bytes)
  }
}

async function readAll (folder: string, before: ReadonlyMap<string, BundledFile>): Promise<Map<string, BundledFile>> {
  const names = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isFile()).map(({ name }) => name).sort()
  return new Map(await Promise.all(names.map(async (name): Promise<[string, BundledFile]> => {
    const { mtimeMs, size } = await stat(join(folder, name))
    const changed = `${mtimeMs}/${size}`
    const known = before.get(name)
    return [name, known?.changed === changed ? known : { changed, bytes: plain(await readFile(join(folder, name))) }]
  })))
}

function plain (bytes: Buffer): Uint8Array {
  const armored = armor.exec(bytes.toString('latin1'))?.[1]
  return armored === undefined ? bytes : Buffer.from(armored, 'base64')
}
