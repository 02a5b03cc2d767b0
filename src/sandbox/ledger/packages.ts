import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The encrypted packages, as they came. Documents are never kept in clear: they are decrypted again when somebody looks. */
export interface Packages {
  put (messageId: string, bytes: Uint8Array): Promise<void>
  get (messageId: string): Promise<Uint8Array | undefined>
}

/** Message ids become file names, so nothing but a UUID is taken. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Keeps packages in a folder, or in memory when there is none. */
export async function openPackages (folder: string | undefined): Promise<Packages> {
  if (folder === undefined) {
    const held = new Map<string, Uint8Array>()
    return { put: async (id, bytes) => { await Promise.resolve(held.set(id, bytes)) }, get: async id => await Promise.resolve(held.get(id)) }
  }
  const packages = join(folder, 'packages')
  await mkdir(packages, { recursive: true, mode: 0o700 })
  return {
    put: async (id, bytes) => { await writeFile(join(packages, fileName(id)), bytes, { mode: 0o600 }) },
    get: async id => await readFile(join(packages, fileName(id))).catch(() => undefined)
  }
}

function fileName (messageId: string): string {
  if (!uuid.test(messageId)) throw new TypeError('Cannot keep a package: its message id is not a UUID')
  return `${messageId.toLowerCase()}.cms`
}
