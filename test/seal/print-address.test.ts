import { test } from 'tap'
import type { PostalAddress } from '../../src/letter/letter.ts'
import { printAddress } from '../../src/seal/print-address.ts'

const norwegian: PostalAddress = { name: 'Test Testesen', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' }
const foreign: PostalAddress = { name: 'Test Testesen', lines: ['Main Street 1'], countryCode: 'us' }

function because (why: string): { code: string, message: string } {
  return { code: 'ERR_SEAL_ADDRESS', message: `Cannot print the address: ${why}` }
}

test('printAddress() gives a Norwegian address its place and no country', t => {
  const fields = { name: 'Test Testesen', lines: ['Storgata 1'], place: { postalCode: '0155', city: 'OSLO' } }
  t.same(printAddress(norwegian), fields)
  t.same(printAddress({ ...norwegian, countryCode: 'NO' }), fields)
  t.end()
})

test('printAddress() repeats the place where there are no streets', t => {
  t.same(printAddress({ ...norwegian, lines: [] }).lines, ['OSLO'])
  t.same(printAddress({ ...norwegian, lines: ['', '  '] }).lines, ['OSLO'])
  t.same(printAddress({ ...foreign, lines: [] }).lines, ['US'])
  t.end()
})

test('printAddress() gives a foreign address its country, and its place as a line', t => {
  t.same(printAddress(foreign), { name: 'Test Testesen', lines: ['Main Street 1'], place: { countryCode: 'US' } })
  t.same(printAddress({ ...foreign, postalCode: '10001', city: 'New York' }).lines, ['Main Street 1', '10001 New York'])
  t.end()
})

test('printAddress() refuses what does not fit, and cuts nothing off', t => {
  const five = ['1', '2', '3', '4', '5']
  t.throws(() => printAddress({ ...norwegian, lines: five }), because('it has more than 4 lines'))
  t.throws(() => printAddress({ ...foreign, lines: five.slice(1), city: 'New York' }), because('it has more than 4 lines'))
  t.throws(() => printAddress({ ...norwegian, lines: ['x'.repeat(101)] }), because('a line is longer than 100 characters'))
  t.throws(() => printAddress({ ...norwegian, name: 'x'.repeat(131) }), because('the name is empty or longer than 130 characters'))
  t.throws(() => printAddress({ ...norwegian, name: '' }), because('the name is empty or longer than 130 characters'))
  t.end()
})

test('printAddress() refuses a place that the print service would', t => {
  t.throws(() => printAddress({ name: 'Test Testesen', lines: ['Storgata 1'], postalCode: '0155' }), because('a Norwegian address has a city'))
  t.throws(() => printAddress({ name: 'Test Testesen', lines: ['Storgata 1'] }), because('a Norwegian postal code has four digits'))
  t.throws(() => printAddress({ ...norwegian, postalCode: '12345' }), because('a Norwegian postal code has four digits'))
  t.throws(() => printAddress({ ...foreign, countryCode: 'USA' }), because('a country code has two letters'))
  t.end()
})
