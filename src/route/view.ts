// The facts as the rules see them. The view is stored with the decision, so it holds answers only: no number, name, address or e-mail.
import type { Letter, LetterClass } from '../letter/letter.ts'
import type { AddressSource, ContactFacts, PersonStatus, RecipientCertificate, RecipientFacts } from '../letter/recipient-facts.ts'
import { freshSince, isFresh } from './freshness.ts'
import { channelOf } from './providers.ts'

/** How a certificate stands at the moment of routing. */
export type CertificateStanding = 'valid' | 'expired' | 'not-yet-valid' | 'missing'

/** Everything a rule may ask. `null` means the question does not arise. */
export type View = {
  readonly class: LetterClass
  readonly recipient: 'person' | 'address'
  /** When the registers were read, ISO 8601. */
  readonly factsReadAt: string
  readonly personStatus: PersonStatus | 'unknown' | null
  readonly isDead: boolean
  readonly hasFalseIdentity: boolean
  readonly contactStatus: ContactFacts['status'] | null
  readonly isReserved: boolean
  readonly isNotifiable: boolean
  readonly hasFreshEmail: boolean
  readonly hasFreshMobile: boolean
  readonly mailbox: 'eboks' | 'digipost' | 'other' | null
  readonly mailboxCertificate: CertificateStanding | null
  readonly documents: number
  /** Estimated size of the sealed package. */
  readonly packageBytes: number
  readonly mailboxTakesFormats: boolean
  readonly isPdfOnly: boolean
  /**
   * Which address paper may go to; `none` also where the register has one that may not be used. The level of protection itself is not in
   * the view: it is confidential, and the decision is shown to people (registries.md §2.5).
   */
  readonly printAddress: AddressSource | 'given'
  readonly printCertificate: CertificateStanding
}

/** What mailboxes show to citizens (sdp-classic-xml.md §8, still in force for DPI). */
const mailboxFormats: ReadonlySet<string> = new Set([
  'application/pdf', 'text/html', 'text/plain', 'application/ehf+xml',
  'application/vnd.oasis.opendocument.formula', 'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.presentation', 'application/vnd.oasis.opendocument.graphics',
  'image/gif', 'image/jpeg', 'image/png', 'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/octet-stream'
])

/** Manifest, signature and headers of a package, and what each document adds to them; both rounded up. */
const packageOverheadBytes = 20_000
const documentOverheadBytes = 1_000

/** Looks at a letter and the facts about its recipient as of `now`. */
export function viewOf (letter: Letter, facts: RecipientFacts, now: Date): View {
  return {
    class: letter.class,
    recipient: letter.recipient.kind,
    factsReadAt: facts.readAt.toISOString(),
    ...personView(facts),
    ...contactView(facts.contact, now),
    ...documentsView(letter),
    printAddress: letter.recipient.kind === 'address' ? 'given' : permittedAddress(facts),
    printCertificate: standing(facts.printService.certificate, now)
  }
}

function personView ({ person }: RecipientFacts): Pick<View, 'personStatus' | 'isDead' | 'hasFalseIdentity'> {
  return person === undefined || person === 'unknown'
    ? { personStatus: person ?? null, isDead: false, hasFalseIdentity: false }
    : { personStatus: person.status, isDead: person.isDead, hasFalseIdentity: person.hasFalseIdentity }
}

type ContactView = Pick<View, 'contactStatus' | 'isReserved' | 'isNotifiable' | 'hasFreshEmail' | 'hasFreshMobile' | 'mailbox' | 'mailboxCertificate'>

function contactView (contact: ContactFacts | undefined, now: Date): ContactView {
  const mailbox = contact?.mailbox
  const since = freshSince(now)
  return {
    contactStatus: contact?.status ?? null,
    isReserved: contact?.isReserved ?? false,
    isNotifiable: contact?.isNotifiable ?? false,
    hasFreshEmail: contact?.email !== undefined && isFresh(contact.email, since),
    hasFreshMobile: contact?.mobile !== undefined && isFresh(contact.mobile, since),
    mailbox: mailbox === undefined ? null : channelOf(mailbox.provider) ?? 'other',
    mailboxCertificate: mailbox === undefined ? null : standing(mailbox.certificate, now)
  }
}

function documentsView ({ documents }: Letter): Pick<View, 'documents' | 'packageBytes' | 'mailboxTakesFormats' | 'isPdfOnly'> {
  const bytes = documents.reduce((sum, document) => sum + document.bytes, 0)
  return {
    documents: documents.length,
    packageBytes: bytes + packageOverheadBytes + documents.length * documentOverheadBytes,
    mailboxTakesFormats: documents.every(document => mailboxFormats.has(document.mediaType)),
    isPdfOnly: documents.every(document => document.mediaType === 'application/pdf')
  }
}

/** Strictly confidential: only the postal address the register gives for it, whatever lookup chose (registries.md §2.5). */
function permittedAddress ({ person }: RecipientFacts): AddressSource {
  if (person === undefined || person === 'unknown' || person.address === undefined) return 'none'
  return person.protection === 'strictly-confidential' && person.addressSource !== 'postal' ? 'none' : person.addressSource
}

function standing (certificate: RecipientCertificate | undefined, now: Date): CertificateStanding {
  if (certificate === undefined) return 'missing'
  if (now < certificate.validFrom) return 'not-yet-valid'
  return now > certificate.validTo ? 'expired' : 'valid'
}
