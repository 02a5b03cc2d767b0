// Norwegian names of what is read: `manifest.xml` (sdp-classic-xml §5) and the business message (dpi-json §§4-5). Nobody past this file sees
// them. Reading is lenient where public samples are: absent, empty and unknown fields are left out, and the caller says what it must have.
import type { PostalAddress, PrintOptions } from '../letter/letter.ts'
import { attributeOf, childrenOf, onlyChildOf, type ReadElement } from '../xml/read-element.ts'

/** What a manifest says. */
export interface WireManifest {
  sender: string | undefined
  /** *Fakturareferanse*: what the sender wants named on its invoice. */
  invoiceReference: string | undefined
  mailboxAddress: string | undefined
  /** Main document (*hoveddokument*) first, then attachments (*vedlegg*). */
  documents: { name: string | undefined, mediaType: string | undefined, title: string | undefined }[]
}

/** A notice (*varsel*) that the mailbox was asked to give. */
export interface WireNotice {
  to: string
  text: string
  repeatDays: number[]
}

/** What a business message says, in our words. */
export interface WireMessage {
  kind: 'digital' | 'print' | undefined
  messageId: string | undefined
  conversationId: string | undefined
  createdAt: string | undefined
  sender: string | undefined
  receiver: string | undefined
  onBehalfOf: string | undefined
  fingerprint: string | undefined
  accessToken: string | undefined
  mailboxAddress: string | undefined
  title: string | undefined
  language: string | undefined
  securityLevel: number | undefined
  availableFrom: string | undefined
  openingReceipt: boolean
  notices: { email?: WireNotice, sms?: WireNotice }
  address: PostalAddress | undefined
  print: PrintOptions | undefined
}

const sdp = 'http://begrep.difi.no/sdp/schema_v10'
const header = 'standardBusinessDocumentHeader'
const kinds = new Map<unknown, 'digital' | 'print'>([['digital', 'digital'], ['utskrift', 'print']])

/** Reads `manifest.xml`; undefined when it is another document, or has not exactly one main document. */
export function readWireManifest (root: ReadElement): WireManifest | undefined {
  const [main, ...more] = childrenOf(root, sdp, 'hoveddokument')
  if (root.namespace !== sdp || root.name !== 'manifest' || main === undefined || more.length > 0) return undefined
  return {
    sender: organizationNumber(textAt(root, 'avsender', 'organisasjon')),
    invoiceReference: text(textAt(root, 'avsender', 'fakturaReferanse')),
    mailboxAddress: textAt(root, 'mottaker', 'person', 'postkasseadresse'),
    documents: [main, ...childrenOf(root, sdp, 'vedlegg')].map(document => ({
      name: attributeOf(document, 'href'), mediaType: attributeOf(document, 'mime'), title: textAt(document, 'tittel')
    }))
  }
}

/** Reads the payload of a business message. Dispatches on the declared type, or on the body's own name where that says something else. */
export function readWireMessage (payload: unknown): WireMessage {
  const document = at(payload, 'standardBusinessDocument')
  const identification = at(document, header, 'documentIdentification')
  const scopes = at(document, header, 'businessScope', 'scope')
  const declared = at(identification, 'type')
  const name = kinds.has(declared) ? declared : bodyName(document)
  const body = at(document, String(name))
  return {
    kind: kinds.get(name),
    messageId: text(at(identification, 'instanceIdentifier')),
    conversationId: text(at(list(scopes).find(scope => at(scope, 'type') === 'ConversationId'), 'instanceIdentifier')),
    createdAt: text(at(identification, 'creationDateAndTime')),
    sender: organizationNumber(text(at(document, header, 'sender', '0', 'identifier', 'value'))),
    receiver: organizationNumber(text(at(document, header, 'receiver', '0', 'identifier', 'value'))),
    onBehalfOf: organizationNumber(text(at(body, 'avsender', 'virksomhetsidentifikator', 'value'))),
    fingerprint: text(at(body, 'dokumentpakkefingeravtrykk', 'digestValue')),
    accessToken: text(at(body, 'maskinportentoken')),
    ...readDigital(body),
    ...readPrint(body)
  }
}

