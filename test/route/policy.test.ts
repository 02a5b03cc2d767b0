import fc from 'fast-check'
import { test } from 'tap'
import type { Choice, Decision } from '../../src/letter/choice.ts'
import type { Letter } from '../../src/letter/letter.ts'
import type { ContactFacts, PersonFacts, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { mailboxPolicyRules, printPolicyRules } from '../../src/route/policy-rules.ts'
import { paperRules } from '../../src/route/paper-rules.ts'
import { noPolicy, rowsFor, type Policy, type PolicyRow } from '../../src/route/policy.ts'
import { route } from '../../src/route/route.ts'
import { rules } from '../../src/route/rules.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now } from '../support/facts.ts'
import { caseAt, productSize } from './product.ts'

const withRow = (row: Omit<PolicyRow, 'id'>): Policy => ({ version: '2026-03', rows: [{ id: 'the-row', ...row }] })
const monthsOld = (months: number): Date => new Date(Date.UTC(2026, 2 - months, 1, 10))

interface Case { row: Omit<PolicyRow, 'id'>, rule: string, to: string, letter?: Partial<Letter>, contact?: Partial<ContactFacts>, person?: Partial<PersonFacts> }

const information = { class: 'information' } as const
const reserved = { isReserved: true }
const sixMonthsOld = { email: { value: 'a', updatedAt: monthsOld(6) }, mobile: { value: '1', updatedAt: monthsOld(7) } }
const german = { name: 'A', lines: ['B'], countryCode: 'DE' }

const cases: readonly Case[] = [
  { row: { channels: ['print'] }, rule: 'policy-channel', to: 'print' },
  { row: { channels: ['eboks', 'print'] }, rule: 'policy-channel', to: 'print' },
  { row: { channels: ['digipost'] }, rule: 'mailbox', to: 'digipost' },
  { row: { channels: ['digipost'] }, rule: 'policy-no-print', to: 'needs_decision', contact: reserved },
  { row: { channels: ['eboks'] }, rule: 'policy-no-print', to: 'needs_decision' },
  { row: { requireFreshContact: true }, rule: 'policy-not-notifiable', to: 'print', letter: information, contact: { isNotifiable: false } },
  { row: { requireFreshContact: true }, rule: 'policy-contact-stale', to: 'print', letter: information, contact: { email: { value: 'a' }, mobile: { value: '1' } } },
  { row: { requireFreshContact: true }, rule: 'mailbox', to: 'digipost', letter: information },
  { row: { maxContactAgeMonths: 5 }, rule: 'policy-contact-stale', to: 'print', contact: sixMonthsOld },
  { row: { maxContactAgeMonths: 6 }, rule: 'mailbox', to: 'digipost', contact: sixMonthsOld },
  { row: { maxContactAgeMonths: 5 }, rule: 'mailbox', to: 'digipost', contact: sixMonthsOld, letter: information },
  { row: { maxPackageBytes: 22_000 }, rule: 'mailbox', to: 'digipost' },
  { row: { maxPackageBytes: 21_999 }, rule: 'policy-size', to: 'needs_decision' },
  { row: { maxPackageBytes: 21_999 }, rule: 'policy-size', to: 'needs_decision', contact: reserved },
  { row: { needsDecisionFor: ['protected'] }, rule: 'policy-person', to: 'needs_decision', person: { protection: 'confidential' } },
  { row: { needsDecisionFor: ['protected'] }, rule: 'policy-person', to: 'needs_decision', person: { protection: 'client' }, contact: reserved },
  { row: { needsDecisionFor: ['protected'] }, rule: 'mailbox', to: 'digipost' },
  { row: { needsDecisionFor: ['minor'] }, rule: 'policy-person', to: 'needs_decision', person: { birthDate: '2010-01-01' } },
  { row: { needsDecisionFor: ['abroad'] }, rule: 'policy-person', to: 'needs_decision', contact: reserved, person: { address: german } },
  { row: { needsDecisionFor: ['abroad'] }, rule: 'mailbox', to: 'digipost', person: { address: german } },
  { row: { sender: '313000028', channels: ['print'] }, rule: 'mailbox', to: 'digipost' },
  { row: { class: 'information', channels: ['print'] }, rule: 'mailbox', to: 'digipost' },
  { row: { sender: '313000001', class: 'decision', channels: ['print'] }, rule: 'policy-channel', to: 'print' }
]

const told = (choice: Choice): string => choice.kind === 'stop' ? choice.state : choice.channel

for (const { row, rule, to, letter, contact, person } of cases) {
  test(`route() under ${JSON.stringify(row)}: ${rule}, ${to}`, t => {
    const decision = route(aLetter(letter), facts({ contact: aContact(contact), person: aPerson(person) }), now, withRow(row))
    t.strictSame([decision.rule, told(decision.choice)], [rule, to])
    const namesRow = rule.startsWith('policy-') && rule !== 'policy-person'
    t.strictSame(decision.policy, { version: '2026-03', row: namesRow ? 'the-row' : null })
    t.end()
  })
}

test('route() leaves out what the policy counts as old, and keeps the rest', t => {
  const contact = aContact({ email: { value: 'a', updatedAt: monthsOld(6) }, mobile: { value: '1', updatedAt: monthsOld(9) } })
  const { choice } = route(aLetter(), facts({ contact }), now, withRow({ maxContactAgeMonths: 8 }))
  t.match(choice, { kind: 'mailbox', notifyEmail: 'a' })
  t.notOk('notifyMobile' in choice)
  t.end()
})

test('route() tells the rows it was under, and asks no policy that has none for the letter', t => {
  const two: Policy = { version: '1', rows: [{ id: 'one', maxPackageBytes: 1_000_000 }, { id: 'two', class: 'decision', channels: ['digipost'] }] }
  t.equal(route(aLetter(), facts(), now, two).inputs.policyRows, 'one two')
  const other = withRow({ sender: '313000028', channels: ['print'] })
  t.strictSame(route(aLetter(), facts(), now, other), { ...route(aLetter(), facts(), now), policy: { version: '2026-03', row: null } })
  t.strictSame(rowsFor(noPolicy, aLetter()), [])
  t.end()
})

const some = <Item>(item: Item): fc.Arbitrary<Item> => fc.constant(item)
const row: fc.Arbitrary<PolicyRow> = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  sender: fc.constantFrom('313000001', '313000028'),
  class: fc.constantFrom('decision', 'important', 'information'),
  channels: fc.subarray(['eboks', 'digipost', 'print'] as const, { minLength: 1 }),
  requireFreshContact: some(true as const),
  maxContactAgeMonths: fc.integer({ min: 1, max: 18 }),
  maxPackageBytes: fc.integer({ min: 1, max: 45_000_000 }),
  needsDecisionFor: fc.subarray(['protected', 'minor', 'abroad'] as const, { minLength: 1 })
}, { requiredKeys: ['id'] })
const policy: fc.Arbitrary<Policy> = fc.record({ version: some('draft'), rows: fc.array(row, { maxLength: 4 }) })
const place = fc.integer({ min: 0, max: productSize - 1 })

