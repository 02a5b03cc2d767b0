import { test } from 'tap'
import { idempotencyKeyOf } from '../../src/http/idempotency-key.ts'

const keyOf = (header: string | string[] | undefined): string => idempotencyKeyOf(header === undefined ? {} : { 'idempotency-key': header })

test('idempotencyKeyOf() reads a bare value and a quoted one as the same key', async t => {
  t.equal(keyOf('8e03978e-40d5-43dd-bc93-6894a57f9324'), '8e03978e-40d5-43dd-bc93-6894a57f9324')
  t.equal(keyOf('"8e03978e-40d5-43dd-bc93-6894a57f9324"'), '8e03978e-40d5-43dd-bc93-6894a57f9324')
  t.equal(keyOf('"a\\"b\\\\c"'), 'a"b\\c')
  t.equal(keyOf('x'.repeat(200)).length, 200)
})

test('idempotencyKeyOf() tells a missing key from an unusable one', async t => {
  for (const header of [undefined, '']) t.throws(() => keyOf(header), { code: 'ERR_INTAKE_KEY_MISSING', message: 'Cannot accept the letter: the header Idempotency-Key is missing' })
  for (const header of ['""', '"a', 'a"', 'a b', '"a b"', 'a, b', 'æ', '"a\\b"', '"a"; p=1', 'x'.repeat(201), `"${'x'.repeat(201)}"`, '\u0000', ['a', 'b']]) {
    t.throws(() => keyOf(header), { code: 'ERR_INTAKE_KEY_INVALID', message: /is not 1 to 200 visible ASCII characters$/ }, encodeURIComponent(String(header)))
  }
})

test('idempotencyKeyOf() refuses a key with an identity number in it', async t => {
  for (const header of ['20914695016', 'sak-20914695016-1', '"209146-95016"']) {
    t.throws(() => keyOf(header), { code: 'ERR_INTAKE_KEY_INVALID', message: 'Cannot accept the letter: the header Idempotency-Key holds an identity number' })
  }
})
