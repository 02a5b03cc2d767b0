// Keys that may open a package on the command line: the one that was named, or the sandbox's test keys.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Reads a private key from a file in PEM or as a JSON Web Key.
 *
 * @throws {TypeError} if it is neither
 */
export async function readPrivateKey (file: string): Promise<KeyObject> {
  const text = await readFile(file, 'utf8').catch(() => '')
  try {
    return text.trimStart().startsWith('{') ? keyOfJwk(JSON.parse(text)) : createPrivateKey(text)
  } catch {
    // The parser's own words are dropped: they may quote the key.
    throw new TypeError(`Cannot read "${file}": it is no private key in PEM without password and no JSON Web Key`)
  }
}

/** The keys of a folder of test certificates; none where there is no such folder. */
export async function readTestKeys (folder: string): Promise<KeyObject[]> {
  const names = await readdir(folder).catch((): string[] => [])
  return await Promise.all(names.filter(name => name.endsWith('.key.pem')).sort().map(async name => await readPrivateKey(join(folder, name))))
}

function keyOfJwk (jwk: unknown): KeyObject {
  if (typeof jwk !== 'object' || jwk === null) throw new TypeError('no JWK')
  return createPrivateKey({ key: { ...jwk }, format: 'jwk' })
}
