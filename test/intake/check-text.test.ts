import { test } from 'tap'
import { checkText, type TextRule } from '../../src/intake/check-text.ts'

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
  for (const text of ['a\nb', 'a\tb', 'a\0b', 'a\u0085b', 'a\u2028b', '\u007f']) t.equal(verdict(text), why('the text holds control characters'), encodeURIComponent(text))
  t.equal(verdict(' \u00a0'), why('the text is blank'))
})

test('checkText() lets a notice have lines, and nothing else', async t => {
  t.equal(verdict('a\r\nb', { maxLength: 10, multiline: true }), 'ok')
  for (const text of ['a\tb', 'a\0b', 'a\u2029b']) t.match(verdict(text, { maxLength: 10, multiline: true }), /control characters/)
})

test('checkText() refuses an identity number, and does not repeat it', async t => {
  t.equal(verdict('sak 20914695016', { maxLength: 100 }), 'ERR_INTAKE_PERSONAL_DATA /title Cannot accept the letter: an identity number stands in a text that others can see')
})

test('checkText() gives the code that the rule names', async t => {
  t.match(checkText('', '/x', { maxLength: 1, code: 'ERR_INTAKE_ADDRESS' }), [{ code: 'ERR_INTAKE_ADDRESS', field: '/x' }])
})
