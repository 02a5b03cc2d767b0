import { test } from 'tap'
import { estateContact } from '../../../src/lookup/folkeregisteret/estate-contact.ts'
import type { RegisterAddress } from '../../../src/lookup/folkeregisteret/register-person.ts'

const address: RegisterAddress = { kind: 'lines', lines: ['Arvegata 1'], place: { postalCode: '0155', city: 'OSLO' } }
const place = { lines: ['Arvegata 1'], postalCode: '0155', city: 'OSLO' }

test('estateContact() names an heir', t => {
  t.strictSame(estateContact({ kind: 'person', contact: 'RASK PARAPLY', address }), { kind: 'person', address: { name: 'RASK PARAPLY', ...place } })
  t.end()
})

test('estateContact() names firm or organization first, then its contact', t => {
  for (const kind of ['lawyer', 'organization'] as const) {
    const { address: found } = estateContact({ kind, organization: 'ARV AS', contact: 'RASK PARAPLY', address })
    t.strictSame(found, { name: 'ARV AS v/ RASK PARAPLY', ...place })
  }
  t.match(estateContact({ kind: 'organization', organization: 'ARV AS', contact: '', address }), { address: { name: 'ARV AS' } })
  t.match(estateContact({ kind: 'lawyer', contact: 'RASK PARAPLY', address }), { address: { name: 'RASK PARAPLY' } })
  t.end()
})

test('estateContact() keeps a contact without a whole address', t => {
  t.strictSame(estateContact({ kind: 'person', contact: '', address }), { kind: 'person' }, 'an heir given by number alone')
  t.strictSame(estateContact({ kind: 'lawyer', contact: 'RASK', address: { kind: 'lines', lines: ['x'], place: {} } }), { kind: 'lawyer' })
  t.end()
})

test('estateContact() takes an address abroad, and one in Norway written as abroad', t => {
  const lines = ['Kungsgatan 1']
  const inCountry = (countryCode: string): RegisterAddress => ({ kind: 'abroad-lines', lines, place: { postalCode: '1114', city: 'VISBY', countryCode } })
  t.strictSame(estateContact({ kind: 'person', contact: 'RASK', address: inCountry('SWE') }).address, { name: 'RASK', lines: [...lines, '1114 VISBY'], countryCode: 'SE' })
  t.strictSame(estateContact({ kind: 'person', contact: 'RASK', address: inCountry('NO') }).address, { name: 'RASK', lines, postalCode: '1114', city: 'VISBY' })
  t.end()
})
