import fc from 'fast-check'
import { test } from 'tap'
import { checkText, type TextRule } from '../../src/intake/check-text.ts'
import { writeCanonicalXml } from '../../src/xml/canonical-writer.ts'

const verdict = (text: string, rule: TextRule = { maxLength: 10 }): string => {
  const [problem] = checkText(text, '/title', rule)
  return problem === undefined ? 'ok' : `${problem.code} ${problem.field ?? ''} ${problem.message}`
}

test('checkText() takes ordinary texts, and counts code points', async t => {
  for (const text of ['a', 'æøå', '1234567890', '😀'.repeat(10)]) t.equal(verdict(text), 'ok')
})

test('checkText() refuses what cannot be shown', async t => {
  const why = (sentence: string): string => `ERR_INTAKE_FIELD_INVALID /title Cannot accept the letter: ${sentence}`
  t.equal(verdict('12345678901'), why('the text is longer than 10 characters'))
  t.equal(verdict('😀'.repeat(11)), why('the text is longer than 10 characters'))
  t.equal(verdict('x'.repeat(1_000_000)), why('the text is longer than 10 characters'))
  t.equal(verdict('\ud83d'), why('the text holds half a character (an unpaired surrogate)'))
  for (const text of ['a\nb', 'a\tb', 'a\0b', 'a\u0085b', 'a\u2028b', '\u007f', 'a\ufffe', '\uffff']) t.equal(verdict(text), why('the text holds control characters'), encodeURIComponent(text))
  t.equal(verdict(' \u00a0'), why('the text is blank'))
})

test('checkText() lets a notice have lines, and nothing else', async t => {
  t.equal(verdict('a\r\nb', { maxLength: 10, multiline: true }), 'ok')
  for (const text of ['a\tb', 'a\0b', 'a\u2029b', 'a\ufffeb', 'a\uffffb']) t.match(verdict(text, { maxLength: 10, multiline: true }), /control characters/)
})

test('checkText() refuses an identity number, and does not repeat it', async t => {
  t.equal(verdict('sak 20914695016', { maxLength: 100 }), 'ERR_INTAKE_PERSONAL_DATA /title Cannot accept the letter: an identity number stands in a text that others can see')
})

test('checkText() gives the code that the rule names', async t => {
  t.match(checkText('', '/x', { maxLength: 1, code: 'ERR_INTAKE_ADDRESS' }), [{ code: 'ERR_INTAKE_ADDRESS', field: '/x' }])
})

/** Any code unit, and the ones on both sides of a border often. */
const borders = [0, 9, 10, 13, 31, 32, 127, 133, 0x2028, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xfffd, 0xfffe, 0xffff]
const unit = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(...borders)).map(code => String.fromCharCode(code))

test('checkText() takes no text that cannot be written as XML', async t => {
  let taken = 0
  fc.assert(fc.property(fc.string({ unit, maxLength: 5 }), fc.boolean(), (text, multiline) => {
    if (checkText(text, '/title', { maxLength: 5, multiline }).length > 0) return
    taken += 1
    writeCanonicalXml({ name: 'a', attributes: { b: text }, children: [text] })
  }), { numRuns: 5000 })
  t.ok(taken > 500, `${taken} were taken`)
})
