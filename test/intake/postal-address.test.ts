import { test } from 'tap'
import { checkAddress, toPostalAddress } from '../../src/intake/postal-address.ts'

const norwegian = { name: 'Kari Prøve', lines: ['c/o Prøve', 'Lia 3'], postalCode: '0150', city: 'Oslo' }
const foreign = { name: 'Kari Prøve', lines: ['Storgatan 1', '111 20 Stockholm'], countryCode: 'SE' }
const codes = (address: Parameters<typeof toPostalAddress>[0]): string[] =>
  checkAddress({ postalCode: undefined, city: undefined, countryCode: undefined, ...address }, '/a').map(({ code, field }) => `${code} ${field ?? ''}`)

test('checkAddress() takes what print takes: Norwegian or foreign', async t => {
  for (const address of [norwegian, { ...norwegian, countryCode: 'NO' }, { ...norwegian, countryCode: 'no' }, foreign, { ...foreign, countryCode: 'us' }, { ...foreign, countryCode: 'SJ' }]) {
    t.same(codes(address), [])
  }
})

test('checkAddress() tells everything that is wrong, each at its place', async t => {
  t.same(codes({ name: 'a\nb', lines: ['', 'x'.repeat(101)] }), ['ERR_INTAKE_ADDRESS /a/name', 'ERR_INTAKE_ADDRESS /a/lines/0', 'ERR_INTAKE_ADDRESS /a/lines/1', 'ERR_INTAKE_ADDRESS /a/postalCode', 'ERR_INTAKE_ADDRESS /a/city'])
  t.same(codes({ ...norwegian, countryCode: 'SE' }), ['ERR_INTAKE_ADDRESS /a/postalCode', 'ERR_INTAKE_ADDRESS /a/city'])
  for (const countryCode of ['ZZ', 'QQ', 'S', 'SWE', '12', '']) t.same(codes({ ...foreign, countryCode }), ['ERR_INTAKE_ADDRESS /a/countryCode'], countryCode)
})

test('checkAddress() keeps identity numbers off the envelope', async t => {
  t.same(codes({ ...norwegian, name: 'Kari 20914695016' }), ['ERR_INTAKE_PERSONAL_DATA /a/name'])
})

test('toPostalAddress() trims, and writes countries as we keep them', async t => {
  t.same(toPostalAddress({ ...norwegian, name: ' Kari Prøve ', city: 'Oslo ', countryCode: 'no' }), norwegian)
  t.same(toPostalAddress({ ...foreign, countryCode: 'se' }), foreign)
})
