import { test } from 'tap'
import { precheck } from '../../src/journey/precheck.ts'
import { simulate } from '../../src/journey/simulate.ts'
import type { AddressProtection, ContactFacts, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { createPricing } from '../../src/route/forecast.ts'
import type { Policy } from '../../src/route/policy.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now } from '../support/facts.ts'
import { publicPrices } from '../support/prices.ts'

/** A decision about somebody who must get paper, as it would be told. */
function decided (protection: AddressProtection, addressSource: 'none' | 'residence' | 'postal', isDead = false): string {
  const person = aPerson({ protection, addressSource, isDead, status: isDead ? 'dead' : 'resident' })
  if (addressSource === 'none') Object.assign(person, { addressLacks: [protection === 'none' ? 'no-address' : 'protected'], address: undefined })
  const { choice, ...told } = route(aLetter(), facts({ person, contact: aContact({ isReserved: true }) }), now)
  return JSON.stringify({ ...told, state: choice.kind === 'stop' ? choice.state : choice.kind })
}

test('what is told of a protected person without a usable address is what is told of anybody without one', async t => {
  for (const isDead of [false, true]) {
    const anybody = decided('none', 'none', isDead)
    for (const protection of ['client', 'confidential', 'strictly-confidential'] as const) t.equal(decided(protection, 'none', isDead), anybody, protection)
    t.equal(decided('strictly-confidential', 'residence', isDead), anybody, 'a home that may not be used')
  }
})

test('what is told of a protected person with a usable address is what is told of anybody with one', async t => {
  const anybody = decided('none', 'postal')
  for (const protection of ['client', 'confidential', 'strictly-confidential'] as const) t.equal(decided(protection, 'postal'), anybody, protection)
})

const levels = ['client', 'confidential', 'strictly-confidential'] as const
const contacts = [aContact(), aContact({ isReserved: true })]
const pricing = createPricing(publicPrices)

/** Sends people with protection to a person: what may not be read out of an answer about people who have no letter. */
const shielding: Policy = { version: 'shielding', rows: [{ id: 'shielding', needsDecisionFor: ['protected'] }] }

const withProtection = (protection: AddressProtection, contact: ContactFacts): RecipientFacts =>
  facts({ contact, person: aPerson({ protection, addressSource: 'postal' }) })

test('the policy does send protected people to a person, once there is a letter', async t => {
  for (const contact of contacts) {
    t.equal(route(aLetter(), withProtection('none', contact), now, shielding).choice.kind === 'stop', false)
    for (const level of levels) t.match(route(aLetter(), withProtection(level, contact), now, shielding), { rule: 'policy-person' }, level)
  }
})

test('precheck() tells of a protected person what it tells of anybody, also where a policy asks for a person', async t => {
  const number = '20914695016'
  const input = {
    sender: '313000001', class: 'decision', documents: [{ mediaType: 'application/pdf', bytes: 1000, pages: 1 }],
    recipients: [{ nationalIdentityNumber: number }]
  }
  const answer = async (known: RecipientFacts): Promise<unknown> => precheck({
    rooms: { lookup: async () => new Map([[number, known]]), printService: async () => known.printService, pricing },
    records: { returnedAddresses: { keyOf: () => '', among: async () => new Set() } },
    policy: shielding,
    now: () => now
  }, input, ['313000001'])
  for (const contact of contacts) {
    const anybody = await answer(withProtection('none', contact))
    t.match(anybody, { kind: 'answered', answer: { recipients: [{ state: 'routed' }] } })
    for (const level of levels) t.strictSame(await answer(withProtection(level, contact)), anybody, level)
  }
})

test('simulate() of a draft that asks for a person tells nothing of a letter\'s recipient', async t => {
  const draft = { from: '2026-03-01', to: '2026-03-31', policy: shielding }
  const answer = async (known: RecipientFacts): Promise<unknown> => {
    const letter = aLetter()
    const past = { letter, facts: known, decision: route(letter, known, now), decidedAt: now }
    return simulate({ pastDecisions: { page: async () => ({ decisions: [past], unreadable: 0, next: null }) }, pricing, now: () => now }, draft, ['313000001'])
  }
  for (const contact of contacts) {
    const anybody = await answer(withProtection('none', contact))
    t.match(anybody, { answer: { letters: 1, unchanged: 1 } })
    for (const level of levels) t.strictSame(await answer(withProtection(level, contact)), anybody, level)
  }
})
