import { test } from 'tap'
import type { Decision } from '../../src/letter/choice.ts'
import type { Letter, LetterDocument } from '../../src/letter/letter.ts'
import type { ContactFacts, PersonFacts, PersonStatus, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { paperRules } from '../../src/route/paper-rules.ts'
import { route } from '../../src/route/route.ts'
import { rules } from '../../src/route/rules.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now, validCertificate } from '../support/facts.ts'
import { without } from '../support/without.ts'

const stale = { value: 'old@example.com', updatedAt: new Date('2024-08-31T23:59:59Z') }
const expired = { ...validCertificate, validTo: new Date('2026-02-28T00:00:00Z') }
const address = { name: 'Firma AS', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' }

interface Case {
  name: string
  rule: string
  outcome: string
  letter?: Partial<Letter>
  contact?: Partial<ContactFacts>
  person?: Partial<PersonFacts>
  facts?: Partial<RecipientFacts>
}

function decide ({ letter, contact, person, facts: whole }: Partial<Case>): Decision {
  return route(aLetter(letter), facts({ contact: aContact(contact), person: aPerson(person), ...whole }), now)
}

function outcomeOf ({ choice }: Decision): string {
  return choice.kind === 'stop' ? choice.state : choice.channel
}

const cannotBeSure: PersonStatus[] = ['disappeared', 'inactive', 'not-resident', 'birth-registered', 'ceased', 'other']
const document = (changes: Partial<LetterDocument>): LetterDocument => ({ number: 0, fileName: 'a', title: 'a', mediaType: 'application/pdf', bytes: 1, sha256: 'a', ...changes })

/** Hand-written cases; the source of each stands on the rule it names. */
const cases: Case[] = [
  { name: 'Digipost user', rule: 'mailbox', outcome: 'digipost' },
  { name: 'e-Boks user', rule: 'mailbox', outcome: 'eboks', contact: { mailbox: { address: '0000485509', provider: '922020175', certificate: validCertificate } } },
  { name: 'e-Boks under its old number', rule: 'mailbox', outcome: 'eboks', contact: { mailbox: { address: '0000485509', provider: '996460320', certificate: validCertificate } } },
  { name: 'resident with a D-number (active)', rule: 'mailbox', outcome: 'digipost', person: { status: 'active' } },
  { name: 'bare address', rule: 'bare-address', outcome: 'print', letter: { recipient: { kind: 'address', address } }, facts: { readAt: now } },
  { name: 'unknown person', rule: 'unknown-person', outcome: 'undeliverable', facts: { person: 'unknown' } },
  { name: 'false identity before dead', rule: 'false-identity', outcome: 'needs_decision', person: { hasFalseIdentity: true, isDead: true } },
  { name: 'dead by date', rule: 'dead', outcome: 'needs_decision', person: { isDead: true } },
  { name: 'dead by status', rule: 'dead', outcome: 'needs_decision', person: { status: 'dead' } },
  ...cannotBeSure.map(status => ({ name: `person ${status}`, rule: 'uncertain-status', outcome: 'needs_decision', person: { status } })),
  { name: 'temporary with mailbox', rule: 'mailbox', outcome: 'digipost', person: { status: 'temporary', addressSource: 'none' } },
  { name: 'temporary without a way to notify', rule: 'paper-temporary', outcome: 'needs_decision', person: { status: 'temporary', addressSource: 'stay' }, contact: { isNotifiable: false } },
  { name: 'emigrated with mailbox', rule: 'mailbox', outcome: 'digipost', person: { status: 'emigrated', addressSource: 'none' } },
  { name: 'emigrated, reserved, postal address abroad', rule: 'reserved', outcome: 'print', person: { status: 'emigrated', addressSource: 'postal-abroad' }, contact: { isReserved: true } },
  { name: 'emigrated, reserved, only a former home', rule: 'paper-emigrated', outcome: 'needs_decision', person: { status: 'emigrated' }, contact: { isReserved: true } },
  { name: 'reserved, decision', rule: 'reserved', outcome: 'print', contact: { isReserved: true } },
  { name: 'reserved, important', rule: 'reserved', outcome: 'print', contact: { isReserved: true }, letter: { class: 'important' } },
  { name: 'reserved, information', rule: 'reserved-information', outcome: 'print', contact: { isReserved: true }, letter: { class: 'information' } },
  { name: 'not registered in KRR', rule: 'not-in-contact-register', outcome: 'print', contact: { status: 'not-registered', isNotifiable: false } },
  { name: 'deleted from KRR', rule: 'not-in-contact-register', outcome: 'print', contact: { status: 'deleted', isNotifiable: false } },
  { name: 'not notifiable, decision', rule: 'not-notifiable', outcome: 'print', contact: { isNotifiable: false } },
  { name: 'not notifiable, important', rule: 'not-notifiable', outcome: 'print', contact: { isNotifiable: false }, letter: { class: 'important' } },
  { name: 'not notifiable, information', rule: 'mailbox', outcome: 'digipost', contact: { isNotifiable: false }, letter: { class: 'information' } },
  { name: 'all contact data stale, decision', rule: 'contact-stale', outcome: 'print', contact: { email: stale, mobile: stale } },
  { name: 'all contact data stale, information', rule: 'mailbox', outcome: 'digipost', contact: { email: stale, mobile: stale }, letter: { class: 'information' } },
  { name: 'only e-mail stale, decision', rule: 'mailbox', outcome: 'digipost', contact: { email: stale } },
  { name: 'provider without agreement', rule: 'unknown-provider', outcome: 'print', contact: { mailbox: { address: 'x', provider: '958935420', certificate: validCertificate } } },
  { name: 'mailbox certificate missing', rule: 'mailbox-certificate-missing', outcome: 'print', contact: { mailbox: { address: 'x', provider: '984661185' } } },
  { name: 'mailbox certificate expired', rule: 'mailbox-certificate-not-valid', outcome: 'print', contact: { mailbox: { address: 'x', provider: '984661185', certificate: expired } } },
  { name: 'executable file', rule: 'paper-pdf-only', outcome: 'needs_decision', letter: { documents: [document({ mediaType: 'application/x-msdownload' })] } },
  { name: 'spreadsheet to a reserved person', rule: 'paper-pdf-only', outcome: 'needs_decision', contact: { isReserved: true }, letter: { documents: [document({ mediaType: 'text/html' })] } },
  { name: '45 MB', rule: 'paper-size', outcome: 'needs_decision', letter: { documents: [document({ bytes: 45_000_000 })] } },
  { name: '202 documents', rule: 'paper-size', outcome: 'needs_decision', letter: { documents: Array.from({ length: 202 }, () => document({})) } },
  { name: '201 documents', rule: 'mailbox', outcome: 'digipost', letter: { documents: Array.from({ length: 201 }, () => document({})) } },
  { name: 'strictly confidential with mailbox', rule: 'mailbox', outcome: 'digipost', person: { protection: 'strictly-confidential', addressSource: 'none' } },
  { name: 'strictly confidential, reserved, postal address', rule: 'reserved', outcome: 'print', person: { protection: 'strictly-confidential', addressSource: 'postal' }, contact: { isReserved: true } },
  { name: 'strictly confidential, reserved, home address by mistake', rule: 'paper-no-address', outcome: 'needs_decision', person: { protection: 'strictly-confidential', addressSource: 'residence' }, contact: { isReserved: true } },
  { name: 'client address to print', rule: 'reserved', outcome: 'print', person: { protection: 'client', addressSource: 'postal' }, contact: { isReserved: true } },
  { name: 'print certificate expired', rule: 'paper-certificate', outcome: 'needs_decision', contact: { isReserved: true }, facts: { printService: { provider: '974761076', certificate: expired } } }
]

for (const one of cases) {
  test(`route() ${one.name}: ${one.rule}, ${one.outcome}`, t => {
    const decision = decide(one)
    t.equal(decision.rule, one.rule)
    t.equal(outcomeOf(decision), one.outcome)
    t.end()
  })
}

test('route() leads to a person when there is no mailbox and no address', t => {
  const homeless = without(aPerson({ addressSource: 'none' }), 'address')
  const unconnected = without(aContact(), 'mailbox')
  const decision = route(aLetter(), facts({ person: homeless, contact: unconnected }), now)
  t.equal(decision.rule, 'paper-no-address')
  t.ok(decision.evaluated.some(step => step.rule === 'no-mailbox' && step.matched))
  t.end()
})

test('route() never takes silence of a register for paper', t => {
  for (const silent of [without(facts(), 'contact'), without(facts(), 'person')]) t.equal(route(aLetter(), silent, now).rule, 'facts-missing')
  t.end()
})

test('route() notifies only by fresh contact points, except for information letters', t => {
  const notices = (letterClass: Letter['class']): unknown => {
    const { choice } = decide({ letter: { class: letterClass }, contact: { email: stale } })
    return choice.kind === 'mailbox' ? [choice.notifyEmail, choice.notifyMobile] : undefined
  }
  t.strictSame(notices('decision'), [undefined, '+4790000000'])
  t.strictSame(notices('important'), [undefined, '+4790000000'])
  t.strictSame(notices('information'), ['old@example.com', '+4790000000'])
  t.end()
})

test('route() takes provider and certificate as KRR gave them', t => {
  const mailbox = { address: '0000485509', provider: '996460320', certificate: validCertificate }
  t.match(decide({ contact: { mailbox } }).choice, { receiver: '996460320', mailboxAddress: '0000485509', certificate: validCertificate })
  t.end()
})

test('route() prints to the address the case system gave, without any register', t => {
  const decision = route(aLetter({ recipient: { kind: 'address', address } }), { readAt: now, printService: facts().printService }, now)
  t.match(decision.choice, { kind: 'print', receiver: '974761076', address })
  t.strictSame(decision.evaluated.filter(step => step.matched).map(step => step.rule), ['bare-address', 'paper-possible'])
  t.end()
})

test('route() records every rule tried, in order, up to the one that matched', t => {
  const { evaluated, ruleset } = decide({ contact: { isReserved: true } })
  const reserved = rules.findIndex(({ id }) => id === 'reserved')
  t.strictSame(evaluated.map(({ rule }) => rule), [...rules.slice(0, reserved + 1), ...paperRules].map(({ id }) => id))
  t.strictSame(evaluated.filter(({ matched }) => matched).map(({ rule }) => rule), ['reserved', 'paper-possible'])
  t.equal(ruleset, '2026-2')
  t.end()
})

test('route() keeps personal data and the level of protection out of inputs and sentences', t => {
  for (const protection of ['confidential', 'strictly-confidential', 'client'] as const) {
    const { inputs, sentence, evaluated } = decide({ person: { protection, addressSource: 'postal' }, contact: { isReserved: true } })
    const told = JSON.stringify({ inputs, sentence, evaluated })
    t.notMatch(told, /20914695016|KUBBESTOL|Stavangvegen|6944|example\.com|90000000|#4ABC|confidential|client/)
  }
  t.end()
})
