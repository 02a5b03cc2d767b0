import type { OrganizationNumber } from './letter.ts'

/**
 * What a receipt says (wire types in brackets): `delivery` (*leveringskvittering*), `opening` (*åpningskvittering*), `notification-failed`
 * (*varslingfeiletkvittering*, a side event: the letter is delivered all the same), `print-accepted` (*mottakskvittering*),
 * `returned-post` (*returpostkvittering*), `failure` (*feil*).
 */
export type ReceiptKind = 'delivery' | 'opening' | 'notification-failed' | 'print-accepted' | 'returned-post' | 'failure'

/** A receipt whose signature, certificate chain and signer were proved. */
export interface Receipt {
  /** SBDH instanceIdentifier of the receipt itself; a repeat has the same. */
  id: string
  conversationId: string
  kind: ReceiptKind
  /** Organization number in the signing certificate, equal to the SBDH sender. */
  issuer: OrganizationNumber
  occurredAt: Date
  /** For `failure`: whose fault (*feiltype*). `client` means correct and send anew. */
  fault?: 'client' | 'server'
  /** For `notification-failed`: which notice. */
  noticeChannel?: 'email' | 'sms'
  /** *detaljer* or *beskrivelse*: may hold a phone number or an address, so it is personal data. */
  detail?: string
}
