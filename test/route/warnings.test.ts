import { test } from 'tap'
import type { Letter, LetterDocument } from '../../src/letter/letter.ts'
import type { ContactFacts, PersonFacts, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { route } from '../../src/route/route.ts'
import { warningSentences } from '../../src/route/warning-sentences.ts'
import { letterWarnings, recipientWarnings } from '../../src/route/warnings.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now } from '../support/facts.ts'
import { without } from '../support/without.ts'

const document = (changes: Partial<LetterDocument> = {}): LetterDocument => ({ number: 0, fileName: '', title: '', mediaType: 'application/pdf', bytes: 1, sha256: 'a', ...changes })

const ofLetters: [what: string, letter: Partial<Letter>, codes: string[]][] = [
  ['nothing to tell', {}, []],
  ['nine tenths of the limit', { documents: [document({ bytes: 40_500_000 })] }, []],
  ['more than nine tenths of the limit', { documents: [document({ bytes: 40_000_000 }), document({ bytes: 500_001 })] }, ['size-near-limit']],
  ['an HTML document', { documents: [document({ mediaType: 'text/html' })] }, ['not-printable']],
  ['a title of 100 characters', { title: '𝒜'.repeat(100) }, []],
  ['a title of 101 characters', { title: '𝒜'.repeat(101) }, ['title-long']],
  ['a long title of a document', { documents: [document({ title: 'a'.repeat(101) })] }, ['title-long']],
  ['a file name twice, in another case', { documents: [document({ fileName: 'Vedlegg.pdf' }), document({ fileName: 'vedlegg.PDF' })] }, ['file-name-repeated']],
  ['a title twice', { documents: [document({ title: 'Vedlegg' }), document({ title: 'vedlegg' })] }, ['title-repeated']],
  ['names that were not told', { documents: [document(), document()] }, []]
]

for (const [what, letter, codes] of ofLetters) {
  test(`letterWarnings() of ${what}`, async t => {
    t.strictSame(letterWarnings(aLetter(letter)).map(({ code }) => code), codes)
  })
}

/** Warnings about the recipient of a letter, as the rules decide about it. */
function codesOf (known: RecipientFacts): string[] {
  return recipientWarnings(aLetter(), known, route(aLetter(), known, now), now).map(({ code }) => code)
}

const old = { value: 'x', verifiedAt: new Date('2024-08-31T09:59:59Z') }
const ofRecipients: [what: string, contact: Partial<ContactFacts>, person: Partial<PersonFacts>, codes: string[]][] = [
  ['fresh contact data', {}, {}, []],
  ['an old e-mail address', { email: old }, {}, ['email-stale']],
  ['an old mobile number', { mobile: old }, {}, ['mobile-stale']],
  ['an e-mail address without a date', { email: { value: 'x' } }, {}, ['email-stale']],
  ['a superseded number', {}, { nationalIdentityNumber: '04864803089' }, ['number-superseded']]
]

for (const [what, contact, person, codes] of ofRecipients) {
  test(`recipientWarnings() of ${what}`, async t => {
    t.strictSame(codesOf(facts({ contact: aContact(contact), person: aPerson(person) })), codes)
  })
}

test('recipientWarnings() tells of an address that is hidden what it tells of one that is missing', async t => {
  const hidden = aPerson({ protection: 'strictly-confidential' })
  const missing = { ...without(aPerson(), 'address'), addressSource: 'none' as const }
  for (const person of [hidden, missing]) t.strictSame(codesOf(facts({ person })), ['no-paper-address'])
})

test('recipientWarnings() tells nothing of protection where the address can be used', async t => {
  for (const protection of ['client', 'confidential'] as const) t.strictSame(codesOf(facts({ person: aPerson({ protection }) })), [])
  t.strictSame(codesOf(facts({ person: aPerson({ protection: 'strictly-confidential', addressSource: 'postal' }) })), [])
})

test('recipientWarnings() leaves it to the rules to tell why nothing is printed', async t => {
  const person = { ...without(aPerson(), 'address'), addressSource: 'none' as const }
  t.strictSame(codesOf(facts({ person, contact: aContact({ isReserved: true }) })), [])
})

test('recipientWarnings() has nothing to say of unknown people and bare addresses', async t => {
  const bare = without(facts(), 'contact')
  for (const known of [without(bare, 'person'), { ...bare, person: 'unknown' as const }]) t.strictSame(codesOf(known), [])
})

test('every warning has a sentence in three languages, and none speaks of protection', async t => {
  for (const sentence of Object.values(warningSentences)) {
    t.match(sentence, { nb: /^\p{L}.*\.$/u, nn: /^\p{L}.*\.$/u, en: /^\p{L}.*\.$/u })
    t.notMatch(JSON.stringify(sentence), /fortrolig|confidential|gradert|beskytt|protected/i)
  }
})
