import { decodeProtectedHeader } from 'jose'
import { test } from 'tap'
import { verifyJws } from '../../../src/crypto/jws.ts'
import { signReceipt } from '../../../src/sandbox/receivers/sign-receipt.ts'
import { testParty } from '../../support/test-certificates.ts'

for (const algorithm of ['RS256', 'RS512'] as const) {
  test(`signReceipt() signs with ${algorithm}, and our own reader verifies it`, async t => {
    const { key, chain } = await testParty('digipost')
    const jws = await signReceipt('{"a":"ø"}', { key, chain }, algorithm)
    t.equal((await verifyJws(jws)).payload, '{"a":"ø"}')
    t.equal(decodeProtectedHeader(jws).alg, algorithm)
  })
}

test('signReceipt() carries the signing certificate alone, in standard Base64', async t => {
  const { key, chain, certificate } = await testParty('eboks')
  const { x5c } = decodeProtectedHeader(await signReceipt('{}', { key, chain }, 'RS256'))
  t.same(x5c, [certificate.raw.toString('base64')])
})
