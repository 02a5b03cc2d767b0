import { test } from 'tap'
import type { RecipientCertificate, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { exceedsLimits } from '../../src/route/limits.ts'
import { channelOf } from '../../src/route/providers.ts'
import type { Letter } from '../../src/letter/letter.ts'
import { ageOf } from '../../src/route/age.ts'
import { printDestination } from '../../src/route/print-destination.ts'
import { viewOf, type View } from '../../src/route/view.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now, validCertificate } from '../support/facts.ts'
import { without } from '../support/without.ts'

const [document] = aLetter().documents

function look (letter: Letter, known: RecipientFacts): View {
  const { person } = known
  const age = person === undefined || person === 'unknown' ? null : ageOf(person, now)
  return viewOf(letter, known, now, printDestination(letter, known, age))
}

function withDocuments (count: number, bytes: number, mediaType = 'application/pdf'): ReturnType<typeof aLetter> {
  if (document === undefined) throw new Error('the sample letter has no document')
  return aLetter({ documents: Array.from({ length: count }, (_, number) => ({ ...document, number, bytes, mediaType })) })
}

test('viewOf() sees a person with everything', t => {
  t.strictSame(look(aLetter(), facts()), {
    class: 'decision',
    recipient: 'person',
    factsReadAt: '2026-03-01T10:00:00.000Z',
    personStatus: 'resident',
    number: 'in-use',
    isDead: false,
    hasFalseIdentity: false,
    age: 'adult',
    contactStatus: 'active',
    isReserved: false,
    isNotifiable: true,
    emailAgeMonths: 3,
    mobileAgeMonths: 3,
    hasFreshEmail: true,
    hasFreshMobile: true,
    mailbox: 'digipost',
    mailboxCertificate: 'valid',
    documents: 1,
    packageBytes: 22_000,
    mailboxTakesFormats: true,
    printTakesFormats: true,
    printAddress: 'residence',
    addressLacks: null,
    isAbroad: false,
    isAddressReturned: false,
    printCertificate: 'valid'
  })
  t.end()
})

test('viewOf() says null where a question does not arise', t => {
  const view = look(aLetter(), { readAt: now, printService: facts().printService })
  t.match(view, { personStatus: null, contactStatus: null, mailbox: null, mailboxCertificate: null, printAddress: 'none' })
  t.end()
})

const certificates: [string, RecipientCertificate, string][] = [
  ['to the last millisecond', { ...validCertificate, validTo: now }, 'valid'],
  ['from the first millisecond', { ...validCertificate, validFrom: now }, 'valid'],
  ['one millisecond late', { ...validCertificate, validTo: new Date(now.getTime() - 1) }, 'expired'],
  ['one millisecond early', { ...validCertificate, validFrom: new Date(now.getTime() + 1) }, 'not-yet-valid']
]
for (const [name, certificate, expected] of certificates) {
  test(`viewOf() sees a certificate ${name} as ${expected}`, t => {
    const contact = aContact({ mailbox: { address: 'x', provider: '984661185', certificate } })
    t.equal(look(aLetter(), facts({ contact })).mailboxCertificate, expected)
    t.end()
  })
}

test('viewOf() hides every address but the postal one of the strictly confidential', t => {
  const seen = (addressSource: 'postal' | 'postal-abroad' | 'stay' | 'residence'): string =>
    look(aLetter(), facts({ person: aPerson({ protection: 'strictly-confidential', addressSource }) })).printAddress
  t.strictSame([seen('postal'), seen('postal-abroad'), seen('stay'), seen('residence')], ['postal', 'none', 'none', 'none'])
  t.end()
})

test('viewOf() goes by the address, not by the word for its source', t => {
  t.equal(look(aLetter(), facts({ person: without(aPerson(), 'address') })).printAddress, 'none')
  t.end()
})

test('viewOf() knows what mailboxes show and what print takes', t => {
  const seen = (mediaType: string): boolean[] => {
    const { mailboxTakesFormats, printTakesFormats } = look(withDocuments(1, 1, mediaType), facts())
    return [mailboxTakesFormats, printTakesFormats]
  }
  t.strictSame(['application/pdf', 'text/html', 'image/png', 'application/x-sh'].map(seen), [[true, true], [true, false], [true, false], [false, false]])
  t.end()
})

test('exceedsLimits() allows 201 documents and 45 MB with the package around them', t => {
  const exceeds = (count: number, bytes: number): boolean => (['mailbox', 'print'] as const).every(way => exceedsLimits(way, look(withDocuments(count, bytes), facts())))
  t.strictSame([exceeds(201, 1), exceeds(202, 1), exceeds(1, 44_979_000), exceeds(1, 44_979_001)], [false, true, false, true])
  t.end()
})

test('channelOf() knows two mailbox providers, e-Boks under both its numbers', t => {
  t.strictSame(['922020175', '996460320', '984661185', '974761076', ''].map(channelOf), ['eboks', 'eboks', 'digipost', undefined, undefined])
  t.end()
})
