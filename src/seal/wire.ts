// Norwegian names of what is written: `manifest.xml` (sdp-classic-xml §5) and the bodies of business messages (dpi-json §§4-5). The official
// spelling, misspellings too, and nobody past this file sees it.
import { citizenProfile } from '../crypto/seal-profile.ts'
import type { PrintOptions } from '../letter/letter.ts'
import type { XmlTree } from '../xml/canonical-writer.ts'

/** `manifest.xml` in our words. */
export interface ManifestFields {
  /** With its prefix: `0192:` and nine digits. */
  sender: string
  /** The same as in the business message: receivers demand that both name one *avsender* (sdp-classic-xml §2). */
  invoiceReference: string | undefined
  /** Absent for print. */
  mailboxAddress: string | undefined
  /** ISO 639-1, two letters, for all titles. */
  language: string
  /** Main document (*hoveddokument*) first. */
  documents: readonly { name: string, mediaType: string, title: string }[]
}

/** The standard business document header (SBDH) in our words. */
export interface HeaderFields {
  kind: 'digital' | 'print'
  sender: string
  receiver: string
  messageId: string
  conversationId: string
  createdAt: Date
}

/** What both bodies hold. */
export interface BodyFields {
  onBehalfOf: string
  invoiceReference: string | undefined
  /** Base64. */
  fingerprint: string
  accessToken: string
}

/** A notice (*varsel*) the mailbox shall give. */
export interface NoticeFields {
  to: string
  text: string
  repeatDays: readonly number[]
}

/** The body of a message to a mailbox. */
export interface DigitalFields extends BodyFields {
  mailboxAddress: string
  securityLevel: 3 | 4
  title: string
  language: string
  availableFrom: Date | undefined
  openingReceipt: boolean
  email: NoticeFields | undefined
  sms: NoticeFields | undefined
}

/** A postal address in the fields that print takes. */
export interface AddressFields {
  name: string
  /** One to four. */
  lines: readonly string[]
  /** Exactly one of these two: the schema's `oneOf` (dpi-json §5.2). */
  place: { postalCode: string, city: string } | { countryCode: string }
}

/** The body of a message to the print service. */
export interface PrintFields extends BodyFields {
  address: AddressFields
  color: PrintOptions['color']
  undeliverable: PrintOptions['undeliverable']
  returnAddress: AddressFields
}

const sdp = 'http://begrep.difi.no/sdp/schema_v10'
const authority = 'iso6523-actorid-upis'
const names = { digital: 'digital', print: 'utskrift' } as const

/** Writes the manifest's tree. */
export function manifestTree ({ sender, invoiceReference, mailboxAddress, language, documents }: ManifestFields): XmlTree {
  const recipient: XmlTree[] = mailboxAddress === undefined
    ? []
    : [{ name: 'mottaker', children: [{ name: 'person', children: [{ name: 'postkasseadresse', children: [mailboxAddress] }] }] }]
  return {
    name: 'manifest',
    namespaces: { '': sdp },
    children: [
      ...recipient,
      {
        name: 'avsender',
        children: [
          { name: 'organisasjon', attributes: { authority }, children: [sender] },
          ...invoiceReference === undefined ? [] : [{ name: 'fakturaReferanse', children: [invoiceReference] }]
        ]
      },
      ...documents.map(({ name, mediaType, title }, index) => ({
        name: index === 0 ? 'hoveddokument' : 'vedlegg',
        attributes: { href: name, mime: mediaType },
        children: [{ name: 'tittel', attributes: { lang: language }, children: [title] }]
      }))
    ]
  }
}

/** Writes the payload of a message to a mailbox. */
export function digitalMessage (header: HeaderFields, fields: DigitalFields): object {
  return message(header, {
    ...body(fields),
    mottaker: { postkasseadresse: fields.mailboxAddress },
    sikkerhetsnivaa: fields.securityLevel,
    ikkesensitivtittel: fields.title,
    spraak: fields.language,
    ...fields.availableFrom !== undefined && { virkningstidspunkt: fields.availableFrom.toISOString() },
    aapningskvittering: fields.openingReceipt,
    ...(fields.email ?? fields.sms) !== undefined && {
      varsler: {
        ...fields.email !== undefined && { epostvarsel: { epostadresse: fields.email.to, ...notice(fields.email) } },
        ...fields.sms !== undefined && { smsvarsel: { mobiltelefonnummer: fields.sms.to, ...notice(fields.sms) } }
      }
    }
  })
}

/** Writes the payload of a message to the print service. */
export function printMessage (header: HeaderFields, fields: PrintFields): object {
  return message(header, {
    ...body(fields),
    mottaker: address(fields.address),
    utskriftstype: fields.color === 'color' ? 'FARGE' : 'SORT_HVIT',
    retur: {
      mottaker: address(fields.returnAddress),
      returposthaandtering: fields.undeliverable === 'return' ? 'DIREKTE_RETUR' : 'MAKULERING_MED_MELDING'
    }
  })
}

function message (header: HeaderFields, content: object): object {
  const type = names[header.kind]
  return {
    standardBusinessDocument: {
      standardBusinessDocumentHeader: {
        headerVersion: '1.0',
        sender: [{ identifier: { authority, value: header.sender } }],
        receiver: [{ identifier: { authority, value: header.receiver } }],
        documentIdentification: {
          standard: `urn:fdc:digdir.no:2020:innbyggerpost:xsd::innbyggerpost##urn:fdc:digdir.no:2020:innbyggerpost:schema:${type}::1.0`,
          typeVersion: '1.0',
          instanceIdentifier: header.messageId,
          type,
          creationDateAndTime: header.createdAt.toISOString()
        },
        businessScope: {
          scope: [{
            type: 'ConversationId',
            instanceIdentifier: header.conversationId,
            identifier: `urn:fdc:digdir.no:2020:profile:egovernment:innbyggerpost:${type}:ver1.0`
          }]
        }
      },
      [type]: content
    }
  }
}

function body ({ onBehalfOf, invoiceReference, fingerprint, accessToken }: BodyFields): object {
  return {
    avsender: {
      virksomhetsidentifikator: { authority, value: onBehalfOf },
      ...invoiceReference !== undefined && { fakturaReferanse: invoiceReference }
    },
    dokumentpakkefingeravtrykk: { digestMethod: citizenProfile.digest.uri, digestValue: fingerprint },
    maskinportentoken: accessToken
  }
}

function notice ({ text, repeatDays }: NoticeFields): object {
  return { varslingstekst: text, repetisjoner: repeatDays }
}

function address ({ name, lines, place }: AddressFields): object {
  return {
    navn: name,
    ...Object.fromEntries(lines.map((line, index) => [`adresselinje${index + 1}`, line])),
    ...'countryCode' in place ? { landkode: place.countryCode } : { postnummer: place.postalCode, poststed: place.city }
  }
}
