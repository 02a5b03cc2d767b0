import { test } from 'tap'
import type { Decision } from '../../src/letter/choice.ts'
import type { Letter, PostalAddress } from '../../src/letter/letter.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { paperRules } from '../../src/route/paper-rules.ts'
import { route } from '../../src/route/route.ts'
import { rules } from '../../src/route/rules.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now, validCertificate } from '../support/facts.ts'
import { without } from '../support/without.ts'
import { cases, type RouteCase } from './cases.ts'

const stale = { value: 'old@example.com', updatedAt: new Date('2024-08-31T23:59:59Z') }
const address: PostalAddress = { name: 'Firma AS', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' }

function decide ({ letter, contact, person, facts: whole, silent }: Partial<RouteCase>): Decision {
  const known: RecipientFacts = facts({ contact: aContact(contact), person: aPerson(person), ...whole })
  return route(aLetter(letter), silent === undefined ? known : without(known, silent), now)
}

function outcomeOf ({ choice }: Decision): string {
  return choice.kind === 'stop' ? choice.state : choice.channel
}

for (const one of cases) {
  test(`route() ${one.name}: ${one.rule}, ${one.outcome} (${one.source})`, t => {
    const decision = decide(one)
    t.equal(decision.rule, one.rule)
    t.equal(outcomeOf(decision), one.outcome)
    t.end()
  })
}

test('cases name every rule but those that only let through, and there are at least 60 of them', t => {
  t.ok(new Set(cases.map(({ name }) => name)).size >= 60)
  const silent = ['otherwise', 'paper-possible', 'mailbox-formats', 'mailbox-size']
  t.strictSame([...rules, ...paperRules].map(({ id }) => id).filter(id => !silent.includes(id) && !cases.some(({ rule }) => rule === id)), [])
  t.end()
})

test('route() tries the mailbox before paper where a document stands against both', t => {
  const matched = decide({ letter: { documents: [{ number: 0, fileName: 'a', title: 'a', mediaType: 'application/x-sh', bytes: 45_000_000, sha256: '' }] } })
    .evaluated.filter(step => step.matched).map(step => step.rule)
  t.strictSame(matched, ['mailbox-formats', 'paper-pdf-only'])
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

test('route() addresses a minor\'s letter to the guardians, in Norwegian', t => {
  const name = (language: Letter['language']): unknown => {
    const { choice } = decide({ letter: { language }, person: { birthDate: '2010-06-01' } })
    return choice.kind === 'print' ? choice.address.name : undefined
  }
  t.strictSame((['nb', 'nn', 'en', 'se'] as const).map(name),
    ['Foresatte til STADIG KUBBESTOL', 'Føresette til STADIG KUBBESTOL', 'Foresatte til STADIG KUBBESTOL', 'Foresatte til STADIG KUBBESTOL'])
  t.end()
})

test('route() prints to the estate\'s address, never to the home of the dead', t => {
  const { choice } = decide({ person: { isDead: true, status: 'dead', estateContact: { kind: 'lawyer', address } } })
  t.match(choice, { kind: 'print', address })
  t.end()
})

test('route() tells what an address lacks, and of the strictly confidential no more than of anybody without one', t => {
  const told = (changes: Parameters<typeof aPerson>[0]): unknown => {
    const { rule, sentence, inputs } = decide({ contact: { isReserved: true }, facts: { person: without(aPerson({ addressSource: 'none', ...changes }), 'address') } })
    return { rule, sentence, inputs }
  }
  t.match(told({ addressLacks: ['postal-code', 'city'] }), { rule: 'paper-address-incomplete', inputs: { addressLacks: 'postal-code city' } })
  t.strictSame(told({ protection: 'strictly-confidential', addressLacks: ['name', 'protected'] }), told({ addressLacks: ['no-address'] }))
  t.end()
})

test('route() records every rule tried, in order, up to the one that matched', t => {
  const { evaluated, ruleset, policy } = decide({ contact: { isReserved: true } })
  const reserved = rules.findIndex(({ id }) => id === 'reserved')
  t.strictSame(evaluated.map(({ rule }) => rule), [...rules.slice(0, reserved + 1), ...paperRules].map(({ id }) => id))
  t.strictSame(evaluated.filter(({ matched }) => matched).map(({ rule }) => rule), ['reserved', 'paper-possible'])
  t.equal(ruleset, '2026-2')
  t.strictSame(policy, { version: 'none', row: null })
  t.end()
})
