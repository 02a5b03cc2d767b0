// Norwegian names of the retired XML messages (sdp-classic-xml §§2-3), read from bytes that were proved. Nobody past this file sees them.
import type { OrganizationNumber } from '../../letter/letter.ts'
import type { ReceiptKind } from '../../letter/receipt.ts'
import { attributeOf, childrenOf, onlyChildOf, type ReadElement } from '../../xml/read-element.ts'

/** Namespace of the standard business document and its header. */
export const sbdNamespace = 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader'

/** What a message is: a receipt's kind, a letter (`digital`, `print`), or one that moved between mailboxes (*flyttetDigitalPost*). */
export type ClassicKind = ReceiptKind | 'digital' | 'print' | 'moved'

/** What a message says, in our words. */
export interface WireClassic {
  kind: ClassicKind | undefined
  messageId: string | undefined
  conversationId: string | undefined
  createdAt: string | undefined
  sender: OrganizationNumber | undefined
  receiver: OrganizationNumber | undefined
  receipt: {
    occurredAt: string | undefined
    fault: 'client' | 'server' | undefined
    noticeChannel: 'email' | 'sms' | undefined
    detail: string | undefined
  }
  letter: {
    onBehalfOf: OrganizationNumber | undefined
    nationalIdentityNumber: string | undefined
    mailboxAddress: string | undefined
    title: string | undefined
    securityLevel: string | undefined
    availableFrom: string | undefined
    /** Base64, of the encrypted package. */
    fingerprint: string | undefined
  }
}

const sdp = 'http://begrep.difi.no/sdp/schema_v10'
const digestNamespace = 'http://www.w3.org/2000/09/xmldsig#'
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const receiptKinds: Readonly<Record<string, ReceiptKind>> = {
  mottak: 'print-accepted', levering: 'delivery', aapning: 'opening', returpost: 'returned-post', varslingfeilet: 'notification-failed'
}
const faults: Readonly<Record<string, 'client' | 'server'>> = { KLIENT: 'client', SERVER: 'server' }
const noticeChannels: Readonly<Record<string, 'email' | 'sms'>> = { EPOST: 'email', SMS: 'sms' }

/** Reads a document; undefined when it is no business document with a header and one body, or the header announces another body. */
export function readWireClassic (root: ReadElement): WireClassic | undefined {
  const header = onlyChildOf(root, sbdNamespace, 'StandardBusinessDocumentHeader')
  const body = root.children.find(child => child.namespace === sdp)
  if (root.name !== 'StandardBusinessDocument' || root.namespace !== sbdNamespace || header === undefined || body === undefined) return undefined
  if (root.children.length !== 2 || textAt(header, sbdNamespace, 'DocumentIdentification', 'Type') !== body.name) return undefined
  return {
    kind: kindOf(body),
    messageId: textAt(header, sbdNamespace, 'DocumentIdentification', 'InstanceIdentifier'),
    conversationId: conversationOf(header),
    createdAt: textAt(header, sbdNamespace, 'DocumentIdentification', 'CreationDateAndTime'),
    sender: organizationNumber(textAt(header, sbdNamespace, 'Sender', 'Identifier')),
    receiver: organizationNumber(textAt(header, sbdNamespace, 'Receiver', 'Identifier')),
    receipt: readReceipt(body),
    letter: readLetter(body)
  }
}

function kindOf (body: ReadElement): ClassicKind | undefined {
  switch (body.name) {
    case 'digitalPost': return onlyChildOf(body, sdp, 'fysiskPostInfo') === undefined ? 'digital' : 'print'
    case 'flyttetDigitalPost': return 'moved'
    case 'feil': return 'failure'
    case 'kvittering': {
      const kinds = body.children.map(child => child.namespace === sdp ? receiptKinds[child.name] : undefined)
      const [kind, ...more] = kinds.filter(one => one !== undefined)
      return more.length === 0 ? kind : undefined
    }
    default: return undefined
  }
}

function conversationOf (header: ReadElement): string | undefined {
  const scope = onlyChildOf(header, sbdNamespace, 'BusinessScope')
  const scopes = scope === undefined ? [] : childrenOf(scope, sbdNamespace, 'Scope')
  const [conversation, ...more] = scopes.filter(one => textAt(one, sbdNamespace, 'Type') === 'ConversationId')
  return conversation === undefined || more.length > 0 ? undefined : textAt(conversation, sbdNamespace, 'InstanceIdentifier')
}

function readReceipt (body: ReadElement): WireClassic['receipt'] {
  return {
    occurredAt: textAt(body, sdp, 'tidspunkt'),
    fault: faults[textAt(body, sdp, 'feiltype') ?? ''],
    noticeChannel: noticeChannels[textAt(body, sdp, 'varslingfeilet', 'varslingskanal') ?? ''],
    detail: textAt(body, sdp, 'detaljer') ?? textAt(body, sdp, 'varslingfeilet', 'beskrivelse')
  }
}

function readLetter (body: ReadElement): WireClassic['letter'] {
  const info = onlyChildOf(body, sdp, 'digitalPostInfo') ?? body
  return {
    onBehalfOf: organizationNumber(textAt(body, sdp, 'avsender', 'organisasjon')),
    nationalIdentityNumber: textAt(body, sdp, 'mottaker', 'person', 'personidentifikator'),
    mailboxAddress: textAt(body, sdp, 'mottaker', 'person', 'postkasseadresse'),
    title: textAt(info, sdp, 'ikkeSensitivTittel'),
    securityLevel: textAt(info, sdp, 'sikkerhetsnivaa'),
    availableFrom: textAt(info, sdp, 'virkningstidspunkt') ?? textAt(info, sdp, 'virkningsdato'),
    fingerprint: fingerprintOf(onlyChildOf(body, sdp, 'dokumentpakkefingeravtrykk'))
  }
}

/** A digest by another algorithm says nothing about ours. */
function fingerprintOf (reference: ReadElement | undefined): string | undefined {
  const method = reference && onlyChildOf(reference, digestNamespace, 'DigestMethod')
  if (reference === undefined || method === undefined || attributeOf(method, 'Algorithm') !== sha256) return undefined
  return textAt(reference, digestNamespace, 'DigestValue')
}

/** `9908:` as it was written, `0192:`, or bare digits (§2). */
function organizationNumber (identifier: string | undefined): OrganizationNumber | undefined {
  return /^(?:(?:0192|9908):)?(\d{9})$/.exec(identifier ?? '')?.[1]
}

function textAt (element: ReadElement, namespace: string, ...path: string[]): string | undefined {
  let here: ReadElement | undefined = element
  for (const name of path) here = here === undefined ? undefined : onlyChildOf(here, namespace, name)
  const text = here?.text.trim()
  return text === '' ? undefined : text
}
