import fc from 'fast-check'
import { test } from 'tap'
import { maskIdentityNumber } from '../../src/privacy/mask-identity-number.ts'

test('maskIdentityNumber() keeps the birth part and hides the rest', async t => {
  t.equal(maskIdentityNumber('20914612345'), '209146*****')
})

test('maskIdentityNumber() hides whole whatever is not eleven digits', async t => {
  for (const value of ['', '2091461234', '209146123456', '2091461234x', 'Kari Nordmann']) t.equal(maskIdentityNumber(value), '***********')
})

test('maskIdentityNumber() never lets more than six digits out', async t => {
  const property = fc.property(fc.string(), value => (maskIdentityNumber(value).match(/\d/g) ?? []).length <= 6)
  t.doesNotThrow(() => { fc.assert(property) })
})
