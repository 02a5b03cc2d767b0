// The bulk of sealing: every byte of a package is digested, encrypted and digested again, piece by piece.
import { createCipheriv, createHash, createSecretKey, type Hash } from 'node:crypto'
import { giveBack } from '../bytes/give-back.ts'
import type { CmsEnvelope } from './cms-envelope.ts'
import { sealProfiles, type WireFormat } from './seal-profile.ts'
import { inPieces, nextTurn, pieceBytes } from './turns.ts'

/** A stretch of the content. */
export interface ContentPart {
  bytes: number
  /** Lower-case hexadecimal; the part must have it. */
  digest?: string
}

/** What is to be encrypted, apart from the content itself. */
export interface EncryptionJob extends CmsEnvelope {
  format: WireFormat
  /** The content's parts in their order, without a gap. */
  parts: readonly ContentPart[]
}

/** What is known when all is encrypted. */
export interface Encrypted {
  /** Base64, over head and ciphertext. */
  fingerprint: string
  /** Places in `parts` of those whose digest is another. The result must then be thrown away. */
  changedParts: readonly number[]
}

/** An encryption under way. */
interface Encryption {
  /** Takes the next piece of the content and gives what came of it; it may be empty. */
  take: (piece: Uint8Array) => Uint8Array
  /** @throws {RangeError} if the content was not as long as its parts */
  finish: () => { last: Uint8Array, encrypted: Encrypted }
}

/**
 * Encrypts content and yields the whole message, head first. Before it ends it tells what is known of it then; if `told` throws, so does this.
 * Between two pieces the event loop turns, so that a large package holds nobody up. The key in the job is wiped.
 *
 * The pieces of `content` may be reused by their owner as soon as the next one is asked for; likewise what is yielded is gone as soon as the
 * next is asked for.
 *
 * @throws {RangeError} if the content is not as long as the job says
 */
export async function* encrypt (
  job: EncryptionJob, content: AsyncIterable<Uint8Array>, told: (encrypted: Encrypted) => void
): AsyncGenerator<Uint8Array, void, undefined> {
  const encryption = startEncryption(job)
  yield job.head
  for await (const chunk of content) {
    for (const piece of inPieces(chunk)) {
      if (piece.length >= pieceBytes / 2) await nextTurn()
      const ciphertext = encryption.take(piece)
      yield ciphertext
      giveBack(ciphertext)
    }
  }
  const { last, encrypted } = encryption.finish()
  yield last
  told(encrypted)
}

function startEncryption ({ head, key, iv, format, parts }: EncryptionJob): Encryption {
  const { digest, contentEncryption } = sealProfiles[format]
  // As an object: with plain bytes node:crypto tries them as two kinds of object first, at twenty times the cost.
  const cipher = createCipheriv(contentEncryption.cipher, createSecretKey(key), iv)
  key.fill(0)
  const fingerprint = createHash(digest.name).update(head)
  const watch = watchParts(parts, digest.name)
  const passed = (ciphertext: Buffer): Buffer => {
    fingerprint.update(ciphertext)
    return ciphertext
  }
  return {
    take: piece => {
      watch.see(piece)
      return passed(cipher.update(piece))
    },
    finish: () => {
      const changedParts = watch.changed()
      return { last: passed(cipher.final()), encrypted: { fingerprint: fingerprint.digest('base64'), changedParts } }
    }
  }
}

/** Follows the content through its parts, and notes those that are not what they should be. */
function watchParts (parts: readonly ContentPart[], algorithm: string): { see: (piece: Uint8Array) => void, changed: () => number[] } {
  const changed: number[] = []
  let index = -1
  let left = 0
  let hash: Hash | undefined
  const next = (): void => {
    if (hash !== undefined && hash.digest('hex') !== parts[index]?.digest) changed.push(index)
    index += 1
    const part = parts[index]
    left = part?.bytes ?? 0
    hash = part?.digest === undefined ? undefined : createHash(algorithm)
  }
  next()
  return {
    see: piece => {
      let from = 0
      while (from < piece.length) {
        while (left === 0 && index < parts.length) next()
        if (left === 0) throw wrongLength()
        const end = Math.min(piece.length, from + left)
        hash?.update(from === 0 && end === piece.length ? piece : piece.subarray(from, end))
        left -= end - from
        from = end
      }
    },
    changed: () => {
      while (left === 0 && index < parts.length) next()
      if (left > 0) throw wrongLength()
      return changed
    }
  }
}

function wrongLength (): RangeError {
  return new RangeError('Cannot encrypt: the content is not as long as was announced')
}
