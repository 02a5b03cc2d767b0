// The bare primitives of a sealed letter, each timed alone on this thread. Nothing that seals the same bytes on one core can be faster.
import { createCipheriv, createHash, createSecretKey, publicEncrypt, randomBytes, sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { readCertificates } from '../src/crypto/pem.ts'
import { citizenProfile } from '../src/crypto/seal-profile.ts'
import type { BenchKeys, BenchLetter } from './bench-case.ts'

/** Milliseconds and calls of one primitive so far. */
interface Timing {
  run: () => unknown
  /** How often a sealed letter needs it. */
  times: number
  spentMs: number
  calls: number
}

/** The limit, measured in slices so that it sees the same neighbours on the machine as what it is compared with. */
export interface Limit {
  /** Measures each primitive for about so long. */
  slice: (ms: number) => void
  signsPerSecond: () => number
  lettersPerSecond: () => number
}

/** About the size of a SignedInfo, or of a business message. */
const signedBytes = 4_000

/** Makes the limit of a letter. */
export function createLimit ({ key, pdf }: BenchLetter, keys: BenchKeys): Limit {
  const { digest, signature, keyTransport, contentEncryption } = citizenProfile
  const [certificate] = readCertificates(keys.recipient)
  if (certificate === undefined) throw new Error('the recipient has no certificate')
  const { publicKey } = certificate
  const message = randomBytes(signedBytes)
  const secret = randomBytes(contentEncryption.keyBytes)
  const secretKey = createSecretKey(secret)
  const recipient = Object.assign(publicKey, { padding: keyTransport.padding, oaepHash: keyTransport.digest })
  const iv = randomBytes(contentEncryption.ivBytes)
  const timing = (times: number, run: () => unknown): Timing => ({ run, times, spentMs: 0, calls: 0 })
  const signing = timing(2, () => sign(signature.digest, message, key))
  const all = [
    signing,
    timing(1, () => {
      const cipher = createCipheriv(contentEncryption.cipher, secretKey, iv)
      return [cipher.update(pdf), cipher.final()]
    }),
    timing(1, () => crc32(pdf)),
    timing(2, () => createHash(digest.name).update(pdf).digest()),
    timing(1, () => publicEncrypt(recipient, secret))
  ]
  return {
    slice: ms => { for (const one of all) measure(one, ms / all.length) },
    signsPerSecond: () => 1000 / perCall(signing),
    lettersPerSecond: () => 1000 / all.reduce((sum, one) => sum + one.times * perCall(one), 0)
  }
}

function measure (timing: Timing, ms: number): void {
  const start = performance.now()
  let calls = 0
  do {
    timing.run()
    calls += 1
  } while (performance.now() - start < ms)
  timing.spentMs += performance.now() - start
  timing.calls += calls
}

function perCall ({ spentMs, calls }: Timing): number {
  return spentMs / calls
}
