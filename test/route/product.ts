// Every combination of what the rules can be asked: lists of facts, and the case that stands at a place in their product.
import type { Letter, LetterClass, LetterDocument, PostalAddress } from '../../src/letter/letter.ts'
import type { AddressProtection, ContactFacts, ContactPoint, DigitalMailbox, PersonFacts, RecipientCertificate, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { aLetter } from '../support/a-letter.ts'
import { factsReadAt as now, validCertificate } from '../support/facts.ts'

/** One case: what is given to route(). */
export interface ProductCase {
  letter: Letter
  facts: RecipientFacts
}

/** The moment eighteen months before the cases are routed. */
export const oldestFresh = new Date('2024-09-01T10:00:00Z')

const classes: readonly LetterClass[] = ['decision', 'important', 'information']

const expired: RecipientCertificate = { ...validCertificate, validTo: new Date(now.getTime() - 1) }
const revoked: RecipientCertificate = { ...validCertificate, isRevoked: true }
const estateAddress: PostalAddress = { name: 'ADVOKAT PRØVE', lines: ['Prøvegata 9'], postalCode: '5003', city: 'BERGEN' }

const lives: readonly Partial<PersonFacts>[] = [
  { status: 'resident' }, { status: 'active' }, { status: 'emigrated' }, { status: 'temporary' }, { status: 'disappeared' }, { status: 'inactive' },
  { status: 'not-resident' }, { status: 'birth-registered' }, { status: 'ceased' }, { status: 'other' }, { status: 'dead' }, { status: 'resident', isDead: true },
  { status: 'dead', isDead: true, estateContact: { kind: 'lawyer', address: estateAddress } }, { status: 'dead', isDead: true, estateContact: { kind: 'person' } }
]

const identities: readonly Partial<PersonFacts>[] = [
  {}, { hasFalseIdentity: true }, { nationalIdentityNumber: '16852749559', isSuperseded: true }, { isSuperseded: true }
]

const births: readonly Partial<PersonFacts>[] = [{ birthDate: '1946-11-20' }, { birthDate: '2008-03-02' }, {}]

const protections: readonly AddressProtection[] = ['none', 'client', 'confidential', 'strictly-confidential']

const home: PostalAddress = { name: 'STADIG KUBBESTOL', lines: ['Stavangvegen 90'], postalCode: '6944', city: 'STAVANG' }
const abroad: PostalAddress = { name: 'STADIG KUBBESTOL', lines: ['Teststraße 7', '10115 BERLIN'], countryCode: 'DE' }

const addresses: readonly Pick<PersonFacts, 'addressSource' | 'address' | 'addressLacks' | 'isAddressReturned'>[] = [
  { addressSource: 'postal', address: home }, { addressSource: 'postal-abroad', address: abroad }, { addressSource: 'stay', address: home },
  { addressSource: 'residence', address: home }, { addressSource: 'residence', address: home, isAddressReturned: true },
  { addressSource: 'none', addressLacks: ['no-address'] }, { addressSource: 'none', addressLacks: ['unknown-residence'] },
  { addressSource: 'none', addressLacks: ['postal-code'] }
]

const standings: readonly Pick<ContactFacts, 'status' | 'isReserved'>[] = [
  { status: 'active', isReserved: false }, { status: 'active', isReserved: true }, { status: 'deleted', isReserved: false },
  { status: 'not-registered', isReserved: false }
]

const fresh: ContactPoint = { value: 'stadig@example.com', updatedAt: oldestFresh }
const stale: ContactPoint = { value: 'stadig@example.com', updatedAt: new Date(oldestFresh.getTime() - 1) }
const mobile: ContactPoint = { value: '+4790000000', verifiedAt: now }

const notices: readonly Pick<ContactFacts, 'isNotifiable' | 'email' | 'mobile'>[] = [
  { isNotifiable: true, email: fresh, mobile }, { isNotifiable: true, email: stale, mobile }, { isNotifiable: true, email: stale, mobile: { value: '+4790000000' } },
  { isNotifiable: false, email: fresh }, { isNotifiable: true }
]

const box = (provider: string, certificate?: RecipientCertificate): DigitalMailbox => ({ address: '#4ABC', provider, ...certificate !== undefined && { certificate } })
const mailboxes: readonly Pick<ContactFacts, 'mailbox'>[] = [
  {}, { mailbox: box('984661185', validCertificate) }, { mailbox: box('922020175', validCertificate) }, { mailbox: box('958935420', validCertificate) },
  { mailbox: box('984661185') }, { mailbox: box('984661185', expired) }, { mailbox: box('922020175', revoked) }
]

const document: LetterDocument = { number: 0, fileName: 'a.pdf', title: 'a', mediaType: 'application/pdf', bytes: 1000, sha256: '' }
const contents: readonly LetterDocument[][] = [
  [document], [{ ...document, mediaType: 'image/png' }], [{ ...document, mediaType: 'application/x-sh' }], [{ ...document, bytes: 45_000_000 }],
  Array.from({ length: 202 }, () => document)
]

const printCertificates: readonly RecipientCertificate[] = [validCertificate, expired, revoked]

const sizes = [
  classes, lives, identities, births, protections, addresses, standings, notices, mailboxes, contents, printCertificates
].map(({ length }) => length)

/** How many combinations there are. */
export const productSize = sizes.reduce((size, length) => size * length, 1)

/** The combination at a place from 0 up. */
export function caseAt (place: number): ProductCase {
  let rest = place
  const pick = <Item>(list: readonly Item[]): Item => {
    const item = list[rest % list.length]
    rest = Math.floor(rest / list.length)
    if (item === undefined) throw new RangeError('there is no such combination')
    return item
  }
  const letterClass = pick(classes)
  const person: PersonFacts = {
    nationalIdentityNumber: '20914695016', isDead: false, hasFalseIdentity: false, name: home.name, status: 'resident',
    ...pick(lives), ...pick(identities), ...pick(births), protection: pick(protections), ...pick(addresses)
  }
  const contact: ContactFacts = { ...pick(standings), ...pick(notices), ...pick(mailboxes) }
  const letter = aLetter({ class: letterClass, documents: pick(contents) })
  return { letter, facts: { readAt: now, person, contact, printService: { provider: '974761076', certificate: pick(printCertificates) } } }
}
