import { Worker } from 'node:worker_threads'
import { giveBack } from '../bytes/give-back.ts'
import { encryptHere } from './encrypt-here.ts'
import type { Encrypted, EncryptionJob } from './encryption.ts'
import type { ThreadAnswer, ThreadRequest } from './encryption-thread.ts'
import type { Encryptor } from './encryptor.ts'
import { inPieces, pieceBytes } from './turns.ts'

/** Below this, handing the work over costs more than it frees. */
const smallestBytes = 131_072
/** Pieces of one job under way: enough that the thread never waits. */
const maxPieces = 3

/** A thread, and how many jobs it has. */
interface Thread {
  jobs: number
  ask: (request: ThreadRequest, moved?: ArrayBuffer[]) => Promise<ThreadAnswer>
}

/**
 * Encrypts large content on threads of its own, at most `most` of them, and small content on the calling thread. That takes its share of large
 * content, too, when every thread has more to do than itself: so best let `most` be one less than there are processors, since threads that take
 * turns on one keep the calling one from feeding them.
 *
 * A thread is started when the others are busy, and keeps no process alive. One that dies fails its jobs, which can be begun again.
 */
export function createEncryptionThreads (most: number): Encryptor {
  const threads: Thread[] = []
  let lastId = 0
  let jobsHere = 0
  const freest = (): Thread => {
    const idle = threads.find(({ jobs }) => jobs === 0)
    if (idle === undefined && threads.length < most) return startThread(threads)
    return idle ?? threads.reduce((one, other) => other.jobs < one.jobs ? other : one)
  }
  const counted: Encryptor['encrypt'] = async function* (job, content, told) {
    jobsHere += 1
    try {
      yield* encryptHere.encrypt(job, content, told)
    } finally {
      jobsHere -= 1
    }
  }
  return {
    encrypt: (job, content, told) => {
      if (most === 0 || contentBytes(job) < smallestBytes) return encryptHere.encrypt(job, content, told)
      const thread = freest()
      if (jobsHere < thread.jobs) return counted(job, content, told)
      lastId += 1
      return encryptThere(thread, lastId, { job, content, told })
    }
  }
}

function contentBytes ({ parts }: EncryptionJob): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Each message has exactly one answer, in order, so the oldest question is always the one that is answered. */
function startThread (threads: Thread[]): Thread {
  const worker = new Worker(new URL('encryption-thread.ts', import.meta.url))
  worker.unref()
  const waiting: PromiseWithResolvers<ThreadAnswer>[] = []
  worker.on('message', (answer: ThreadAnswer) => {
    waiting.shift()?.resolve(answer)
    if (waiting.length === 0) worker.unref()
  })
  const thread: Thread = {
    jobs: 0,
    ask: async (request, moved) => {
      const answer = Promise.withResolvers<ThreadAnswer>()
      if (waiting.push(answer) === 1) worker.ref()
      worker.postMessage(request, moved)
      return await answer.promise
    }
  }
  const gone = (error: unknown): void => {
    if (threads.includes(thread)) threads.splice(threads.indexOf(thread), 1)
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  worker.on('error', gone).on('exit', () => { gone(new Error('Cannot encrypt: the thread has ended')) })
  threads.push(thread)
  return thread
}

async function* encryptThere (
  thread: Thread, id: number, { job, content, told }: { job: EncryptionJob, content: AsyncIterable<Uint8Array>, told: (encrypted: Encrypted) => void }
): AsyncGenerator<Uint8Array, void, undefined> {
  const asked: Promise<ThreadAnswer>[] = []
  const free: Uint8Array<ArrayBuffer>[] = []
  const ask = (request: ThreadRequest, moved?: ArrayBuffer[]): void => {
    const answer = thread.ask(request, moved)
    // Also those answers that nobody waits for any more, because an earlier one was an error.
    answer.catch(() => {})
    asked.push(answer)
  }
  thread.jobs += 1
  try {
    ask({ kind: 'begin', id, job })
    job.key.fill(0)
    yield job.head
    for await (const chunk of content) {
      for (const piece of inPieces(chunk)) {
        const copy = free.pop() ?? new Uint8Array(new ArrayBuffer(pieceBytes))
        copy.set(piece)
        ask({ kind: 'take', id, piece: copy, length: piece.length }, [copy.buffer])
        while (asked.length >= maxPieces) yield* received(await asked.shift(), free)
      }
    }
    ask({ kind: 'finish', id })
    let encrypted: Encrypted | undefined
    while (encrypted === undefined) {
      const answer = await asked.shift()
      yield* received(answer, free)
      encrypted = answer?.encrypted
    }
    told(encrypted)
  } finally {
    thread.jobs -= 1
    ask({ kind: 'drop', id })
  }
}

function* received (answer: ThreadAnswer | undefined, free: Uint8Array<ArrayBuffer>[]): Generator<Uint8Array, void, undefined> {
  if (answer?.error !== undefined) throw answer.error
  if (answer?.piece !== undefined) free.push(answer.piece)
  if (answer?.ciphertext === undefined || answer.ciphertext.length === 0) return
  yield answer.ciphertext
  giveBack(answer.ciphertext)
}
