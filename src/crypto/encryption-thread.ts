// What runs on an encryption thread: jobs are begun, fed and finished by message, and each message is answered once, in order.
import { parentPort } from 'node:worker_threads'
import { startEncryption, type Encrypted, type Encryption, type EncryptionJob } from './encryption.ts'

/** What a thread is asked. `id` names the job. */
export type ThreadRequest =
  | { kind: 'begin', id: number, job: EncryptionJob }
  | { kind: 'take', id: number, piece: Uint8Array<ArrayBuffer>, length: number }
  | { kind: 'finish', id: number }
  | { kind: 'drop', id: number }

/** What it answers. `piece` is the one that was taken, for the next. */
export interface ThreadAnswer {
  ciphertext?: Uint8Array
  piece?: Uint8Array<ArrayBuffer>
  encrypted?: Encrypted
  error?: Error
}

const jobs = new Map<number, Encryption>()

parentPort?.on('message', (request: ThreadRequest) => {
  const answer = answerTo(request)
  const moved = [answer.ciphertext, answer.piece].flatMap(bytes => bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : [])
  parentPort?.postMessage(answer, moved)
})

function answerTo (request: ThreadRequest): ThreadAnswer {
  try {
    return served(request)
  } catch (error) {
    jobs.delete(request.id)
    return { error: error instanceof Error ? error : new Error('Cannot encrypt', { cause: error }) }
  }
}

function served (request: ThreadRequest): ThreadAnswer {
  if (request.kind === 'begin') {
    jobs.set(request.id, startEncryption(request.job))
    return {}
  }
  const job = jobs.get(request.id)
  if (request.kind === 'drop' || job === undefined) {
    jobs.delete(request.id)
    return {}
  }
  if (request.kind === 'take') return { ciphertext: owned(job.take(request.piece.subarray(0, request.length))), piece: request.piece }
  jobs.delete(request.id)
  const { last, encrypted } = job.finish()
  return { ciphertext: owned(last), encrypted }
}

/** Small results lie in memory that others share, which must not be moved away. */
function owned (bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes)
}
