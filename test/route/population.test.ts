// Everybody the sandbox has: read from its registers over HTTP by the real clients, decided by the rules.
import { test } from 'tap'
import type { Decision } from '../../src/letter/choice.ts'
import type { LetterClass } from '../../src/letter/letter.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { createPopulationRegister } from '../../src/lookup/folkeregisteret/population-register.ts'
import { createContactRegister } from '../../src/lookup/krr/contact-register.ts'
import { createLookup } from '../../src/lookup/lookup.ts'
import { route } from '../../src/route/route.ts'
import { cases } from '../../src/sandbox/population/cases.ts'
import { aLetter } from '../support/a-letter.ts'
import { personOf, runningSandbox, scopes, type RunningSandbox } from '../support/running-sandbox.ts'

/** What comes of a decision, what of an information letter, and for whom. */
const expected: readonly (readonly [string, string, readonly string[]])[] = [
  ['mailbox: eboks', 'mailbox: eboks', [
    'eboks-plain', 'eboks-email-only', 'eboks-stale-mobile', 'eboks-shared-contact', 'eboks-nynorsk', 'eboks-sami', 'eboks-closed',
    'eboks-notice-fails', 'protection-client', 'protection-strict', 'superseded-number', 'emigrated-mailbox'
  ]],
  ['mailbox: digipost', 'mailbox: digipost', [
    'digipost-plain', 'digipost-mobile-only', 'digipost-stale-email', 'digipost-hour-offset', 'digipost-english', 'digipost-no-language',
    'digipost-breaks', 'protection-confidential', 'dead-annulled', 'temporary-mailbox'
  ]],
  ['no-mailbox: print', 'no-mailbox: print', [
    'no-mailbox', 'mailbox-empty-strings', 'protection-client-paper', 'protection-confidential-paper', 'protection-strict-postal', 'active',
    'emigrated-foreign-postal', 'foreign-postal', 'foreign-postal-lines', 'postal-box', 'postal-lines', 'postal-street', 'stay-street',
    'stay-abroad', 'stay-elsewhere', 'stay-unknown', 'shared-residence', 'care-of', 'cadastre-address', 'cadastre-bare', 'returned-post',
    'emigrated-postal', 'protection-client-postal', 'stay-abroad-alpha-3', 'postal-abroad-in-norway', 'postal-many-lines'
  ]],
  ['not-in-contact-register: print', 'not-in-contact-register: print', ['not-registered', 'krr-deleted']],
  ['reserved: print', 'reserved-information: print', ['reserved', 'reserved-no-mailbox', 'reserved-hidden']],
  ['not-notifiable: print', 'mailbox: eboks', ['eboks-not-notifiable', 'eboks-stale-contact']],
  ['mailbox-certificate-missing: print', 'mailbox-certificate-missing: print', ['eboks-certificate-missing']],
  ['mailbox-certificate-not-valid: print', 'mailbox-certificate-not-valid: print', ['digipost-certificate-expired']],
  ['unknown-provider: print', 'unknown-provider: print', ['mailbox-unknown-operator']],
  ['paper-no-address: needs_decision', 'paper-no-address: needs_decision', [
    'protection-strict-no-postal', 'emigrated-no-address', 'no-address', 'left-residence', 'stay-elsewhere-only'
  ]],
  ['dead: needs_decision', 'dead: needs_decision', ['dead', 'dead-with-mailbox', 'dead-estate-by-number']],
  ['dead-estate: print', 'dead: needs_decision', ['dead-estate-person', 'dead-estate-lawyer', 'dead-estate-organization', 'dead-estate-abroad']],
  ['minor: print', 'minor: print', ['minor', 'minor-mailbox']],
  ['uncertain-status: needs_decision', 'uncertain-status: needs_decision', [
    'd-number', 'd-number-mailbox', 'disappeared', 'birth-registered', 'inactive', 'not-resident', 'disappeared-mailbox', 'inactive-mailbox',
    'not-resident-mailbox'
  ]],
  ['number-without-successor: needs_decision', 'number-without-successor: needs_decision', ['ceased']],
  ['paper-temporary: needs_decision', 'paper-temporary: needs_decision', ['temporary']],
  ['false-identity: needs_decision', 'false-identity: needs_decision', ['false-identity', 'false-identity-mailbox']],
  ['unknown-person: undeliverable', 'unknown-person: undeliverable', ['unknown']],
  ['paper-unknown-residence: needs_decision', 'paper-unknown-residence: needs_decision', ['unknown-residence']],
  ['paper-address-incomplete: needs_decision', 'paper-address-incomplete: needs_decision', ['postal-without-code']]
]

async function factsFrom (sandbox: RunningSandbox, numbers: readonly string[]): Promise<Map<string, RecipientFacts>> {
  const shared = { fetch, timeoutMs: 20_000, now: (): Date => new Date() }
  const contactRegister = createContactRegister({
    ...shared, baseUrl: `${sandbox.url}/krr`, token: async () => await sandbox.token(`${scopes.contact} ${scopes.mailbox}`)
  })
  const populationRegister = createPopulationRegister({
    ...shared, baseUrl: `${sandbox.url}/folkeregisteret/offentlig-med-hjemmel/api`, token: async () => await sandbox.token(scopes.register)
  })
  return await createLookup({ contactRegister, populationRegister, now: shared.now })(numbers)
}

const told = ({ rule, choice }: Decision): string => `${rule}: ${choice.kind === 'stop' ? choice.state : choice.channel}`

test('route() decides for every kind of person in the sandbox as is written here', async t => {
  /** Somebody with a superseded number is asked for by that one, as an old case file would. */
  const asked = new Map(cases.map(({ name }) => [name, personOf(name).formerNumber ?? personOf(name).nationalIdentityNumber]))
  const facts = await factsFrom(await runningSandbox(t), [...asked.values()])
  const decide = (nationalIdentityNumber: string, letterClass: LetterClass): string => {
    const known = facts.get(nationalIdentityNumber)
    if (known === undefined) return 'no facts'
    return told(route(aLetter({ class: letterClass, recipient: { kind: 'person', nationalIdentityNumber } }), known, new Date()))
  }
  const found = [...asked].map(([name, number]) => [name, decide(number, 'decision'), decide(number, 'information')])
  const written = expected.flatMap(([decision, information, names]) => names.map(name => [name, decision, information]))
  const byName = (one: readonly string[], other: readonly string[]): number => (one[0] ?? '') < (other[0] ?? '') ? -1 : 1
  t.strictSame(found.toSorted(byName), written.toSorted(byName))
})
