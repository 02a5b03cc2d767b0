import type { X509Certificate } from 'node:crypto'
import { verifyClassicSignature, type ProvedDocument } from '../../crypto/classic-signature.ts'
import { organizationNumberOf } from '../../crypto/organization-number.ts'
import { GatewayError } from '../../letter/gateway-error.ts'
import type { OrganizationNumber } from '../../letter/letter.ts'
import type { Receipt } from '../../letter/receipt.ts'
import { readMoment } from '../../xml/read-moment.ts'
import { readXml } from '../../xml/read-xml.ts'
import { notProved } from '../not-proved.ts'
import type { OpenOptions } from '../open-container.ts'
import { cutOut } from './cut-out.ts'
import { readWireClassic, type ClassicKind, type WireClassic } from './wire.ts'

/** What a receipt of the retired format says beside its kind. */
export type ClassicReceipt = Pick<Receipt, 'occurredAt' | 'fault' | 'noticeChannel' | 'detail'>

/** What a letter of the retired format says in its message. The identity number is there because the format demanded it for mailboxes. */
export interface ClassicLetter {
  onBehalfOf: OrganizationNumber
  fingerprint: string
  nationalIdentityNumber?: string
  mailboxAddress?: string
  title?: string
  securityLevel?: number
  availableFrom?: Date
}

/** A message of the retired XML format (*SDP 1.0*), as archives hold it: signature, chain and sender were proved. */
export interface OpenedClassic {
  kind: ClassicKind
  messageId: string
  /** The only thing that ties receipts to their letter. */
  conversationId: string
  /** Who signed it; equal to the number in the certificate. */
  sender: OrganizationNumber
  receiver: OrganizationNumber
  createdAt: Date
  receipt?: ClassicReceipt
  letter?: ClassicLetter
  signer: { organizationNumber: OrganizationNumber, certificate: X509Certificate, chain: readonly X509Certificate[] }
}

/**
 * Opens an archived message or receipt: a standard business document, bare or inside its SOAP envelope. Of an envelope only the document
 * counts; the transport's own signature proved who carried it, which is history.
 *
 * @throws {GatewayError} `ERR_OPEN_UNREADABLE` for a proved document that lacks what every message has, `ERR_OPEN_NOT_PROVED` for whatever
 * is not proved, in the same words also where there is nothing to prove
 * @see sdp-classic-xml.md §§2-4
 */
export function openClassic (file: Uint8Array, options: OpenOptions): OpenedClassic {
  const { bytes, certificate, chain } = prove(file, options)
  const message = readMessage(readProved(bytes))
  const organizationNumber = organizationNumberOf(certificate)
  if (organizationNumber !== message.sender) throw notProved(new Error('the signer is not the sender'))
  return { ...message, signer: { organizationNumber, certificate, chain } }
}

function prove (file: Uint8Array, { trust, at }: OpenOptions): ProvedDocument {
  try {
    return verifyClassicSignature(cutOut(file), trust, at)
  } catch (error) {
    throw notProved(error)
  }
}

function readProved (bytes: Uint8Array): WireClassic {
  const wire = readXml(bytes, readWireClassic)
  if (wire === undefined) throw unreadable('its header and body do not belong together')
  return wire
}

function readMessage (wire: WireClassic): Omit<OpenedClassic, 'signer'> {
  const { kind, messageId, conversationId, sender, receiver } = wire
  const createdAt = readMoment(wire.createdAt)
  if (kind === undefined) throw unreadable('it is neither a letter nor a receipt')
  if (messageId === undefined || conversationId === undefined || createdAt === undefined) throw unreadable('its header is not complete')
  if (sender === undefined || receiver === undefined) throw unreadable('its parties are not complete')
  const header = { kind, messageId, conversationId, sender, receiver, createdAt }
  const isLetter = kind === 'digital' || kind === 'print' || kind === 'moved'
  return isLetter ? { ...header, letter: readLetter(wire.letter) } : { ...header, receipt: readReceipt(wire.receipt) }
}

function readReceipt ({ occurredAt, fault, noticeChannel, detail }: WireClassic['receipt']): ClassicReceipt {
  const moment = readMoment(occurredAt)
  if (moment === undefined) throw unreadable('it does not say when it happened')
  return {
    occurredAt: moment,
    ...fault !== undefined && { fault },
    ...noticeChannel !== undefined && { noticeChannel },
    ...detail !== undefined && { detail }
  }
}

function readLetter (wire: WireClassic['letter']): ClassicLetter {
  const { onBehalfOf, fingerprint, nationalIdentityNumber, mailboxAddress, title } = wire
  const securityLevel = /^[34]$/.test(wire.securityLevel ?? '') ? Number(wire.securityLevel) : undefined
  const availableFrom = readMoment(wire.availableFrom)
  if (onBehalfOf === undefined || fingerprint === undefined) throw unreadable('it names no sender or no package')
  return {
    onBehalfOf,
    fingerprint,
    ...nationalIdentityNumber !== undefined && { nationalIdentityNumber },
    ...mailboxAddress !== undefined && { mailboxAddress },
    ...title !== undefined && { title },
    ...securityLevel !== undefined && { securityLevel },
    ...availableFrom !== undefined && { availableFrom }
  }
}

function unreadable (why: string): GatewayError {
  return new GatewayError('ERR_OPEN_UNREADABLE', `Cannot read the message: ${why}`)
}
