import { test } from 'tap'
import type { AddressLack } from '../../../src/letter/recipient-facts.ts'
import { printAddress } from '../../../src/lookup/folkeregisteret/address.ts'
import type { RegisterAddress, RegisterPerson } from '../../../src/lookup/folkeregisteret/register-person.ts'
import { without } from '../../support/without.ts'

const place = { postalCode: '6944', city: 'STAVANG' }
const home: RegisterAddress = { kind: 'street', street: 'Stavangvegen 90', place }
const box: RegisterAddress = { kind: 'box', box: '12', place: { postalCode: '0101', city: 'OSLO' } }
const open = (address: RegisterAddress): { address: RegisterAddress, protection: 'none' } => ({ address, protection: 'none' })

function person (changes: Partial<RegisterPerson> = {}): RegisterPerson {
  return {
    numberInUse: '16852749559', numbers: ['16852749559'], status: 'resident', isDead: false, hasFalseIdentity: false, protection: 'none',
    name: 'STADIG KUBBESTOL', absences: [], ...changes
  }
}

const long = 'x'.repeat(101)
const foreignPlace = { city: 'Paris', countryCode: 'FR' }

/** Each with what it becomes, or with what it lacks. */
const shapes: [string, RegisterAddress, object | AddressLack[]][] = [
  ['a street', home, { lines: ['Stavangvegen 90'], postalCode: '6944', city: 'STAVANG' }],
  ['c/o, additional name and dwelling number', { kind: 'street', careOf: 'Kari Nordmann', extraName: 'Nordre gard', street: 'Storgata 5B', unit: 'H0102', place },
    { lines: ['c/o Kari Nordmann', 'Nordre gard', 'Storgata 5B H0102'] }],
  ['c/o that says so itself', { kind: 'street', careOf: 'C/O Kari', street: 'Storgata 5', place }, { lines: ['C/O Kari', 'Storgata 5'] }],
  ['a place without streets', { kind: 'street', place }, { lines: ['STAVANG'], postalCode: '6944', city: 'STAVANG' }],
  ['a named farm', { kind: 'property', extraName: 'Haugen', property: '4602-12/3', unit: 'H0101', place }, { lines: ['Haugen H0101'] }],
  ['a farm without name', { kind: 'property', careOf: 'Ola', property: '4602-12/3', place }, { lines: ['c/o Ola', '4602-12/3'] }],
  ['a post-office box', { kind: 'box', owner: 'Firma AS', box: '12', place }, { lines: ['Firma AS', 'Postboks 12'] }],
  ['a post-office box in words', { kind: 'box', box: 'Postboks 12 Sentrum', place }, { lines: ['Postboks 12 Sentrum'] }],
  ['free lines', { kind: 'lines', lines: ['Hytte 3', 'Campingen'], place }, { lines: ['Hytte 3', 'Campingen'], city: 'STAVANG' }],
  ['a Norwegian address without postal code', { kind: 'street', street: 'Storgata 5', place: { city: 'OSLO' } }, ['postal-code']],
  ['a postal code that is not four digits', { kind: 'street', street: 'Storgata 5', place: { postalCode: '155', city: 'OSLO' } }, ['postal-code']],
  ['a Norwegian address without city', { kind: 'box', box: '12', place: { postalCode: '0101' } }, ['city']],
  ['a Norwegian address with nothing in it', { kind: 'street', place: {} }, ['postal-code', 'city']],
  ['too many lines', { kind: 'lines', lines: ['a', 'b', 'c', 'd', 'e'], place }, { lines: ['a', 'b', 'c', 'd, e'] }],
  ['a line that is too long', { kind: 'lines', lines: [long], place }, ['lines']],
  ['lines that are too long when joined', { kind: 'abroad-lines', lines: ['a', 'b', 'c', long.slice(1)], place: foreignPlace }, ['lines']],
  ['a city that is too long', { kind: 'box', box: '12', place: { postalCode: '0101', city: long } }, ['city']],
  ['a foreign address', { kind: 'abroad', careOf: 'Ann', building: ['House B', '3'], street: 'Main St 1', box: 'Box 7', place: { postalCode: 'SW1', city: 'London', region: 'Greater London', countryCode: 'GB' } },
    { lines: ['c/o Ann', 'House B, 3', 'Main St 1, Box 7', 'SW1 London, Greater London'], countryCode: 'GB', city: undefined, postalCode: undefined }],
  ['alpha-3 country', { kind: 'abroad', building: [], street: 'Kungsgatan 1', place: { postalCode: '11143', city: 'Stockholm', countryCode: 'swe' } },
    { lines: ['Kungsgatan 1', '11143 Stockholm'], countryCode: 'SE' }],
  ['foreign free lines, too many', { kind: 'abroad-lines', lines: ['a', 'b', 'c', 'd'], place: { city: 'Paris', countryCode: 'FR' } },
    { lines: ['a', 'b', 'c', 'd, Paris'], countryCode: 'FR' }],
  ['an unknown country', { kind: 'abroad', building: [], street: 'x', place: { countryCode: '???' } }, ['country']],
  ['a foreign address with nothing in it', { kind: 'abroad', building: [], place: { countryCode: '' } }, ['lines', 'country']],
  ['Norway entered as abroad', { kind: 'abroad-lines', lines: ['Storgata 1'], place: { postalCode: '0155', city: 'OSLO', countryCode: 'NO' } },
    { lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO', countryCode: undefined }],
  ['Norway in alpha-3, with street and box', { kind: 'abroad', building: [], street: 'Storgata 1', box: 'Postboks 7', place: { postalCode: '0155', city: 'OSLO', region: 'Oslo', countryCode: 'NOR' } },
    { lines: ['Storgata 1, Postboks 7'], postalCode: '0155', city: 'OSLO', countryCode: undefined }],
  ['Norway with its place in the last line', { kind: 'abroad-lines', lines: ['Storgata 1', 'NO-0155 OSLO'], place: { countryCode: 'NO' } },
    { lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO', countryCode: undefined }],
  ['Norway without a place', { kind: 'abroad-lines', lines: ['Storgata 1'], place: { countryCode: 'NO' } }, ['postal-code', 'city']]
]

for (const [name, address, expected] of shapes) {
  test(`printAddress() assembles ${name}`, t => {
    const found = printAddress(person({ residence: open(address) }))
    if (Array.isArray(expected)) t.strictSame(found, { addressSource: 'none', addressLacks: expected })
    else t.match(found, { addressSource: 'residence', address: { name: 'STADIG KUBBESTOL', ...expected } })
    t.end()
  })
}

test('printAddress() prefers postal, then postal abroad, then stay, then residence', t => {
  const abroad = open({ kind: 'abroad', building: [], street: 'x', place: { countryCode: 'SE' } })
  const all = { postal: open(box), postalAbroad: abroad, stay: open(home), residence: open(home) }
  const unposted = without(all, 'postal')
  t.strictSame([all, unposted, without(unposted, 'postalAbroad'), { residence: open(home) }, {}].map(addresses => printAddress(person(addresses)).addressSource),
    ['postal', 'postal-abroad', 'stay', 'residence', 'none'])
  t.end()
})

test('printAddress() passes over an address that cannot be printed', t => {
  const incomplete = open({ kind: 'lines', lines: ['Somewhere'], place: {} })
  t.equal(printAddress(person({ postal: incomplete, residence: open(home) })).addressSource, 'residence')
  t.end()
})

test('printAddress() gives the strictly confidential their postal address or none', t => {
  const hidden = person({ protection: 'strictly-confidential', residence: open(home), stay: open(home) })
  t.strictSame(printAddress(hidden), { addressSource: 'none', addressLacks: ['protected'] })
  t.equal(printAddress({ ...hidden, postal: { address: box, protection: 'none' } }).addressSource, 'postal')
  t.end()
})

test('printAddress() takes an address that reveals an institution only when there is no other', t => {
  const client = { address: box, protection: 'client' as const }
  t.equal(printAddress(person({ protection: 'client', stay: client, residence: open(home) })).addressSource, 'residence')
  t.equal(printAddress(person({ protection: 'client', residence: client })).addressSource, 'residence')
  t.end()
})

test('printAddress() needs a name', t => {
  for (const name of ['', 'x'.repeat(131)]) {
    t.strictSame(printAddress(person({ name, residence: open(home) })), { addressSource: 'none', addressLacks: ['name'] })
  }
  t.end()
})

const nowhere: [string, Partial<RegisterPerson>, AddressLack[]][] = [
  ['nothing at all', {}, ['no-address']],
  ['an unknown residence', { absences: ['unknown-residence'] }, ['unknown-residence']],
  ['a stay elsewhere and an unknown residence', { absences: ['stays-elsewhere', 'unknown-residence'] }, ['stays-elsewhere', 'unknown-residence']],
  ['neither name nor address', { name: '' }, ['name', 'no-address']],
  ['strict protection, whatever the rest is', { protection: 'strictly-confidential', absences: ['unknown-residence'] }, ['protected']],
  ['an unknown residence and a postal address without city', {
    postal: open({ kind: 'box', box: '1', place: { postalCode: '0101' } }), absences: ['unknown-residence']
  }, ['city']],
  ['strict protection and half a postal address', {
    protection: 'strictly-confidential', postal: open({ kind: 'box', box: '1', place: { city: 'OSLO' } }), residence: open(home)
  }, ['postal-code']]
]
for (const [name, changes, addressLacks] of nowhere) {
  test(`printAddress() tells what lacks of ${name}`, t => {
    t.strictSame(printAddress(person(changes)), { addressSource: 'none', addressLacks })
    t.end()
  })
}
