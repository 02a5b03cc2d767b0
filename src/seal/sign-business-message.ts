import { signJws } from '../crypto/jws.ts'
import type { Signer } from '../crypto/signer.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { MailboxChoice, PrintChoice, SendChoice } from '../letter/choice.ts'
import type { Letter } from '../letter/letter.ts'
import { signingOrganization, wireOrganization } from './organization.ts'
import { printAddress } from './print-address.ts'
import { digitalMessage, printMessage, type BodyFields, type HeaderFields, type NoticeFields } from './wire.ts'

/** What a business message (*forretningsmelding*) is made of. */
export interface BusinessMessageInput {
  letter: Letter
  choice: SendChoice
  /** With the fingerprint of its sealed package. */
  attempt: Attempt
  signer: Signer
  /** The very token the message is handed over with: the receiver compares the two (dpi-json §2). */
  accessToken: string
  createdAt: Date
}

/**
 * Writes and signs the message that goes with a sealed package. Made anew for each hand-over, since it embeds the access token; all its ids
 * come from the attempt, so every repeat is the same message to its receiver.
 *
 * @returns compact JWS
 * @throws {TypeError} if the attempt has no fingerprint yet
 * @throws {GatewayError} `ERR_SEAL_ADDRESS`, `ERR_SEAL_CERTIFICATE`
 */
export async function signBusinessMessage ({ letter, choice, attempt, signer, accessToken, createdAt }: BusinessMessageInput): Promise<string> {
  if (attempt.fingerprint === undefined) throw new TypeError('Cannot sign the business message: its package is not sealed yet')
  const header: HeaderFields = {
    kind: choice.kind === 'mailbox' ? 'digital' : 'print',
    sender: wireOrganization(signingOrganization(signer)),
    receiver: wireOrganization(choice.receiver),
    messageId: attempt.messageId,
    conversationId: attempt.conversationId,
    createdAt
  }
  const body: BodyFields = {
    onBehalfOf: wireOrganization(letter.sender), invoiceReference: letter.invoiceReference, fingerprint: attempt.fingerprint, accessToken
  }
  const message = choice.kind === 'mailbox' ? digital(header, body, letter, choice) : print(header, body, letter, choice)
  return await signJws(JSON.stringify(message), signer)
}

function digital (header: HeaderFields, body: BodyFields, letter: Letter, choice: MailboxChoice): object {
  const { emailText, smsText, repeatDays } = letter.notification
  return digitalMessage(header, {
    ...body,
    mailboxAddress: choice.mailboxAddress,
    securityLevel: letter.securityLevel,
    title: letter.title,
    language: letter.language,
    availableFrom: letter.availableFrom,
    openingReceipt: letter.openingReceipt,
    email: notice(choice.notifyEmail, emailText, repeatDays),
    sms: notice(choice.notifyMobile, smsText, repeatDays)
  })
}

/** A notice needs somebody to notify and something to say. Without days it is given on the first one: the schema knows no empty list. */
function notice (to: string | undefined, text: string | undefined, repeatDays: readonly number[]): NoticeFields | undefined {
  return to === undefined || text === undefined ? undefined : { to, text, repeatDays: repeatDays.length === 0 ? [0] : repeatDays }
}

function print (header: HeaderFields, body: BodyFields, letter: Letter, choice: PrintChoice): object {
  return printMessage(header, {
    ...body,
    address: printAddress(choice.address),
    color: letter.print.color,
    undeliverable: letter.print.undeliverable,
    returnAddress: printAddress(letter.print.returnAddress)
  })
}
