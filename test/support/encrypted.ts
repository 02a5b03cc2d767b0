import { randomBytes, type X509Certificate } from 'node:crypto'
import { createCmsEnvelope, type RandomBytes } from '../../src/crypto/cms-envelope.ts'
import { encrypt, type ContentPart, type Encrypted } from '../../src/crypto/encryption.ts'
import { chunksOf } from './sealed-letter.ts'

/** What is unusual about an encryption. */
export interface EncryptedOptions {
  /** Length that is announced, if it is not the true one. */
  announced?: number
  parts?: ContentPart[]
  random?: RandomBytes
  content?: AsyncIterable<Uint8Array>
}

/** Encrypts bytes to the holder of a certificate, and tells what was announced and found out. */
export async function encrypted (
  bytes: Uint8Array, certificate: X509Certificate, options: EncryptedOptions = {}
): Promise<Encrypted & { cms: Buffer, announced: number }> {
  const { announced = bytes.length, random = randomBytes, parts = [{ bytes: announced }] } = options
  const envelope = createCmsEnvelope(announced, certificate, random)
  let found: Encrypted = { fingerprint: '', changedParts: [] }
  const chunks: Uint8Array[] = []
  const job = { ...envelope, format: 'dpi-json' as const, parts }
  const running = encrypt(job, options.content ?? chunksOf(bytes, 1000), encrypted => { found = encrypted })
  for await (const chunk of running) chunks.push(Buffer.from(chunk))
  return { ...found, cms: Buffer.concat(chunks), announced: envelope.bytes }
}
