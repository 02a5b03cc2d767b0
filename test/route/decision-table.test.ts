// The product of what the rules can be asked, held against what must be true whatever the tables say. Written from the facts themselves:
// nothing here reads a rule, a view or a limit of the code.
import { test } from 'tap'
import type { Decision } from '../../src/letter/choice.ts'
import type { ContactPoint, PersonFacts, RecipientCertificate, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { factsReadAt as now, facts } from '../support/facts.ts'
import { isLongRun } from '../support/long-run.ts'
import { without } from '../support/without.ts'
import { caseAt, oldestFresh, productSize, type ProductCase } from './product.ts'

/** Every so-manieth place. Shares no factor with the length of any list, so that any few facts meet. */
const stride = isLongRun ? 11 : 769

interface Seen extends ProductCase {
  person: PersonFacts
  decision: Decision
}

const isDead = ({ status, isDead: died }: PersonFacts): boolean => status === 'dead' || died
const isFresh = (point: ContactPoint | undefined): boolean =>
  [point?.updatedAt, point?.verifiedAt].some(date => date !== undefined && date >= oldestFresh)
const isUsable = (certificate: RecipientCertificate | undefined): boolean =>
  certificate !== undefined && certificate.isRevoked !== true && certificate.validFrom <= now && certificate.validTo >= now
const isSmall = ({ letter: { documents } }: Seen): boolean =>
  documents.length <= 201 && documents.reduce((sum, { bytes }) => sum + bytes, 0) < 45_000_000
const isAll = ({ letter: { documents } }: Seen, ...types: string[]): boolean => documents.every(({ mediaType }) => types.includes(mediaType))
const isOfAge = ({ birthDate }: PersonFacts): boolean => birthDate === '1946-11-20'
const isClear = (person: PersonFacts): boolean => !person.hasFalseIdentity && !isDead(person) && isOfAge(person)
  && (person.isSuperseded !== true || person.nationalIdentityNumber !== '20914695016') && ['resident', 'active'].includes(person.status)

/** What must hold of every case, by name. */
const invariants: Readonly<Record<string, (seen: Seen) => boolean>> = {
  'the dead are never sent to: nothing digital, paper only to the estate\'s own address, and no information letters': ({ person, letter, decision: { choice } }) =>
    !isDead(person) || choice.kind === 'stop'
    || (choice.kind === 'print' && choice.address === person.estateContact?.address && letter.class !== 'information' && person.protection !== 'strictly-confidential'),
  'the reserved get nothing digital': ({ facts: { contact }, decision: { choice } }) => contact?.isReserved !== true || choice.kind !== 'mailbox',
  'the strictly confidential get paper at the postal address the register gives, or none': ({ person, decision: { choice } }) =>
    choice.kind !== 'print' || person.protection !== 'strictly-confidential'
    || (person.addressSource === 'postal' && choice.address.lines.join() === person.address?.lines.join()),
  'nobody gets paper at an address the register did not give': ({ person, decision: { choice } }) => choice.kind !== 'print'
    || [person.address, person.estateContact?.address].some(address => address?.lines.join() === choice.address.lines.join()),
  'no letter with a duty to notify goes digital without a fresh way to notify': ({ letter, facts: { contact }, decision: { choice } }) => {
    if (choice.kind !== 'mailbox' || letter.class === 'information') return true
    const { notifyEmail, notifyMobile } = choice
    const stale = (notifyEmail !== undefined && !isFresh(contact?.email)) || (notifyMobile !== undefined && !isFresh(contact?.mobile))
    return contact?.isNotifiable === true && !stale && (notifyEmail !== undefined || notifyMobile !== undefined)
  },
  'nothing goes to false identities, to numbers out of use, or to people of uncertain status': ({ person, decision: { choice } }) => {
    const uncertain = ['disappeared', 'inactive', 'not-resident', 'birth-registered', 'other'].includes(person.status) && !isDead(person)
    const isOut = person.isSuperseded === true && person.nationalIdentityNumber === '20914695016' && !isDead(person)
    return !(person.hasFalseIdentity || uncertain || isOut) || choice.kind === 'stop'
  },
  'minors and people of unknown age get nothing digital, and a minor\'s paper is the guardians\'': ({ person, decision: { choice } }) =>
    isOfAge(person) || isDead(person) || choice.kind === 'stop'
    || (choice.kind === 'print' && choice.address.name.startsWith('Foresatte til ') === (person.birthDate !== undefined)),
  'a mailbox is one of ours, of an active user, with a usable certificate, and takes size and formats': seen => {
    const { facts: { contact }, decision: { choice } } = seen
    return choice.kind !== 'mailbox' || (['984661185', '922020175'].includes(choice.receiver) && contact?.status === 'active'
      && isUsable(choice.certificate) && isSmall(seen) && isAll(seen, 'application/pdf', 'image/png'))
  },
  'paper is PDF, within size, to a print service with a usable certificate': seen => seen.decision.choice.kind !== 'print'
    || (isAll(seen, 'application/pdf') && isSmall(seen) && isUsable(seen.facts.printService.certificate)),
  'post that came back is not sent there again': ({ person, decision: { choice } }) => person.isAddressReturned !== true || choice.kind !== 'print'
    || choice.address === person.estateContact?.address,
  'nothing is undeliverable that the register knows': ({ decision: { choice } }) => choice.kind !== 'stop' || choice.state === 'needs_decision',
  'nothing stops where nothing stands against paper': seen => {
    const { person, facts: { printService }, decision: { choice } } = seen
    const isPrintable = isAll(seen, 'application/pdf') && isSmall(seen) && isUsable(printService.certificate) && person.isAddressReturned !== true
    return !(isClear(person) && isPrintable && person.addressSource === 'postal') || choice.kind !== 'stop'
  },
  'whoever can have digital post gets it': seen => {
    const { letter, person, facts: { contact }, decision: { choice } } = seen
    const mailbox = contact?.mailbox
    const isReachable = letter.class === 'information' || (contact?.isNotifiable === true && (isFresh(contact.email) || isFresh(contact.mobile)))
    return !(isClear(person) && contact?.status === 'active' && !contact.isReserved && isReachable && mailbox?.provider !== '958935420'
      && isUsable(mailbox?.certificate) && isSmall(seen) && isAll(seen, 'application/pdf', 'image/png')) || choice.kind === 'mailbox'
  },
  'every decision has its sentence in three languages, and its rule is one of those that matched': ({ decision: { rule, sentence, evaluated } }) =>
    [sentence.nb, sentence.nn, sentence.en].every(text => /^[A-ZÅØÆ].{10,}\.$/.test(text)) && evaluated.some(step => step.rule === rule && step.matched)
}

/** Costlier questions, asked of every hundredth case. */
const rareInvariants: typeof invariants = {
  'the same facts give the same decision': ({ letter, facts: known, decision }) =>
    JSON.stringify(route(structuredClone(letter), structuredClone(known), new Date(now))) === JSON.stringify(decision),
  'what is told of a decision names nobody and no place, nor the level of protection': ({ decision: { inputs, sentence, evaluated, rule, policy } }) =>
    !/20914695016|16852749559|KUBBESTOL|ADVOKAT|Prøvegata|Stavangvegen|6944|5003|Teststra|example\.com|90000000|#4ABC|confidential|"client"|protected/i
      .test(JSON.stringify({ inputs, sentence, evaluated, rule, policy })),
  'what is told does not show who is protected, unless by an address that is there for others': ({ letter, person, facts: known, decision }) => {
    const tell = ({ rule, sentence, evaluated, inputs }: Decision): string => JSON.stringify({ rule, sentence, evaluated, inputs })
    const told = tell(decision)
    const open = tell(route(letter, { ...known, person: { ...person, protection: 'none' } }, now))
    const bare = without(without(person, 'address'), 'estateContact')
    const unaddressed: RecipientFacts = { ...known, person: { ...bare, protection: 'none', addressSource: 'none', addressLacks: ['no-address'] } }
    return told === open || told === tell(route(letter, unaddressed, now))
  }
}

const broken = new Map<string, number>()
let cases = 0
for (let place = 0; place < productSize; place += stride) {
  const { letter, facts: known } = caseAt(place)
  const { person } = known
  if (person === undefined || person === 'unknown') throw new Error('every case has a person')
  const seen: Seen = { letter, facts: known, person, decision: route(letter, known, now) }
  const asked = cases++ % 100 === 0 ? { ...invariants, ...rareInvariants } : invariants
  for (const name in asked) if (asked[name]?.(seen) !== true && !broken.has(name)) broken.set(name, place)
}

for (const name of Object.keys({ ...invariants, ...rareInvariants })) {
  test(`route() in ${cases} of ${productSize} combinations: ${name}`, t => {
    t.equal(broken.get(name), undefined, 'place of the first case that breaks it')
    t.end()
  })
}

test('route() asks no register\'s silence to mean anything, and knows whom nobody knows', t => {
  for (const silent of [without(facts(), 'contact'), without(facts(), 'person')]) t.match(route(aLetter(), silent, now), { rule: 'facts-missing', choice: { kind: 'stop' } })
  t.match(route(aLetter(), facts({ person: 'unknown' }), now), { rule: 'unknown-person', choice: { kind: 'stop', state: 'undeliverable' } })
  t.end()
})
