// Where the master key comes from. It is never in the database that it protects.
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GatewayError } from '../letter/gateway-error.ts'

/** Where to look. */
export interface MasterKeySource {
  /** 32 bytes in Base64; wins over the file. */
  value?: string | undefined
  file: string
  /** Whether a missing file is made, with a fresh key. Never in production: a lost key must be noticed, not replaced. */
  mayMake: boolean
}

/**
 * Reads the master key, 32 bytes.
 *
 * @throws {GatewayError} `ERR_STORE_KEY` if it is missing or has another length
 */
export async function readMasterKey (source: MasterKeySource, random: (bytes: number) => Uint8Array): Promise<Uint8Array> {
  const text = source.value ?? await readFile(source.file, 'utf8').catch(() => undefined) ?? await make(source, random)
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== 32) throw new GatewayError('ERR_STORE_KEY', 'Cannot use the master key: it is not 32 bytes in Base64')
  return key
}

/** Several processes may do so at once, over one folder: the first key that is there whole is everybody's. */
async function make ({ file, mayMake }: MasterKeySource, random: (bytes: number) => Uint8Array): Promise<string> {
  if (!mayMake) throw new GatewayError('ERR_STORE_KEY', `Cannot read the master key: there is no file "${file}"`)
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${Buffer.from(random(8)).toString('hex')}`
  await writeFile(draft, `${Buffer.from(random(32)).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  // Unlike a rename, a link never takes the place of what is there.
  await link(draft, file).catch((error: unknown) => { if (!isTaken(error)) throw error })
  await unlink(draft)
  return readFile(file, 'utf8')
}

function isTaken (error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
