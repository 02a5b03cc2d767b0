import { test } from 'tap'
import type { ContactFacts, PersonFacts } from '../../src/letter/recipient-facts.ts'
import { createLookup, type Lookup } from '../../src/lookup/lookup.ts'
import { aContact, aPerson, factsReadAt, validCertificate } from '../support/facts.ts'

const printService = { provider: '974761076', certificate: validCertificate }

interface Bench { lookup: Lookup, asked: { population: string[][], contact: string[][] } }

/** Registers that know exactly what they are given. */
function bench (persons: Record<string, PersonFacts | 'unknown'>, contacts: Record<string, ContactFacts>): Bench {
  const asked: Bench['asked'] = { population: [], contact: [] }
  const known = <Value>(from: Record<string, Value>, numbers: readonly string[]): Map<string, Value> =>
    new Map(Object.entries(from).filter(([number]) => numbers.includes(number)))
  const lookup = createLookup({
    populationRegister: { people: numbers => { asked.population.push([...numbers]); return Promise.resolve(known(persons, numbers)) } },
    contactRegister: {
      people: numbers => { asked.contact.push([...numbers]); return Promise.resolve(known(contacts, numbers)) },
      printService: () => Promise.resolve(printService)
    },
    now: () => factsReadAt
  })
  return { lookup, asked }
}

test('lookup() asks each register once for many people', async t => {
  const { lookup, asked } = bench({ 1: aPerson({ nationalIdentityNumber: '1' }), 2: aPerson({ nationalIdentityNumber: '2' }) }, { 1: aContact(), 2: aContact() })
  const facts = await lookup(['1', '2', '1'])
  t.strictSame(asked, { population: [['1', '2']], contact: [['1', '2']] })
  t.strictSame(facts.get('2'), { readAt: factsReadAt, printService, person: aPerson({ nationalIdentityNumber: '2' }), contact: aContact() })
})

test('lookup() asks KRR for the number in use, and gives the facts under the number asked for', async t => {
  const { lookup, asked } = bench({ old: aPerson({ nationalIdentityNumber: 'new' }) }, { new: aContact({ isReserved: true }) })
  t.match((await lookup(['old'])).get('old'), { person: { nationalIdentityNumber: 'new' }, contact: { isReserved: true } })
  t.strictSame(asked.contact, [['new']])
})

test('lookup() does not ask KRR for the unknown', async t => {
  const { lookup, asked } = bench({ 1: 'unknown' }, {})
  t.strictSame((await lookup(['1'])).get('1'), { readAt: factsReadAt, printService, person: 'unknown' })
  t.strictSame(asked.contact, [])
})

test('lookup() leaves out a person one register was silent about', async t => {
  const { lookup } = bench({ 1: aPerson({ nationalIdentityNumber: '1' }), 2: aPerson({ nationalIdentityNumber: '2' }) }, { 2: aContact() })
  t.strictSame([...(await lookup(['1', '2', '3'])).keys()], ['2'])
})

test('lookup() takes at most 1000 people, and nobody is no call', async t => {
  const { lookup, asked } = bench({}, {})
  await t.rejects(lookup(Array.from({ length: 1001 }, (_, index) => String(index))), RangeError)
  t.equal((await lookup([])).size, 0)
  t.strictSame(asked, { population: [], contact: [] })
})

test('lookup.printService() gives who prints, for letters to a bare address', async t => {
  t.strictSame(await bench({}, {}).lookup.printService(), printService)
})
