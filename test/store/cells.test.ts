import { test } from 'tap'
import { bytes, integer, maybeMoment, maybeText, moment, openJson, sealJson, text } from '../../src/store/cells.ts'
import { aCipher } from '../support/database.ts'

test('sealJson() then openJson() keeps dates at any depth, and everything JSON knows', async t => {
  const { system } = aCipher()
  const value = { at: new Date('2026-03-01T10:00:00.123Z'), list: [new Date(0), null, 'å', 1.5, true], inner: { none: null, empty: {} } }
  t.strictSame(openJson<unknown>(system, sealJson(system, value, 'here'), 'here'), value)
})

test('openJson() takes only what sealJson() marked for a date', async t => {
  const { system } = aCipher()
  const value = { at: { $date: 7 }, text: '{"$date":"2026-03-01"}', beside: [new Date(5)] }
  t.strictSame(openJson<unknown>(system, sealJson(system, value, 'here'), 'here'), value)
})

test('openJson() refuses what was sealed for another place', async t => {
  const { system } = aCipher()
  t.throws(() => openJson<unknown>(system, sealJson(system, {}, 'here'), 'there'), { code: 'ERR_STORE_KEY' })
})

test('integer() reads 64-bit columns, which arrive as text', async t => {
  t.strictSame([integer('5000000000'), integer(7)], [5_000_000_000, 7])
})

test('maybeText() and maybeMoment() let null through', async t => {
  t.strictSame([maybeText(null), maybeText('a'), maybeMoment(null), maybeMoment(new Date(0))], [null, 'a', null, new Date(0)])
})

const wrong: [string, () => unknown][] = [
  ['bytes() of a text', () => bytes('a')],
  ['text() of a number', () => text(1)],
  ['integer() of null', () => integer(null)],
  ['integer() of a fraction', () => integer('1.5')],
  ['integer() past what a number holds', () => integer('9007199254740993')],
  ['moment() of a text', () => moment('2026-03-01')]
]

for (const [name, read] of wrong) {
  test(`${name} is a mistake, not a value`, async t => {
    t.throws(read, TypeError)
  })
}
