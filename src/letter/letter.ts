// The nouns every room shares. Pure data: nothing here reads a clock, a register or a database.

/** Opaque, sortable id of one letter, given by Postbud (UUID version 7). Carries no personal data. */
export type LetterId = string

/** Nine digits (*organisasjonsnummer*), without the `0192:` prefix of the wire. */
export type OrganizationNumber = string

/** Eleven digits (*fødselsnummer* or *D-nummer*), synthetic ones included. Never logged, never in a URL. */
export type NationalIdentityNumber = string

/** Why a letter is sent; decides what the rules demand. A decision (*enkeltvedtak*) carries the eForvaltningsforskriften § 8 duty to notify. */
export type LetterClass = 'decision' | 'important' | 'information'

/** Languages of a letter and of the texts around it, ISO 639-1 (KRR also knows Northern Sami, `se`). */
export type Language = 'nb' | 'nn' | 'en' | 'se'

/** *Sikkerhetsnivå*: the login level the citizen needs to open the letter. */
export type SecurityLevel = 3 | 4

/**
 * A postal address as print takes it, already in lines.
 *
 * Norwegian: `postalCode` and `city`, no `countryCode`. Foreign: `countryCode` and the place in the lines.
 */
export interface PostalAddress {
  name: string
  lines: string[]
  postalCode?: string
  city?: string
  /** ISO 3166-1 alpha-2, upper case; absent means Norway. */
  countryCode?: string
}

/** Who shall have the letter (*mottaker*): a person in the registers, an organization at an address, or a bare address for print only. */
export type Recipient =
  | { kind: 'person', nationalIdentityNumber: NationalIdentityNumber }
  | { kind: 'organization', organizationNumber: OrganizationNumber, address?: PostalAddress }
  | { kind: 'address', address: PostalAddress }

/** Texts the mailbox sends by e-mail and text message when the letter lies there (*varsler*). They travel in clear: no personal data. */
export interface Notification {
  /** 1 to 500 characters. */
  emailText?: string
  /** 1 to 160 characters. */
  smsText?: string
  /** Days after the letter became available, 0 to 25, each once (*repetisjoner*). */
  repeatDays: number[]
}

/** How paper is made, and what happens to it when it comes back. */
export interface PrintOptions {
  color: 'black-and-white' | 'color'
  /** `return` sends it back unopened, `destroy-and-report` shreds it and gives a ReturnedPostReceipt. */
  undeliverable: 'return' | 'destroy-and-report'
  returnAddress: PostalAddress
}

/** One document of a letter. `number` 0 is the main document (*hoveddokument*), the rest are attachments (*vedlegg*) in order. */
export interface LetterDocument {
  number: number
  /** The caller's file name; shown to people, never used as a path or a container name. */
  fileName: string
  /** Shown in the mailbox. */
  title: string
  /** IANA media type, lower case, without parameters. */
  mediaType: string
  bytes: number
  /** Pages on paper, where its bytes or the caller told. */
  pages?: number
  /** SHA-256 of the bytes, lower-case hexadecimal. */
  sha256: string
  /** CRC-32 of the bytes, which the package wants in front of them. Absent on letters accepted before it was taken: then they are read once more. */
  crc32?: number
}

/** One letter (*brev*) as accepted: what the case system asked for, checked. Its state and history live beside it, not in it. */
export interface Letter {
  id: LetterId
  /** *Behandlingsansvarlig*: the body on whose behalf the letter goes. */
  sender: OrganizationNumber
  /** The case system's own reference, at most 100 characters; no identity number. */
  reference: string
  /** The case system's own name of the run the letter belongs to, at most 100 characters; no identity number. */
  batch?: string
  recipient: Recipient
  class: LetterClass
  /** *Ikke-sensitiv tittel*, 1 to 255 characters, shown before login. */
  title: string
  language: Language
  securityLevel: SecurityLevel
  /** *Virkningstidspunkt*: the citizen sees the letter from then on. */
  availableFrom?: Date
  /** Not handed over before. */
  sendAfter?: Date
  /** To be handed over by then. */
  deadlineBy?: Date
  /** Handed over in quiet hours too, and why. */
  ignoreQuietHours?: { reason: string }
  openingReceipt: boolean
  notification: Notification
  print: PrintOptions
  /** *fakturaReferanse*, at most 40 characters. */
  invoiceReference?: string
  documents: LetterDocument[]
  acceptedAt: Date
}
