// The facts as the rules see them. The view is stored with the decision, so it holds answers only: no number, name, address or e-mail.
import type { Letter, LetterClass, Recipient } from '../letter/letter.ts'
import type { ContactFacts, PersonStatus, RecipientCertificate, RecipientFacts } from '../letter/recipient-facts.ts'
import { ageOf, type Age } from './age.ts'
import { contactAgeMonths, freshMonths } from './freshness.ts'
import { takesFormats } from './limits.ts'
import type { PrintDestination } from './print-destination.ts'
import { channelOf } from './providers.ts'

/** How a certificate stands at the moment of routing. */
export type CertificateStanding = 'valid' | 'expired' | 'not-yet-valid' | 'revoked' | 'missing'

/** Everything a rule may ask. `null` means the question does not arise. */
export type View = {
  readonly class: LetterClass
  readonly recipient: Recipient['kind']
  /** When the registers were read, ISO 8601. */
  readonly factsReadAt: string
  readonly personStatus: PersonStatus | 'unknown' | null
  /** Whether the number asked for is the one in use; `superseded`: another one was found and followed. */
  readonly number: 'in-use' | 'superseded' | 'without-successor' | null
  readonly isDead: boolean
  readonly hasFalseIdentity: boolean
  readonly age: Age | null
  readonly contactStatus: ContactFacts['status'] | null
  readonly isReserved: boolean
  readonly isNotifiable: boolean
  /** Since the contact point was last updated or confirmed, rounded up. */
  readonly emailAgeMonths: number | null
  readonly mobileAgeMonths: number | null
  readonly hasFreshEmail: boolean
  readonly hasFreshMobile: boolean
  readonly mailbox: 'eboks' | 'digipost' | 'other' | null
  readonly mailboxCertificate: CertificateStanding | null
  readonly documents: number
  /** Estimated size of the sealed package. */
  readonly packageBytes: number
  readonly mailboxTakesFormats: boolean
  readonly printTakesFormats: boolean
  /**
   * Which address paper may go to; `none` also where the register has one that may not be used. The level of protection itself is not in
   * the view: it is confidential, and the decision is shown to people (registries.md §2.5).
   */
  readonly printAddress: PrintDestination['source']
  /** What is missing where there is none, in the words of `AddressLack` with spaces between. */
  readonly addressLacks: string | null
  readonly isAbroad: boolean
  /** Post to the recipient came back from this very address before. */
  readonly isAddressReturned: boolean
  readonly printCertificate: CertificateStanding
}

/** Manifest, signature and headers of a package, and what each document adds to them; both rounded up. */
const packageOverheadBytes = 20_000
const documentOverheadBytes = 1_000

/** Looks at a letter and the facts about its recipient as of `now`. Written in one piece: it is made for every letter of a night. */
export function viewOf (letter: Letter, facts: RecipientFacts, now: Date, paper: PrintDestination): View {
  const { contact } = facts
  const person = facts.person === 'unknown' ? undefined : facts.person
  const mailbox = contact?.mailbox
  const emailAgeMonths = contact?.email === undefined ? null : contactAgeMonths(contact.email, now)
  const mobileAgeMonths = contact?.mobile === undefined ? null : contactAgeMonths(contact.mobile, now)
  return {
    class: letter.class,
    recipient: letter.recipient.kind,
    factsReadAt: facts.readAt.toISOString(),
    personStatus: facts.person === 'unknown' ? 'unknown' : person?.status ?? null,
    number: numberOf(letter, facts),
    isDead: person?.isDead ?? false,
    hasFalseIdentity: person?.hasFalseIdentity ?? false,
    age: person === undefined ? null : ageOf(person, now),
    contactStatus: contact?.status ?? null,
    isReserved: contact?.isReserved ?? false,
    isNotifiable: contact?.isNotifiable ?? false,
    emailAgeMonths,
    mobileAgeMonths,
    hasFreshEmail: emailAgeMonths !== null && emailAgeMonths <= freshMonths,
    hasFreshMobile: mobileAgeMonths !== null && mobileAgeMonths <= freshMonths,
    mailbox: mailbox === undefined ? null : channelOf(mailbox.provider) ?? 'other',
    mailboxCertificate: mailbox === undefined ? null : standing(mailbox.certificate, now),
    documents: letter.documents.length,
    packageBytes: packageBytes(letter),
    mailboxTakesFormats: takesFormats('mailbox', letter.documents),
    printTakesFormats: takesFormats('print', letter.documents),
    printAddress: paper.source,
    addressLacks: paper.lacks,
    isAbroad: paper.source !== 'none' && (paper.address.countryCode ?? 'NO').toUpperCase() !== 'NO',
    isAddressReturned: person?.isAddressReturned === true && paper.source !== 'none' && paper.source !== 'given' && paper.source !== 'estate',
    printCertificate: standing(facts.printService.certificate, now)
  }
}

/** Facts stored before numbers were followed say nothing of it; then the one asked for is the one in use, unless another stands there. */
function numberOf ({ recipient }: Letter, { person }: RecipientFacts): View['number'] {
  if (recipient.kind !== 'person' || person === undefined || person === 'unknown') return null
  if (person.nationalIdentityNumber !== recipient.nationalIdentityNumber) return 'superseded'
  return person.isSuperseded === true ? 'without-successor' : 'in-use'
}

function packageBytes ({ documents }: Letter): number {
  let bytes = packageOverheadBytes
  for (const document of documents) bytes += document.bytes + documentOverheadBytes
  return bytes
}

function standing (certificate: RecipientCertificate | undefined, now: Date): CertificateStanding {
  if (certificate === undefined) return 'missing'
  if (certificate.isRevoked === true) return 'revoked'
  if (now < certificate.validFrom) return 'not-yet-valid'
  return now > certificate.validTo ? 'expired' : 'valid'
}
