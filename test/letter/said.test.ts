import fc from 'fast-check'
import { test } from 'tap'
import { isSaid, reasonCodesIn, saidOf } from '../../src/letter/said.ts'

test('saidOf() joins codes and fields, ten at most, and is nothing where there are none', async t => {
  t.strictSame(saidOf(['SBD:5023', '/utskrift/mottaker/adresselinje1']), { said: 'SBD:5023 /utskrift/mottaker/adresselinje1' })
  t.equal(saidOf(Array.from({ length: 30 }, () => 'SBD:5023')).said?.split(' ').length, 10)
  t.strictSame(saidOf([]), {})
})

test('saidOf() lets nothing else through, whoever says it', async t => {
  const others = ['20914695016', 'FNR:20914695016', '209146 95016', 'SBD:20914', 'Ola Nordmann', '/a/b20914695016', '/20914/695016', '/navn', 'SBD:5023 20914695016', '', 'x']
  t.strictSame(saidOf(others), {})
})

test('reasonCodesIn() takes codes of the mailboxes, and no part of a number', async t => {
  t.strictSame(reasonCodesIn('Reason code: SBD:4069. Bad format in document package'), ['SBD:4069'])
  t.strictSame(reasonCodesIn('SBD:5023, SBD:5023 and SBD:4069'), ['SBD:5023', 'SBD:4069'])
  for (const text of ['SBD:20914695016', 'SBD:2091 4695016', 'FNR:2091', 'XSBD:2091', '20914695016', 'SBD:209']) t.strictSame(reasonCodesIn(text), [], text)
})

test('what is said never has five digits in a row', async t => {
  const part = fc.oneof(fc.constantFrom('SBD:', 'SBD:5023', ' ', '/', 'navn', '20914695016', ':'), fc.string({ maxLength: 3 }), fc.integer({ min: 0 }).map(String))
  fc.assert(fc.property(fc.array(part, { maxLength: 8 }).map(parts => parts.join('')), text => {
    const { said = '' } = saidOf([text, ...reasonCodesIn(text)])
    return !/\d{5}/.test(said) && (said === '' || isSaid(said))
  }), { numRuns: 5000 })
  t.pass()
})

test('isSaid() knows what saidOf() gives, and nothing else', async t => {
  t.ok(isSaid('SBD:5023 /utskrift/mottaker'))
  for (const other of [undefined, 7, '', 'SBD:5023 Ola', 'SBD:5023  SBD:5023']) t.notOk(isSaid(other))
})
