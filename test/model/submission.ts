import type { Submission } from '../../src/journey/accept.ts'
import { letterInput, tinyPdf } from '../support/letter-input.ts'

/** A call that hands over a letter, under a key and a reference of its own; or another letter under the same key. */
export function aSubmission (key: string, isOther: boolean): Submission {
  const input = letterInput({ reference: key, ...isOther && { title: 'Et annet brev' } })
  return {
    client: 'case system',
    senders: ['313000001'],
    idempotencyKey: key.replace(' ', '-'),
    traceId: 'trace-1',
    readLetter: async () => input,
    documents: async function* () {
      yield await Promise.resolve({ fileName: 'vedtak.pdf', mediaType: 'application/pdf', content: onePiece() })
    }
  }
}

async function* onePiece (): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(tinyPdf)
}
