import type { X509Certificate } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber, PostalAddress, PrintOptions, SecurityLevel } from '../letter/letter.ts'
import { readMoment } from '../xml/read-moment.ts'
import { notProved } from './not-proved.ts'
import type { OpenOptions } from './open-container.ts'
import { proveJws } from './prove-jws.ts'
import { readWireMessage, type WireMessage, type WireNotice } from './wire.ts'

/** A business message (*forretningsmelding*) whose signature, chain and sender were proved. */
export interface OpenedMessage {
  messageId: string
  conversationId: string
  kind: 'digital' | 'print'
  /** Who signed and sent it: the sender itself or its data processor. Equal to the number in the certificate. */
  sender: OrganizationNumber
  receiver: OrganizationNumber
  /** *Avsender* in the body: whose letter it is. */
  onBehalfOf: OrganizationNumber
  /** Base64 SHA-256 of the encrypted package. */
  fingerprint: string
  accessToken: string
  createdAt: Date
  openingReceipt: boolean
  notices: { email?: WireNotice, sms?: WireNotice }
  mailboxAddress?: string
  title?: string
  language?: string
  securityLevel?: SecurityLevel
  availableFrom?: Date
  address?: PostalAddress
  print?: PrintOptions
  signer: { organizationNumber: OrganizationNumber, certificate: X509Certificate, chain: readonly X509Certificate[] }
}

/**
 * Opens a signed business message, digital or print.
 *
 * The access token in it is only read: whether it was issued, and for whom, is the receiver's next question.
 *
 * @throws {GatewayError} `ERR_OPEN_UNREADABLE` if it is none or lacks what every message has, `ERR_OPEN_NOT_PROVED` if signature or chain
 * do not hold, or the signer is not the sender
 */
export async function openMessage (jws: string, options: OpenOptions): Promise<OpenedMessage> {
  const { payload, signer } = await proveJws(jws, options)
  const message = readMessage(parse(payload))
  const { organizationNumber } = signer
  if (organizationNumber === undefined || organizationNumber !== message.sender) throw notProved(new Error('the signer is not the sender'))
  return { ...message, signer: { ...signer, organizationNumber } }
}

function parse (payload: string): WireMessage {
  try {
    return readWireMessage(JSON.parse(payload))
  } catch {
    // The parser's own words are dropped: they quote the message.
    throw unreadable('it is not JSON')
  }
}

function readMessage (wire: WireMessage): Omit<OpenedMessage, 'signer'> {
  const { kind, messageId, conversationId, sender, receiver, onBehalfOf, fingerprint, accessToken, openingReceipt, notices } = wire
  const createdAt = readMoment(wire.createdAt)
  if (kind === undefined) throw unreadable('it is neither digital post nor print')
  if (messageId === undefined || conversationId === undefined || createdAt === undefined) throw unreadable('its header is not complete')
  if (sender === undefined || receiver === undefined || onBehalfOf === undefined) throw unreadable('its parties are not complete')
  if (fingerprint === undefined || accessToken === undefined) throw unreadable('it holds no fingerprint or no access token')
  const always = {
    kind, messageId, conversationId, sender, receiver, onBehalfOf, fingerprint, accessToken, createdAt, openingReceipt, notices
  }
  return { ...always, ...kind === 'digital' ? readDigital(wire) : readPrint(wire) }
}

function readDigital (wire: WireMessage): Partial<OpenedMessage> {
  const { mailboxAddress, title, language, securityLevel } = wire
  const availableFrom = readMoment(wire.availableFrom)
  if (mailboxAddress === undefined || title === undefined) throw unreadable('it names no mailbox or has no title')
  if (securityLevel !== 3 && securityLevel !== 4) throw unreadable('its security level is neither 3 nor 4')
  return { mailboxAddress, title, securityLevel, ...language !== undefined && { language }, ...availableFrom !== undefined && { availableFrom } }
}

function readPrint ({ address, print }: WireMessage): Partial<OpenedMessage> {
  if (address === undefined || print === undefined) throw unreadable('it has no address or no return address')
  return { address, print }
}

function unreadable (why: string): GatewayError {
  return new GatewayError('ERR_OPEN_UNREADABLE', `Cannot read the message: ${why}`)
}
