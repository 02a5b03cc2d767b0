import { test } from 'tap'
import { quietUntil } from '../../src/route/quiet-hours.ts'
import { noTimes, quietHoursFor, type QuietHours } from '../../src/route/times.ts'

const night: QuietHours = { id: 'night', from: '22:00', to: '07:00' }

function until (rows: readonly QuietHours[], moment: string): string | undefined {
  return quietUntil(rows, new Date(moment))?.toISOString()
}

test('quietUntil() gives the end of a night, on both sides of midnight', async t => {
  t.equal(until([night], '2026-02-02T20:59:59.999Z'), undefined)
  t.equal(until([night], '2026-02-02T21:00:00Z'), '2026-02-03T06:00:00.000Z')
  t.equal(until([night], '2026-02-03T05:59:59.999Z'), '2026-02-03T06:00:00.000Z')
  t.equal(until([night], '2026-02-03T06:00:00Z'), undefined)
})

test('quietUntil() follows the clocks through the night they are put forward', async t => {
  t.equal(until([night], '2026-03-28T21:00:00Z'), '2026-03-29T05:00:00.000Z')
  // 02:30 does not come: the clocks jump past it at 01:00 Greenwich time.
  t.equal(until([{ ...night, to: '02:30' }], '2026-03-29T00:59:59Z'), '2026-03-29T01:00:00.000Z')
  t.equal(until([{ ...night, to: '02:30' }], '2026-03-29T01:00:00Z'), undefined)
  t.equal(until([{ ...night, from: '02:30', to: '05:00' }], '2026-03-29T01:00:00Z'), '2026-03-29T03:00:00.000Z')
})

test('quietUntil() is quiet in both of the hours that come twice', async t => {
  t.equal(until([night], '2026-10-24T20:00:00Z'), '2026-10-25T06:00:00.000Z')
  for (const moment of ['2026-10-25T00:15:00Z', '2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z']) {
    t.equal(until([{ ...night, to: '02:30' }], moment), '2026-10-25T01:30:00.000Z')
  }
  t.equal(until([{ ...night, from: '02:30', to: '05:00' }], '2026-10-25T00:15:00Z'), undefined)
  t.equal(until([{ ...night, from: '02:30', to: '05:00' }], '2026-10-25T01:15:00Z'), '2026-10-25T04:00:00.000Z')
})

test('quietUntil() joins hours that touch: Easter from Wednesday evening to Tuesday morning', async t => {
  const rows: QuietHours[] = [night, { id: 'free', days: ['weekend', 'holiday'], from: '00:00', to: '24:00' }]
  t.equal(until(rows, '2026-04-01T19:59:00Z'), undefined)
  t.equal(until(rows, '2026-04-01T20:00:00Z'), '2026-04-07T05:00:00.000Z')
})

test('quietUntil() goes by the day the hours begin on', async t => {
  const fridays: QuietHours[] = [{ ...night, days: ['working'] }]
  t.equal(until(fridays, '2026-02-07T05:00:00Z'), '2026-02-07T06:00:00.000Z', 'Saturday morning, begun on Friday')
  t.equal(until(fridays, '2026-02-07T22:00:00Z'), undefined, 'Saturday evening')
  t.equal(until([{ ...night, days: ['holiday'] }], '2026-05-17T21:00:00Z'), '2026-05-18T05:00:00.000Z', 'a holiday on a Sunday')
})

test('quietHoursFor() leaves paper alone unless told, and other senders and classes always', async t => {
  const rows: QuietHours[] = [{ ...night, id: 'a' }, { ...night, id: 'b', sender: '313000001' }, { ...night, id: 'c', class: 'information', paper: true }]
  const ids = (sender: string, letterClass: 'decision' | 'information', channel: 'eboks' | 'print'): string[] =>
    quietHoursFor({ ...noTimes, quietHours: rows }, { sender, class: letterClass }, channel).map(({ id }) => id)
  t.strictSame(ids('313000001', 'decision', 'eboks'), ['a', 'b'])
  t.strictSame(ids('313000028', 'information', 'eboks'), ['a', 'c'])
  t.strictSame(ids('313000001', 'information', 'print'), ['c'])
})
