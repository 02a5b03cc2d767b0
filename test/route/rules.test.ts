import fc from 'fast-check'
import { test } from 'tap'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { paperRules } from '../../src/route/paper-rules.ts'
import { route } from '../../src/route/route.ts'
import { rules } from '../../src/route/rules.ts'
import { viewOf } from '../../src/route/view.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now, validCertificate } from '../support/facts.ts'

const table = [...rules, ...paperRules]
const fresh = { value: 'a@example.com', updatedAt: now }
const stale = { value: 'a@example.com', updatedAt: new Date('2020-01-01T00:00:00Z') }
const expired = { ...validCertificate, validTo: new Date('2025-06-01T00:00:00Z') }

const person = fc.record({
  status: fc.constantFrom('resident', 'emigrated', 'disappeared', 'dead', 'ceased', 'birth-registered', 'temporary', 'inactive', 'not-resident', 'active', 'other'),
  isDead: fc.boolean(),
  hasFalseIdentity: fc.boolean(),
  protection: fc.constantFrom('none', 'client', 'confidential', 'strictly-confidential'),
  addressSource: fc.constantFrom('postal', 'postal-abroad', 'stay', 'residence')
}).map(aPerson)
const contact = fc.record({
  status: fc.constantFrom('active', 'deleted', 'not-registered'),
  isReserved: fc.boolean(),
  isNotifiable: fc.boolean(),
  email: fc.constantFrom(fresh, stale),
  mobile: fc.constantFrom(fresh, stale),
  mailbox: fc.record({ address: fc.constant('x'), provider: fc.constantFrom('984661185', '922020175', '1'), certificate: fc.constantFrom(validCertificate, expired) })
}).map(aContact)
const letter = fc.record({
  class: fc.constantFrom('decision', 'important', 'information'),
  documents: fc.constantFrom('application/pdf', 'text/html', 'application/x-sh').map(mediaType => [{ ...aLetter().documents[0], mediaType }])
}).map(changes => aLetter({ class: changes.class, documents: changes.documents.map(one => ({ number: 0, fileName: '', title: '', bytes: 1, sha256: '', ...one })) }))
const someFacts: fc.Arbitrary<RecipientFacts> = fc.record({ person: fc.oneof({ weight: 9, arbitrary: person }, fc.constant('unknown' as const)), contact }).map(facts)

test('rules each have an id of their own, a source, and a sentence in three languages', t => {
  t.equal(new Set(table.map(rule => rule.id)).size, table.length)
  for (const { source, sentence } of table) for (const text of [source, sentence.nb, sentence.nn, sentence.en]) t.match(text, /\S{3}/)
  t.end()
})

test('rules end in a row that always matches', t => {
  const view = viewOf(aLetter(), facts(), now, { source: 'none', lacks: null })
  t.ok(rules.at(-1)?.matches(view))
  t.ok(paperRules.at(-1)?.matches(view))
  t.end()
})

test('route() never sends to the dead, the unknown or a false identity', t => {
  fc.assert(fc.property(letter, someFacts, (one, known) => {
    const { choice } = route(one, known, now)
    const { person: who } = known
    if (who === 'unknown' || who?.isDead === true || who?.status === 'dead' || who?.hasFalseIdentity === true) return choice.kind === 'stop'
    return true
  }), { numRuns: 2000 })
  t.end()
})

test('route() never sends digital post to the reserved, nor demands a notice nobody can get', t => {
  fc.assert(fc.property(letter, someFacts, (one, known) => {
    const { choice } = route(one, known, now)
    if (choice.kind !== 'mailbox') return true
    const notified = choice.notifyEmail !== undefined || choice.notifyMobile !== undefined
    return known.contact?.isReserved === false && (one.class === 'information' || (notified && known.contact.isNotifiable))
  }), { numRuns: 2000 })
  t.end()
})

test('route() prints PDF only, and for the strictly confidential to the postal address only', t => {
  fc.assert(fc.property(letter, someFacts, (one, known) => {
    if (route(one, known, now).choice.kind !== 'print') return true
    const { person: who } = known
    const isSafe = who !== undefined && who !== 'unknown' && (who.protection !== 'strictly-confidential' || who.addressSource === 'postal')
    return isSafe && one.documents.every(document => document.mediaType === 'application/pdf')
  }), { numRuns: 2000 })
  t.end()
})

test('route() gives the same decision for the same facts', t => {
  fc.assert(fc.property(letter, someFacts, (one, known) => {
    return JSON.stringify(route(one, known, now)) === JSON.stringify(route(structuredClone(one), structuredClone(known), now))
  }), { numRuns: 300 })
  t.end()
})
