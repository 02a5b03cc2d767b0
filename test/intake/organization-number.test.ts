import { test } from 'tap'
import { isOrganizationNumber } from '../../src/intake/organization-number.ts'

test('isOrganizationNumber() takes the verified numbers, synthetic first digits too', async t => {
  const valid = ['984661185', '922020175', '996460320', '974761076', '991825827', '889640782', '810969342', '910076787', '958935420', '313000001']
  for (const number of valid) t.ok(isOrganizationNumber(number), number)
})

test('isOrganizationNumber() refuses wrong control digits, lengths and signs', async t => {
  for (const number of ['984661186', '999888999', '98466118', '9846611850', '98466118x', '', '984 661 185', '９８４６６１１８５']) t.notOk(isOrganizationNumber(number), number)
})

test('isOrganizationNumber() refuses a number whose control digit would be 10', async t => {
  // Weights 3 2 7 6 5 4 3 2 give 1 for 00000006 × 2 = 12: 11 - 1 = 10.
  for (let digit = 0; digit < 10; digit++) t.notOk(isOrganizationNumber(`00000006${digit}`))
})
