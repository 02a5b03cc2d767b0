import fc from 'fast-check'
import { test } from 'tap'
import { scrub } from '../../src/privacy/scrub.ts'

test('scrub() hides an identity number, also with the usual space', async t => {
  t.equal(scrub('letter to 20914612345, again 209146 12345.'), 'letter to ***********, again ***********.')
})

test('scrub() leaves ids, times and counts alone', async t => {
  const text = '{"time":1795000000000,"letterId":"019a0000-1234-7abc-8def-a12345678901","bytes":4500}'
  t.equal(scrub(text), text)
})

test('scrub() keeps a line of JSON readable', async t => {
  fc.assert(fc.property(fc.stringMatching(/^[1-9]\d{10}$/), fc.string(), (digits, text) => {
    const line = JSON.stringify({ count: Number(digits), text: `${text}":${digits},${digits}}`, last: digits })
    const read: unknown = JSON.parse(scrub(line))
    t.match(read, { count: null, last: '***********' })
    return !scrub(line).includes(digits)
  }))
})
