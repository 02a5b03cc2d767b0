import { join } from 'node:path'
import { test } from 'tap'
import { readSettings } from '../../src/config.ts'
import { openTimes } from '../../src/main/open-times.ts'
import { noTimes } from '../../src/route/times.ts'

const now = new Date('2026-02-02T12:00:00Z')

test('openTimes() knows none where no file is set', async t => {
  t.equal(await openTimes(readSettings({}), now), noTimes)
})

test('openTimes() reads the file that is set', async t => {
  const quietHours = [{ id: 'night', from: '22:00', to: '07:00' }]
  const file = join(t.testdir({ 'times.json': JSON.stringify({ quietHours }) }), 'times.json')
  t.strictSame(await openTimes(readSettings({ POSTBUD_TIMES_FILE: file }), now), { quietHours, windows: [] })
})

test('openTimes() refuses a file that is not there', async t => {
  await t.rejects(openTimes(readSettings({ POSTBUD_TIMES_FILE: join(t.testdir({}), 'none.json') }), now),
    { code: 'ERR_CONFIG_INVALID', message: /POSTBUD_TIMES_FILE names no readable file/ })
})
