import fc from 'fast-check'
import { test } from 'tap'
import { jsonLetter } from '../support/letter-input.ts'
import { sending, testApp } from '../support/test-app.ts'

const secret = '31129956715'
const junk = fc.oneof(fc.constant(secret), fc.constant(`a ${secret} b`), fc.constant(Number(secret)), fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant(null))

const names = [...Object.keys(jsonLetter()), 'notification', 'availableFrom', 'invoiceReference', secret, 'constructor']

/** A right letter with junk in one or several places, or junk altogether. */
const letters = fc.oneof(
  fc.dictionary(fc.constantFrom(...names), junk, { minKeys: 1, maxKeys: 4 }).map(changes => ({ ...jsonLetter(), ...changes })),
  fc.record({ fileName: junk, mediaType: junk, content: junk, title: junk }, { requiredKeys: [] })
    .map(document => jsonLetter({ documents: [document] })),
  fc.record({ name: junk, lines: fc.array(junk), postalCode: junk, countryCode: junk }, { requiredKeys: [] })
    .map(address => jsonLetter({ recipient: { address } })),
  junk
)

test('POST /v1/letters never fails and never repeats what it was sent: 1000 bodies', async t => {
  const { app, lines } = await testApp(t)
  let count = 0
  await fc.assert(fc.asyncProperty(letters, async letter => {
    const answer = await app.inject({ method: 'POST', url: '/v1/letters', headers: { ...sending, 'idempotency-key': `k${++count}` }, payload: JSON.stringify(letter) })
    const isClean = answer.statusCode === 201 || !answer.body.includes(secret)
    return [201, 400, 422].includes(answer.statusCode) && isClean
  }), { numRuns: 1000 })
  t.notMatch(lines.join(''), new RegExp(secret))
  t.pass('1000 bodies')
})

test('POST /v1/letters never fails on bytes: 300 bodies', async t => {
  const { app } = await testApp(t)
  await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async bytes => {
    const answer = await app.inject({ method: 'POST', url: '/v1/letters', headers: sending, payload: Buffer.from(bytes) })
    return [400, 422].includes(answer.statusCode)
  }), { numRuns: 300 })
  t.pass('300 bodies')
})
