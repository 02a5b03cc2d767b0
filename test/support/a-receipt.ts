import { sign, type X509Certificate } from 'node:crypto'
import type { Receipt } from '../../src/letter/receipt.ts'
import type { PartyFixture } from './test-certificates.ts'

/** A proved receipt of a delivery by Digipost. */
export function aReceipt (changes: Partial<Receipt> = {}): Receipt {
  return {
    id: 'ff88849c-e281-4809-8555-7cd54952b916',
    conversationId: '37efbd4c-413d-4e2c-bbc5-257ef4a65a45',
    kind: 'delivery',
    issuer: '984661185',
    occurredAt: new Date('2026-03-01T10:01:00Z'),
    ...changes
  }
}

/** What a receipt's payload is made of; body and header can be changed apart. */
export interface PayloadChanges {
  sender?: string
  type?: string
  bodyName?: string
  body?: Record<string, unknown>
  id?: string
  conversationId?: string
}

/** The payload of a receipt as Digipost writes it. */
export function receiptPayload (changes: PayloadChanges = {}): string {
  const { sender = '984661185', type = 'leveringskvittering', bodyName = type, body = {} } = changes
  const party = (number: string): object => ({ identifier: { authority: 'iso6523-actorid-upis', value: `0192:${number}` } })
  const instanceIdentifier = changes.conversationId ?? '37efbd4c-413d-4e2c-bbc5-257ef4a65a45'
  return JSON.stringify({
    standardBusinessDocument: {
      standardBusinessDocumentHeader: {
        headerVersion: '1.0',
        sender: [party(sender)],
        receiver: [party('313000001')],
        documentIdentification: {
          instanceIdentifier: changes.id ?? 'ff88849c-e281-4809-8555-7cd54952b916', type, creationDateAndTime: '2026-03-01T10:02:00Z'
        },
        businessScope: { scope: [{ type: 'ConversationId', instanceIdentifier }] }
      },
      [bodyName]: { tidspunkt: '2026-03-01T11:01:00.000+01:00', ...body }
    }
  })
}

/** Signs a payload with any of the RSA algorithms; Digipost signs receipts with RS512. */
export function signedBy (party: PartyFixture, payload: string, algorithm: 'RS256' | 'RS384' | 'RS512' = 'RS256', chain: readonly X509Certificate[] = [party.certificate]): string {
  const header = { alg: algorithm, x5c: chain.map(one => one.raw.toString('base64')) }
  const signed = [header, payload].map(part => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${sign(`sha${algorithm.slice(2)}`, Buffer.from(signed), party.key).toString('base64url')}`
}