/** How much leaves by itself: a policy may only take away. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  mailbox: ['mailbox', 'print', 'needs_decision'], print: ['print', 'needs_decision'], needs_decision: ['needs_decision'], undeliverable: ['undeliverable']
}
const kindOf = ({ choice }: Decision): string => choice.kind === 'stop' ? choice.state : choice.kind

/** That `tighter` sends no more than `looser` does: not further, not elsewhere, and with no notice more. */
function isWithin (tighter: Choice, looser: Choice): boolean {
  if (tighter.kind === 'mailbox' && looser.kind === 'mailbox') {
    const { notifyEmail, notifyMobile, ...way } = tighter
    const { notifyEmail: email, notifyMobile: mobile, ...same } = looser
    return JSON.stringify(way) === JSON.stringify(same) && (notifyEmail ?? email) === email && (notifyMobile ?? mobile) === mobile
  }
  return tighter.kind !== 'print' || looser.kind !== 'print' || JSON.stringify(tighter) === JSON.stringify(looser)
}

/** A mailbox that becomes paper must be paper that the law allows: what comes of the same facts without a mailbox, too. */
function withoutMailbox (known: RecipientFacts): RecipientFacts {
  const { contact } = known
  if (contact === undefined) return known
  const { mailbox, ...rest } = contact
  return mailbox === undefined ? known : { ...known, contact: rest }
}

test('no policy loosens anything', t => {
  fc.assert(fc.property(place, policy, (at, draft) => {
    const { letter, facts: known } = caseAt(at)
    const law = route(letter, known, now)
    const under = route(letter, known, now, draft)
    const paper = route(letter, withoutMailbox(known), now)
    return allowed[kindOf(law)]?.includes(kindOf(under)) === true && isWithin(under.choice, law.choice)
      && (under.choice.kind !== 'print' || JSON.stringify(under.choice) === JSON.stringify(paper.choice))
  }), { numRuns: 20_000 })
  t.end()
})

test('one row more never loosens a policy', t => {
  fc.assert(fc.property(place, policy, row, (at, draft, more) => {
    const { letter, facts: known } = caseAt(at)
    const before = route(letter, known, now, draft)
    const after = route(letter, known, now, { ...draft, rows: [...draft.rows, more] })
    return allowed[kindOf(before)]?.includes(kindOf(after)) === true && isWithin(after.choice, before.choice)
  }), { numRuns: 10_000 })
  t.end()
})

test('policy rules have ids of their own, a source, and a sentence in three languages', t => {
  const all = [...mailboxPolicyRules, ...printPolicyRules]
  const ids = new Set(all.map(({ id }) => id))
  t.equal(new Set([...ids, ...[...rules, ...paperRules].map(({ id }) => id)]).size, ids.size + rules.length + paperRules.length)
  for (const { source, sentence } of all) for (const text of [source, sentence.nb, sentence.nn, sentence.en]) t.match(text, /\S{3}/)
  t.end()
})
