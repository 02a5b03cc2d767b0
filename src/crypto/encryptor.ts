import type { Encrypted, EncryptionJob } from './encryption.ts'

/** Where the bulk of sealing is done. */
export interface Encryptor {
  /**
   * Encrypts content and yields the whole message, head first. Returns what is known of it then.
   *
   * The pieces of `content` may be reused by their owner as soon as the next one is asked for; likewise what is yielded is gone as soon as the
   * next is asked for.
   *
   * @throws {RangeError} if the content is not as long as the job says
   */
  encrypt: (job: EncryptionJob, content: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array, Encrypted, undefined>
}
