import { test } from 'tap'
import { isUuid } from '../../src/store/uuid.ts'

for (const text of ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000A']) {
  test(`isUuid() takes ${text}`, async t => {
    t.ok(isUuid(text))
  })
}

for (const text of ['', '-'.repeat(36), '01890000000070008000000000000001', 'x01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-00000000000g']) {
  test(`isUuid() does not take "${text}"`, async t => {
    t.notOk(isUuid(text))
  })
}
