import { test } from 'tap'
import type { Letter, LetterDocument } from '../../src/letter/letter.ts'
import type { ContactFacts, PersonFacts } from '../../src/letter/recipient-facts.ts'
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
    t.strictSame(recipientWarnings(aLetter(), facts({ contact: aContact(contact), person: aPerson(person) }), now).map(({ code }) => code), codes)
  })
}

test('recipientWarnings() tells that somebody is protected, and never how strictly', async t => {
  const told = (['client', 'confidential', 'strictly-confidential'] as const).map(protection =>
    recipientWarnings(aLetter(), facts({ person: aPerson({ protection }) }), now))
  t.strictSame(told[0]?.map(({ code }) => code), ['protected-lane'])
  t.strictSame(told[1], told[0])
  t.strictSame(told[2], told[0])
})

test('recipientWarnings() has nothing to say of unknown people and bare addresses', async t => {
  const bare = without(facts(), 'contact')
  for (const known of [without(bare, 'person'), { ...bare, person: 'unknown' as const }]) t.strictSame(recipientWarnings(aLetter(), known, now), [])
})

test('every warning has a sentence in three languages, and none says how strictly anybody is protected', async t => {
  for (const sentence of Object.values(warningSentences)) {
    t.match(sentence, { nb: /^\p{L}.*\.$/u, nn: /^\p{L}.*\.$/u, en: /^\p{L}.*\.$/u })
    t.notMatch(JSON.stringify(sentence), /fortrolig|confidential|gradert|beskytt|protected/i)
  }
})
