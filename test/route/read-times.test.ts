import { test } from 'tap'
import { readTimes } from '../../src/route/read-times.ts'
import { noTimes } from '../../src/route/times.ts'
import '../../src/config.ts' // which has typebox tell all mistakes

const now = new Date('2026-02-02T12:00:00Z')
const read = (times: unknown): unknown => readTimes(JSON.stringify(times), now)

test('readTimes() reads quiet hours and windows', async t => {
  const quietHours = [{ id: 'night', sender: '313000001', class: 'information', days: ['working'], from: '21:00', to: '07:30', paper: true }]
  const window = { id: 'tax', sender: '313000001', letters: 100_000 }
  const windows = [{ ...window, from: '2026-03-20T06:00:00+01:00', to: '2026-03-22T06:00:00+01:00' }]
  t.strictSame(read({ quietHours, windows }), {
    quietHours, windows: [{ ...window, from: new Date('2026-03-20T05:00:00Z'), to: new Date('2026-03-22T05:00:00Z') }]
  })
  t.strictSame(read({}), noTimes)
})

test('readTimes() names every mistake of shape at once, and no value', async t => {
  const times = {
    quietHours: [{ id: 'X', from: '24:00', to: '25:00' }, { id: 'a', from: '22:00', to: '07:00', days: ['lørdag'], paper: false }],
    windows: [{ id: 'w', from: '2026-03-20', to: '2026-03-22T06:00:00', letters: 0 }], secret: 'hemmelig'
  }
  for (const place of ['/quietHours/0/id', '/quietHours/0/from', '/quietHours/0/to', '/quietHours/1/days/0', '/quietHours/1/paper', '/windows/0/from',
    '/windows/0/letters', '/windows/0', 'the file']) {
    t.throws(() => read(times), { code: 'ERR_CONFIG_INVALID', message: new RegExp(`(: |; )${place} `) })
  }
  t.throws(() => read(times), { message: /^(?!.*(lørdag|hemmelig))/ })
  t.throws(() => readTimes('{', now), { code: 'ERR_CONFIG_INVALID', message: 'Cannot use the times: it is not JSON' })
})

test('readTimes() refuses rows that contradict themselves or each other', async t => {
  const hours = { from: '22:00', to: '07:00' }
  t.throws(() => read({ quietHours: [{ id: 'a', ...hours }, { id: 'a', ...hours }, { id: 'b', from: '07:00', to: '07:00' }] }),
    { message: /quietHours\/1\/id stands on an earlier row too; \/quietHours\/2\/to is the same as from/ })
  const window = { id: 'w', sender: '313000001', letters: 1 }
  t.throws(() => read({ windows: [{ ...window, from: '2026-03-20T06:00:00Z', to: '2026-03-20T06:00:00Z' }] }), { message: /windows\/0\/to is not after from/ })
})

test('readTimes() refuses hours that leave somebody no time at all', async t => {
  const rows = [{ id: 'night', from: '12:00', to: '07:00' }, { id: 'day', sender: '313000001', class: 'information', from: '07:00', to: '12:00' }]
  t.throws(() => read({ quietHours: rows }), { message: 'Cannot use the times: /quietHours together leave no time for a hand-over' })
  t.doesNotThrow(() => read({ quietHours: [rows[0], { ...rows[1], to: '11:59' }] }))
  t.doesNotThrow(() => read({ quietHours: [{ ...rows[0], sender: '313000028' }, rows[1]] }))
})
