import type { Encrypted, EncryptionJob } from './encryption.ts'

/** Where the bulk of sealing is done. */
export interface Encryptor {
  /**
   * Encrypts content and yields the whole message, head first. Before it ends it tells what is known of it then; if `told` throws, so does this.
   *
   * The pieces of `content` may be reused by their owner as soon as the next one is asked for; likewise what is yielded is gone as soon as the
   * next is asked for.
   *
   * @throws {RangeError} if the content is not as long as the job says
   */
  encrypt: (
    job: EncryptionJob, content: AsyncIterable<Uint8Array>, told: (encrypted: Encrypted) => void
  ) => AsyncGenerator<Uint8Array, void, undefined>
}
