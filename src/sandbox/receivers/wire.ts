// Receipts as the receivers write them (dpi-json §§4, 6).
import type { SandboxReceiptKind } from '../ledger/entry.ts'
import type { PartyName } from '../parties.ts'

/** Wire names of the receipts, which are also the name of the body. */
export const receiptTypes: Readonly<Record<SandboxReceiptKind, string>> = {
  'delivery': 'leveringskvittering',
  'opening': 'aapningskvittering',
  'notification-failed': 'varslingfeiletkvittering',
  'print-accepted': 'mottakskvittering',
  'returned-post': 'returpostkvittering',
  'failure': 'feil'
}

/** What a receipt says. */
export interface ReceiptFacts {
  receiptId: string
  conversationId: string
  process: string
  kind: SandboxReceiptKind
  /** Organization numbers without prefix. */
  issuer: string
  addressee: string
  occurredAt: Date
  fault?: 'client' | 'server'
  detail?: string
}

const schema = 'urn:fdc:digdir.no:2020:innbyggerpost:schema'

/** Writes the payload of a receipt. Digipost's differ from the others' in small ways that are seen in its published samples. */
export function writeReceipt (facts: ReceiptFacts, issuerName: PartyName): string {
  const type = receiptTypes[facts.kind]
  const isDigipost = issuerName === 'digipost'
  const time = isDigipost ? facts.occurredAt.toISOString().replace('Z', '+00:00') : facts.occurredAt.toISOString()
  return JSON.stringify({
    standardBusinessDocument: {
      standardBusinessDocumentHeader: {
        headerVersion: '1.0',
        sender: [{ identifier: organization(facts.issuer) }],
        receiver: [{ identifier: organization(facts.addressee) }],
        documentIdentification: {
          standard: `urn:fdc:digdir.no:2020:innbyggerpost:xsd::${isDigipost ? 'I' : 'i'}nnbyggerpost##${schema}:${type}::1.0`,
          typeVersion: '1.0',
          instanceIdentifier: facts.receiptId,
          type,
          creationDateAndTime: time
        },
        businessScope: {
          scope: [{
            type: 'ConversationId',
            instanceIdentifier: facts.conversationId,
            identifier: facts.process,
            ...(isDigipost ? { scopeInformation: [] } : {})
          }]
        }
      },
      [type]: {
        avsender: { virksomhetsidentifikator: organization(facts.issuer) },
        mottaker: { virksomhetsidentifikator: organization(facts.addressee) },
        tidspunkt: time,
        ...writeExtras(facts)
      }
    }
  })
}

/** `varslingskanal` is lower-case in this format; the retired one had capitals (dpi-json §6). */
function writeExtras ({ kind, fault, detail }: ReceiptFacts): Record<string, unknown> {
  if (kind === 'failure') return { feiltype: fault === 'server' ? 'SERVER' : 'KLIENT', ...(detail === undefined ? {} : { detaljer: detail }) }
  if (kind === 'notification-failed') return { varslingskanal: 'sms', ...(detail === undefined ? {} : { beskrivelse: detail }) }
  return {}
}

function organization (number: string): { authority: string, value: string } {
  return { authority: 'iso6523-actorid-upis', value: `0192:${number}` }
}
