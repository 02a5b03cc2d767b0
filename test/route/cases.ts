// Cases written by hand, each with the source its answer was read from; none is derived from the tables.
import type { Letter, LetterDocument, PostalAddress } from '../../src/letter/letter.ts'
import type { ContactFacts, PersonFacts, RecipientCertificate, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { aContact, aPerson, validCertificate } from '../support/facts.ts'
import { without } from '../support/without.ts'

/** Facts, and what must come of them. */
export interface RouteCase {
  name: string
  source: string
  rule: string
  outcome: 'digipost' | 'eboks' | 'print' | 'needs_decision' | 'undeliverable'
  letter?: Partial<Letter>
  contact?: Partial<ContactFacts>
  person?: Partial<PersonFacts>
  facts?: Partial<RecipientFacts>
  /** A register that gave no answer. */
  silent?: 'contact' | 'person'
}

const expired: RecipientCertificate = { ...validCertificate, validTo: new Date('2026-02-28T00:00:00Z') }
const early: RecipientCertificate = { ...validCertificate, validFrom: new Date('2026-03-02T00:00:00Z') }
const revoked: RecipientCertificate = { ...validCertificate, isRevoked: true }
const norwegian: PostalAddress = { name: 'Firma AS', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' }
const german: PostalAddress = { name: 'STADIG KUBBESTOL', lines: ['Teststraße 7', '10115 BERLIN'], countryCode: 'DE' }
const eboks = { address: '0000485509', provider: '922020175', certificate: validCertificate }
const digipost = { address: 'stadig.kubbestol#4ABC', provider: '984661185' }
const eighteenMonthsAgo = new Date('2024-09-01T10:00:00Z')
const justTooOld = new Date('2024-09-01T09:59:59Z')
const stale = { value: 'old@example.com', updatedAt: justTooOld }

const important = { class: 'important' } as const
const information = { class: 'information' } as const
const reserved = { isReserved: true } as const
const silenced = { isNotifiable: false } as const
const minor = { birthDate: '2010-06-01' } as const
const estate = { kind: 'lawyer', address: { ...norwegian, name: 'ADVOKAT PRØVE' } } as const
const ofType = (mediaType: string): Partial<Letter> => ({ documents: [document({ mediaType })] })
const document = (changes: Partial<LetterDocument>): LetterDocument =>
  ({ number: 0, fileName: 'a', title: 'a', mediaType: 'application/pdf', bytes: 1, sha256: 'a', ...changes })
const unaddressed = (changes: Partial<PersonFacts>): PersonFacts => without(aPerson({ addressSource: 'none', ...changes }), 'address')
const toPaper = (person: PersonFacts): Partial<RecipientFacts> => ({ person, contact: aContact(reserved) })
const lacking = (name: 'mailbox' | 'email' | 'mobile', changes: Partial<ContactFacts> = {}): Partial<RecipientFacts> => ({ contact: without(aContact(changes), name) })

/** All of them. */
export const cases: readonly RouteCase[] = [
  // Who it is.
  { name: 'nobody has this number', source: 'registries.md §2.5 404', rule: 'unknown-person', outcome: 'undeliverable', facts: { person: 'unknown' } },
  { name: 'nobody has this number, information', source: 'registries.md §2.5 404', rule: 'unknown-person', outcome: 'undeliverable', letter: information, facts: { person: 'unknown' } },
  { name: 'Folkeregisteret is silent', source: 'registries.md §1.4: its answer comes first', rule: 'facts-missing', outcome: 'needs_decision', silent: 'person' },
  { name: 'KRR is silent', source: 'eForvaltningsforskriften § 15 a: whether somebody has reserved must be known', rule: 'facts-missing', outcome: 'needs_decision', silent: 'contact' },
  { name: 'false identity', source: 'registries.md §2.5 falskIdentitet', rule: 'false-identity', outcome: 'needs_decision', person: { hasFalseIdentity: true } },
  { name: 'false identity of one who died', source: 'registries.md §2.5 falskIdentitet', rule: 'false-identity', outcome: 'needs_decision', person: { hasFalseIdentity: true, isDead: true, estateContact: estate } },
  { name: 'number superseded and followed, with mailbox', source: 'registries.md §2.5 opphoert: switch to the number in use', rule: 'mailbox', outcome: 'digipost', person: { nationalIdentityNumber: '16852749559', isSuperseded: true } },
  { name: 'number superseded and followed, status ceased', source: 'registries.md §2.5 opphoert: switch to the number in use', rule: 'mailbox', outcome: 'digipost', person: { nationalIdentityNumber: '16852749559', isSuperseded: true, status: 'ceased' } },
  { name: 'number superseded and followed, reserved', source: 'eForvaltningsforskriften § 15 a', rule: 'reserved', outcome: 'print', person: { nationalIdentityNumber: '16852749559', isSuperseded: true }, contact: reserved },
  { name: 'number superseded, none in use', source: 'registries.md §2.5 opphoert', rule: 'number-without-successor', outcome: 'needs_decision', person: { isSuperseded: true } },
  { name: 'number superseded, none in use, reserved', source: 'registries.md §2.5 opphoert', rule: 'number-without-successor', outcome: 'needs_decision', person: { isSuperseded: true }, contact: reserved },
  { name: 'ceased without another number', source: 'registries.md §2.5 opphoert', rule: 'uncertain-status', outcome: 'needs_decision', person: { status: 'ceased' } },
  { name: 'disappeared', source: 'registries.md §2.5 forsvunnet, inaktiv, ikkeBosatt, foedselsregistrert', rule: 'uncertain-status', outcome: 'needs_decision', person: { status: 'disappeared' } },
  { name: 'inactive', source: 'registries.md §2.5 forsvunnet, inaktiv, ikkeBosatt, foedselsregistrert', rule: 'uncertain-status', outcome: 'needs_decision', person: { status: 'inactive' } },
  { name: 'not-resident', source: 'registries.md §2.5 forsvunnet, inaktiv, ikkeBosatt, foedselsregistrert', rule: 'uncertain-status', outcome: 'needs_decision', person: { status: 'not-resident' } },
  { name: 'birth-registered', source: 'registries.md §2.5 forsvunnet, inaktiv, ikkeBosatt, foedselsregistrert', rule: 'uncertain-status', outcome: 'needs_decision', person: { status: 'birth-registered' } },
  { name: 'a status the register added', source: 'registries.md §2.6: enums are open', rule: 'uncertain-status', outcome: 'needs_decision', person: { status: 'other' } },
  { name: 'disappeared and reserved', source: 'registries.md §2.5 forsvunnet: no automatic print', rule: 'uncertain-status', outcome: 'needs_decision', person: { status: 'disappeared' }, contact: reserved },
  { name: 'active, as some with a D-number are', source: 'registries.md §2.3 status aktiv', rule: 'mailbox', outcome: 'digipost', person: { status: 'active' } },

  // The dead.
  { name: 'dead by date', source: 'registries.md §2.5 doedsfall.doedsdato', rule: 'dead', outcome: 'needs_decision', person: { isDead: true } },
  { name: 'dead by status', source: 'registries.md §2.5 status=doed', rule: 'dead', outcome: 'needs_decision', person: { status: 'dead' } },
  { name: 'dead with mailbox, information', source: 'registries.md §2.5: stop digital and print to the person', rule: 'dead', outcome: 'needs_decision', letter: information, person: { status: 'dead' } },
  { name: 'dead, decision, estate contact', source: 'registries.md §2.5: route to the estate contact', rule: 'dead-estate', outcome: 'print', person: { status: 'dead', isDead: true, estateContact: estate } },
  { name: 'dead, important, estate contact', source: 'registries.md §2.5: route to the estate contact', rule: 'dead-estate', outcome: 'print', letter: important, person: { status: 'dead', isDead: true, estateContact: estate } },
  { name: 'dead by date while emigrated, estate contact', source: 'registries.md §2.5: route to the estate contact', rule: 'dead-estate', outcome: 'print', person: { status: 'emigrated', isDead: true, estateContact: estate } },
  { name: 'dead, information, estate contact', source: 'registries.md §2.5: or manual', rule: 'dead', outcome: 'needs_decision', letter: information, person: { status: 'dead', isDead: true, estateContact: estate } },
  { name: 'dead, estate contact without a whole address', source: 'registries.md §2.5: or manual', rule: 'dead', outcome: 'needs_decision', person: { status: 'dead', isDead: true, estateContact: { kind: 'person' } } },
  { name: 'dead, strictly confidential, estate contact', source: 'registries.md §2.5: for print use only postadresse', rule: 'dead', outcome: 'needs_decision', person: { status: 'dead', isDead: true, protection: 'strictly-confidential', estateContact: estate } },
  { name: 'dead, estate abroad', source: 'digipost-eboks-print.md §2: print takes foreign addresses', rule: 'dead-estate', outcome: 'print', person: { isDead: true, estateContact: { kind: 'person', address: german } } },

  // Minors.
  { name: '17 years with mailbox', source: 'registries.md §1.4 [Nav] under 18', rule: 'minor', outcome: 'print', person: minor },
  { name: '17 years, information', source: 'registries.md §1.4 [Nav] under 18', rule: 'minor', outcome: 'print', letter: information, person: minor },
  { name: '17 years and reserved', source: 'registries.md §1.4 [Nav]: age before reservation', rule: 'minor', outcome: 'print', person: minor, contact: reserved },
  { name: '18 today', source: 'vergemålsloven, Ot.prp. nr. 110 (2008–2009) ch. 3', rule: 'mailbox', outcome: 'digipost', person: { birthDate: '2008-03-01' } },
  { name: '18 tomorrow', source: 'vergemålsloven, Ot.prp. nr. 110 (2008–2009) ch. 3', rule: 'minor', outcome: 'print', person: { birthDate: '2008-03-02' } },
  { name: 'minor without address', source: 'registries.md §2.4', rule: 'paper-no-address', outcome: 'needs_decision', facts: toPaper(unaddressed(minor)) },
  { name: 'unknown age', source: 'registries.md §1.4 [Nav] unknown age', rule: 'age-unknown', outcome: 'print', facts: { person: without(aPerson(), 'birthDate') } },

  // Reservation, register and notice.
  { name: 'reserved, decision', source: 'eForvaltningsforskriften § 15 a', rule: 'reserved', outcome: 'print', contact: reserved },
  { name: 'reserved, important', source: 'eForvaltningsforskriften § 15 a', rule: 'reserved', outcome: 'print', contact: reserved, letter: important },
  { name: 'reserved, information', source: 'registries.md §1.3: policy choice', rule: 'reserved-information', outcome: 'print', contact: reserved, letter: information },
  { name: 'reserved, and KRR keeps the rest back', source: 'registries.md §1.3 KAN_IKKE_VARSLES', rule: 'reserved', outcome: 'print', facts: lacking('mailbox', { isReserved: true, isNotifiable: false }) },
  { name: 'not registered in KRR', source: 'registries.md §1.2 IKKE_REGISTRERT', rule: 'not-in-contact-register', outcome: 'print', contact: { status: 'not-registered', isNotifiable: false } },
  { name: 'deleted from KRR', source: 'registries.md §1.2 SLETTET', rule: 'not-in-contact-register', outcome: 'print', contact: { status: 'deleted', isNotifiable: false } },
  { name: 'deleted from KRR, information', source: 'registries.md §1.4 [SR] info: mailbox only where AKTIV', rule: 'not-in-contact-register', outcome: 'print', contact: { status: 'deleted' }, letter: information },
  { name: 'not notifiable, decision', source: 'registries.md §1.4 [SR] vedtak', rule: 'not-notifiable', outcome: 'print', contact: silenced },
  { name: 'not notifiable, important', source: 'eForvaltningsforskriften § 8', rule: 'not-notifiable', outcome: 'print', contact: silenced, letter: important },
  { name: 'not notifiable, information', source: 'registries.md §1.4: allowed without a § 8 duty', rule: 'mailbox', outcome: 'digipost', contact: silenced, letter: information },
  { name: 'contact data 18 months old to the second', source: 'eForvaltningsforskriften § 32 second paragraph', rule: 'mailbox', outcome: 'digipost', contact: { email: { value: 'a', updatedAt: eighteenMonthsAgo }, mobile: stale } },
  { name: 'contact data one second older', source: 'eForvaltningsforskriften § 32 second paragraph', rule: 'contact-stale', outcome: 'print', contact: { email: stale, mobile: stale } },
  { name: 'all contact data stale, important', source: 'eForvaltningsforskriften § 32 second paragraph', rule: 'contact-stale', outcome: 'print', contact: { email: stale, mobile: stale }, letter: important },
  { name: 'all contact data stale, information', source: 'registries.md §1.3: service messages', rule: 'mailbox', outcome: 'digipost', contact: { email: stale, mobile: stale }, letter: information },
  { name: 'only e-mail stale', source: 'registries.md §1.3: e-mail can be stale while mobile is fresh', rule: 'mailbox', outcome: 'digipost', contact: { email: stale } },
  { name: 'only mobile stale', source: 'registries.md §1.3: per channel', rule: 'mailbox', outcome: 'digipost', contact: { mobile: stale } },
  { name: 'old, but confirmed since', source: 'eForvaltningsforskriften § 32: updated or confirmed', rule: 'mailbox', outcome: 'digipost', contact: { email: { ...stale, verifiedAt: eighteenMonthsAgo }, mobile: stale } },
  { name: 'without any date', source: 'eForvaltningsforskriften § 32: neither updated nor confirmed', rule: 'contact-stale', outcome: 'print', contact: { email: { value: 'a' }, mobile: { value: '1' } } },
  { name: 'mobile alone', source: 'registries.md §1.4 [Nav]: e-mail or mobile', rule: 'mailbox', outcome: 'digipost', facts: lacking('email') },

  // Mailbox.
  { name: 'Digipost', source: 'digipost-eboks-print.md §1', rule: 'mailbox', outcome: 'digipost' },
  { name: 'e-Boks', source: 'digipost-eboks-print.md §1', rule: 'mailbox', outcome: 'eboks', contact: { mailbox: eboks } },
  { name: 'e-Boks under its old number', source: 'digipost-eboks-print.md §1: old data', rule: 'mailbox', outcome: 'eboks', contact: { mailbox: { ...eboks, provider: '996460320' } } },
  { name: 'e-Boks, important', source: 'registries.md §1.4', rule: 'mailbox', outcome: 'eboks', contact: { mailbox: eboks }, letter: important },
  { name: 'no mailbox', source: 'registries.md §1.4 [SR]', rule: 'no-mailbox', outcome: 'print', facts: lacking('mailbox') },
  { name: 'a third provider', source: 'digipost-eboks-print.md §1', rule: 'unknown-provider', outcome: 'print', contact: { mailbox: { ...eboks, provider: '958935420' } } },
  { name: 'mailbox certificate missing', source: 'registries.md §1.2 sertifikat, [Nav]', rule: 'mailbox-certificate-missing', outcome: 'print', contact: { mailbox: digipost } },
  { name: 'mailbox certificate expired', source: 'registries.md §1.2 sertifikat, [Nav]', rule: 'mailbox-certificate-not-valid', outcome: 'print', contact: { mailbox: { ...digipost, certificate: expired } } },
  { name: 'mailbox certificate not valid yet', source: 'registries.md §1.2 sertifikat', rule: 'mailbox-certificate-not-valid', outcome: 'print', contact: { mailbox: { ...digipost, certificate: early } } },
  { name: 'mailbox certificate revoked', source: 'dpi-json.md §3', rule: 'mailbox-certificate-revoked', outcome: 'print', contact: { mailbox: { ...digipost, certificate: revoked } } },
  { name: 'mailbox certificate revoked, information', source: 'dpi-json.md §3', rule: 'mailbox-certificate-revoked', outcome: 'print', contact: { mailbox: { ...digipost, certificate: revoked } }, letter: information },

  // Size and format.
  { name: '201 documents', source: 'dpi-json.md §9', rule: 'mailbox', outcome: 'digipost', letter: { documents: Array.from({ length: 201 }, () => document({})) } },
  { name: '202 documents', source: 'dpi-json.md §9', rule: 'paper-size', outcome: 'needs_decision', letter: { documents: Array.from({ length: 202 }, () => document({})) } },
  { name: '45 MB', source: 'dpi-json.md §9, [Nav]', rule: 'paper-size', outcome: 'needs_decision', letter: { documents: [document({ bytes: 45_000_000 })] } },
  { name: '44 MB', source: 'dpi-json.md §9, [Nav]', rule: 'mailbox', outcome: 'digipost', letter: { documents: [document({ bytes: 44_000_000 })] } },
  { name: 'a picture to a mailbox', source: 'sdp-classic-xml.md §8', rule: 'mailbox', outcome: 'digipost', letter: ofType('image/png') },
  { name: 'a picture to the reserved', source: 'digipost-eboks-print.md §2: PDF only', rule: 'paper-pdf-only', outcome: 'needs_decision', letter: ofType('image/png'), contact: reserved },
  { name: 'a program', source: 'sdp-classic-xml.md §8', rule: 'paper-pdf-only', outcome: 'needs_decision', letter: ofType('application/x-msdownload') },
  { name: '45 MB to the reserved', source: 'dpi-json.md §9: print travels the same way', rule: 'paper-size', outcome: 'needs_decision', letter: { documents: [document({ bytes: 45_000_000 })] }, contact: reserved },

  // Addresses.
  { name: 'home address', source: 'registries.md §2.4', rule: 'reserved', outcome: 'print', contact: reserved },
  { name: 'postal address abroad', source: 'registries.md §2.4 postadresseIUtlandet', rule: 'reserved', outcome: 'print', contact: reserved, person: { addressSource: 'postal-abroad', address: german } },
  { name: 'no address', source: 'registries.md §2.4', rule: 'paper-no-address', outcome: 'needs_decision', facts: toPaper(unaddressed({ addressLacks: ['no-address'] })) },
  { name: 'unknown residence', source: 'registries.md §2.4 ukjentBosted', rule: 'paper-unknown-residence', outcome: 'needs_decision', facts: toPaper(unaddressed({ addressLacks: ['unknown-residence'] })) },
  { name: 'stays elsewhere', source: 'registries.md §2.4 oppholdAnnetSted', rule: 'paper-no-address', outcome: 'needs_decision', facts: toPaper(unaddressed({ addressLacks: ['stays-elsewhere'] })) },
  { name: 'postal code missing', source: 'dpi-json.md §5.2', rule: 'paper-address-incomplete', outcome: 'needs_decision', facts: toPaper(unaddressed({ addressLacks: ['postal-code', 'city'] })) },
  { name: 'country missing', source: 'dpi-json.md §5.2', rule: 'paper-address-incomplete', outcome: 'needs_decision', facts: toPaper(unaddressed({ addressLacks: ['country'] })) },
  { name: 'unknown residence with mailbox', source: 'registries.md §1.4: the mailbox needs no address', rule: 'mailbox', outcome: 'digipost', facts: { person: unaddressed({ addressLacks: ['unknown-residence'] }) } },
  { name: 'emigrated with mailbox', source: 'registries.md §2.5 utflyttet: mailbox may still work', rule: 'mailbox', outcome: 'digipost', facts: { person: unaddressed({ status: 'emigrated' }) } },
  { name: 'emigrated, postal address abroad', source: 'registries.md §2.5 utflyttet', rule: 'reserved', outcome: 'print', contact: reserved, person: { status: 'emigrated', addressSource: 'postal-abroad', address: german } },
  { name: 'emigrated, only a former home', source: 'registries.md §2.5 utflyttet: print needs postadresseIUtlandet', rule: 'paper-emigrated', outcome: 'needs_decision', contact: reserved, person: { status: 'emigrated' } },
  { name: 'temporary with mailbox', source: 'registries.md §2.5 midlertidig: no automatic print', rule: 'mailbox', outcome: 'digipost', person: { status: 'temporary' } },
  { name: 'temporary and reserved', source: 'registries.md §2.5 midlertidig: no automatic print', rule: 'paper-temporary', outcome: 'needs_decision', contact: reserved, person: { status: 'temporary', addressSource: 'stay' } },
  { name: 'print certificate expired', source: 'registries.md §1.1 print certificate', rule: 'paper-certificate', outcome: 'needs_decision', contact: reserved, facts: { printService: { provider: '974761076', certificate: expired } } },
  { name: 'print certificate revoked', source: 'dpi-json.md §3', rule: 'paper-certificate', outcome: 'needs_decision', contact: reserved, facts: { printService: { provider: '974761076', certificate: revoked } } },
  { name: 'a bare postal address', source: 'digipost-eboks-print.md §2: the sender supplies the address', rule: 'bare-address', outcome: 'print', letter: { recipient: { kind: 'address', address: norwegian } } },
  { name: 'a bare address abroad', source: 'digipost-eboks-print.md §2: foreign addresses come from the sender', rule: 'bare-address', outcome: 'print', letter: { recipient: { kind: 'address', address: german } } },

  { name: 'post came back from the address', source: 'issue 4, returned post: the address is flagged for next time', rule: 'paper-returned-before', outcome: 'needs_decision', contact: reserved, person: { isAddressReturned: true } },
  { name: 'post came back from the address, with mailbox', source: 'registries.md §1.4: the mailbox needs no address', rule: 'mailbox', outcome: 'digipost', person: { isAddressReturned: true } },
  { name: 'post came back from the home of one who died', source: 'registries.md §2.5: route to the estate contact', rule: 'dead-estate', outcome: 'print', person: { isAddressReturned: true, isDead: true, estateContact: estate } },
  { name: 'an organization with an address', source: 'digipost-eboks-print.md §2: print also for businesses', rule: 'organization', outcome: 'print', letter: { recipient: { kind: 'organization', organizationNumber: '313000001', address: norwegian } } },
  { name: 'an organization without one', source: 'digipost-eboks-print.md §2: the sender supplies the address', rule: 'paper-organization-address', outcome: 'needs_decision', letter: { recipient: { kind: 'organization', organizationNumber: '313000001' } } },

  // Protection.
  { name: 'strictly confidential with mailbox', source: 'registries.md §2.5: digital mailbox is unaffected', rule: 'mailbox', outcome: 'digipost', facts: { person: unaddressed({ protection: 'strictly-confidential', addressLacks: ['protected'] }) } },
  { name: 'strictly confidential, postal address', source: 'registries.md §2.5: only postadresse', rule: 'reserved', outcome: 'print', contact: reserved, person: { protection: 'strictly-confidential', addressSource: 'postal' } },
  { name: 'strictly confidential, no postal address', source: 'registries.md §2.5: only postadresse', rule: 'paper-no-address', outcome: 'needs_decision', facts: toPaper(unaddressed({ protection: 'strictly-confidential', addressLacks: ['protected'] })) },
  { name: 'strictly confidential, a home by mistake', source: 'registries.md §2.5: only postadresse', rule: 'paper-no-address', outcome: 'needs_decision', contact: reserved, person: { protection: 'strictly-confidential', addressSource: 'residence' } },
  { name: 'strictly confidential, abroad', source: 'registries.md §2.5: only postadresse', rule: 'paper-no-address', outcome: 'needs_decision', contact: reserved, person: { protection: 'strictly-confidential', addressSource: 'postal-abroad' } },
  { name: 'confidential, home address', source: 'registries.md §2.5: address may be used for the letter itself', rule: 'reserved', outcome: 'print', contact: reserved, person: { protection: 'confidential' } },
  { name: 'client address, postal address', source: 'registries.md §2.5 klientadresse: prefer postadresse', rule: 'reserved', outcome: 'print', contact: reserved, person: { protection: 'client', addressSource: 'postal' } }
]
