import { test } from 'tap'
import { isSameOrganization } from '../../src/letter/organizations.ts'

test('isSameOrganization() knows e-Boks by both numbers, and nobody else by another', t => {
  t.ok(isSameOrganization('922020175', '996460320'))
  t.ok(isSameOrganization('996460320', '922020175'))
  t.ok(isSameOrganization('984661185', '984661185'))
  t.notOk(isSameOrganization('984661185', '922020175'))
  t.notOk(isSameOrganization('958935420', '922020175'), 'the Danish owner')
  t.end()
})