/** Tells whether a payload is a letter's message; else it may be a receipt. */
export function announcesLetter (payload: string): boolean {
  try {
    return readWireMessage(JSON.parse(payload)).kind !== undefined
  } catch {
    return false
  }
}

function readDigital (body: unknown): Omit<WireMessage, 'kind' | 'messageId' | 'conversationId' | 'createdAt' | 'sender' | 'receiver' | 'onBehalfOf'
  | 'fingerprint' | 'accessToken' | 'address' | 'print'> {
  const email = readNotice(at(body, 'varsler', 'epostvarsel'), 'epostadresse')
  const sms = readNotice(at(body, 'varsler', 'smsvarsel'), 'mobiltelefonnummer')
  const level = at(body, 'sikkerhetsnivaa')
  return {
    mailboxAddress: text(at(body, 'mottaker', 'postkasseadresse')),
    title: text(at(body, 'ikkesensitivtittel')),
    language: text(at(body, 'spraak'))?.toLowerCase(),
    securityLevel: typeof level === 'number' ? level : undefined,
    availableFrom: text(at(body, 'virkningstidspunkt')) ?? text(at(body, 'virkningsdato')),
    openingReceipt: at(body, 'aapningskvittering') === true,
    notices: { ...email !== undefined && { email }, ...sms !== undefined && { sms } }
  }
}

function readNotice (notice: unknown, to: string): WireNotice | undefined {
  const address = text(at(notice, to))
  if (address === undefined) return undefined
  const repeatDays = list(at(notice, 'repetisjoner')).filter(day => typeof day === 'number')
  return { to: address, text: text(at(notice, 'varslingstekst')) ?? '', repeatDays }
}

function readPrint (body: unknown): Pick<WireMessage, 'address' | 'print'> {
  const returnAddress = readAddress(at(body, 'retur', 'mottaker'))
  return {
    address: readAddress(at(body, 'mottaker')),
    print: returnAddress && {
      color: at(body, 'utskriftstype') === 'FARGE' ? 'color' : 'black-and-white',
      undeliverable: at(body, 'retur', 'returposthaandtering') === 'MAKULERING_MED_MELDING' ? 'destroy-and-report' : 'return',
      returnAddress
    }
  }
}

/** A country that is only named, not coded, becomes the last line: that is where it is printed. */
function readAddress (address: unknown): PostalAddress | undefined {
  const name = text(at(address, 'navn'))
  if (name === undefined) return undefined
  const lines = ['adresselinje1', 'adresselinje2', 'adresselinje3', 'adresselinje4', 'land'].map(line => text(at(address, line)))
  const postalCode = text(at(address, 'postnummer'))
  const city = text(at(address, 'poststed'))
  const countryCode = text(at(address, 'landkode'))?.toUpperCase()
  return {
    name,
    lines: lines.filter(line => line !== undefined),
    ...postalCode !== undefined && { postalCode },
    ...city !== undefined && { city },
    ...countryCode !== undefined && { countryCode }
  }
}

/** `0192:` today, `9908:` before, or bare digits (sdp-classic-xml §2). */
function organizationNumber (identifier: string | undefined): string | undefined {
  return /^(?:(?:0192|9908):)?(\d{9})$/.exec(identifier ?? '')?.[1]
}

function bodyName (document: unknown): unknown {
  const names = typeof document === 'object' && document !== null ? Object.keys(document).filter(name => name !== header) : []
  return names.length === 1 ? names[0] : undefined
}

/** The value at a path of own properties, or undefined as soon as there is none. */
function at (value: unknown, ...path: string[]): unknown {
  let here = value
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here
}

function list (value: unknown): unknown[] {
  return Array.isArray(value) ? value as unknown[] : []
}

function text (value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function textAt (element: ReadElement, ...path: string[]): string | undefined {
  let here: ReadElement | undefined = element
  for (const name of path) here = here === undefined ? undefined : onlyChildOf(here, sdp, name)
  return here?.text
}
