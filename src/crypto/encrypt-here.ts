import { giveBack } from '../bytes/give-back.ts'
import { startEncryption } from './encryption.ts'
import type { Encryptor } from './encryptor.ts'
import { inPieces, nextTurn, pieceBytes } from './turns.ts'

/** Encrypts on the calling thread. Between two pieces the event loop turns, so that a large package holds nobody up. */
export const encryptHere: Encryptor = {
  async* encrypt (job, content, told) {
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
}
