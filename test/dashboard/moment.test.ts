import { test } from 'tap'
import { fromNorwegianTime, lengthOfTime, moment, shortMoment } from '../../src/dashboard/moment.ts'
import { openView } from '../../src/dashboard/view.ts'
import { now } from './fake-desk.ts'

const units = { seconds: 's', minutes: 'min', hours: 't', days: 'd' }
const view = openView({ params: {}, query: { lang: 'nb' } }, now)

test('lengthOfTime() tells the one or two largest units', async t => {
  const told = [-5, 0, 59, 60, 3599, 3600, 3_900, 86_400, 180_000].map(seconds => lengthOfTime(seconds * 1000, units))
  t.same(told, ['0 s', '0 s', '59 s', '1 min', '59 min', '1 t', '1 t 5 min', '1 d', '2 d 2 t'])
})

test('moment() tells Norwegian time and keeps the exact one in the markup', async t => {
  t.equal(moment(new Date('2026-07-01T22:30:00Z'), view).toString(), '<time datetime="2026-07-01T22:30:00.000Z">2. juli 2026, 00:30:00</time>')
})

test('fromNorwegianTime() adds the offset that clocks in Norway have, and leaves alone what none shows', async t => {
  const moments = {
    '2026-11-21T14:05': '2026-11-21T14:05:00+01:00', '2026-07-01T00:30:15': '2026-07-01T00:30:15+02:00', '2026-10-25T02:30': '2026-10-25T02:30:00+01:00',
    '2026-10-25T01:59': '2026-10-25T01:59:00+02:00', '2026-03-29T03:00': '2026-03-29T03:00:00+02:00'
  }
  for (const [local, moment] of Object.entries(moments)) t.equal(fromNorwegianTime(local), moment)
  for (const text of ['', 'soon', '2026-03-29T02:30', '2026-02-30T08:00', '2026-11-21T24:00', '2026-11-21', '2026-11-21T14:05Z']) t.equal(fromNorwegianTime(text), text)
})

test('shortMoment() tells the year only when it is another', async t => {
  t.notMatch(shortMoment(new Date('2026-01-02T10:00:00Z'), view).toString(), />[^<]*2026/)
  t.match(shortMoment(new Date('2025-01-02T10:00:00Z'), view).toString(), />[^<]*2025/)
})
