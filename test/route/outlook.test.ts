import { test } from 'tap'
import { currentWindows, lookAhead, type Pace } from '../../src/route/outlook.ts'
import type { VolumeWindow } from '../../src/route/times.ts'

const now = new Date('2026-03-20T06:00:00Z')
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)

const tax: VolumeWindow = { id: 'tax', sender: '313000001', class: 'information', from: later(-60), to: later(60), letters: 1000 }
const idle: Pace = { waiting: [], pauses: [], perMinute: { eboks: 0, digipost: 0, print: 0 }, accepted: new Map() }
const busy: Pace = {
  waiting: [
    { sender: '313000001', class: 'information', channel: 'digipost', count: 300 }, { sender: '313000001', class: 'information', channel: null, count: 100 },
    { sender: '313000028', class: 'decision', channel: 'eboks', count: 20 }
  ],
  pauses: [],
  perMinute: { eboks: 2, digipost: 6, print: 0 },
  accepted: new Map([['tax', 1000]])
}

test('lookAhead() divides what waits by the pace of its channel', async t => {
  t.strictSame(lookAhead([], busy, now).lanes, [
    { channel: null, waiting: 420, soon: 0, perMinute: 8, finishesAt: later(52.5) },
    { channel: 'eboks', waiting: 20, soon: 0, perMinute: 2, finishesAt: later(10) },
    { channel: 'digipost', waiting: 300, soon: 0, perMinute: 6, finishesAt: later(50) },
    { channel: 'print', waiting: 0, soon: 0, perMinute: 0, finishesAt: now }
  ])
})

test('lookAhead() counts from when letters may leave that wait for their own time or the end of quiet hours', async t => {
  const night: Pace = { ...busy, waiting: [{ sender: '313000001', class: 'information', channel: 'digipost', count: 300, from: later(540) }] }
  const { lanes, windows } = lookAhead([tax], night, now)
  const [all, eboks, digipost] = lanes
  t.match([all, eboks, digipost], [{ waiting: 0, soon: 300, finishesAt: later(577.5) }, { soon: 0 }, { soon: 300, finishesAt: later(590) }])
  t.match(windows, [{ waiting: 300, finishesAt: later(577.5) }])
  const tomorrow = { sender: '313000001', class: 'information', channel: 'digipost', count: 1, from: later(24 * 60 + 1) } as const
  const far: Pace = { ...busy, waiting: [...night.waiting, tomorrow] }
  t.strictSame(lookAhead([tax], far, now), lookAhead([tax], night, now), 'what may leave later than in a day is not ahead')
})

test('lookAhead() knows no end where nothing leaves', async t => {
  const { lanes, windows } = lookAhead([tax], { ...busy, perMinute: idle.perMinute }, now)
  t.strictSame(lanes.map(({ finishesAt }) => finishesAt), [null, null, null, now])
  t.match(windows, [{ waiting: 400, finishesAt: null }])
})

test('lookAhead() gives a run its share of the pace, as one of those who wait', async t => {
  t.match(lookAhead([tax], busy, now).windows, [{ expected: 1000, accepted: 1000, waiting: 400, finishesAt: later(100) }])
})

test('lookAhead() counts on the letters still to come, and not before the window ends', async t => {
  const half = { ...busy, accepted: new Map([['tax', 600]]) }
  t.match(lookAhead([tax], half, now).windows, [{ finishesAt: later(200) }])
  const quick = { ...half, waiting: [], perMinute: { ...busy.perMinute, digipost: 1000 } }
  t.match(lookAhead([tax], quick, now).windows, [{ waiting: 0, finishesAt: tax.to }])
  const over = lookAhead([{ ...tax, to: later(-1) }], { ...quick, waiting: [] }, now)
  t.match(over.windows, [{ finishesAt: now }], 'what did not come by then is not waited for')
})

test('lookAhead() begins a run ahead when it begins, and takes no class for every class', async t => {
  const ahead: VolumeWindow = { id: 'ahead', sender: '313000001', from: later(600), to: later(660), letters: 1000 }
  t.match(lookAhead([ahead], { ...busy, waiting: [], accepted: new Map() }, now).windows, [{ class: null, accepted: 0, finishesAt: later(725) }])
})

test('lookAhead() knows no end where somebody must resume first, and counts from the end of a pause that has one', async t => {
  const stopped = (scope: Partial<Pace['pauses'][number]>): Pace => ({ ...busy, pauses: [{ channel: null, sender: null, class: null, until: null, ...scope }] })
  const ends = (pace: Pace): (Date | null)[] => lookAhead([tax], pace, now).lanes.map(({ finishesAt }) => finishesAt)
  t.strictSame(ends(stopped({})), [null, null, null, now])
  t.strictSame(ends(stopped({ channel: 'eboks' })), [null, null, later(50), now])
  t.strictSame(ends(stopped({ channel: 'eboks', until: later(30) })), [later(52.5), later(40), later(50), now], 'the others go meanwhile')
  t.strictSame(ends(stopped({ channel: 'eboks', until: later(60) })), [later(62.5), later(70), later(50), now])
  t.strictSame(ends(stopped({ sender: '313000002' })), [later(52.5), later(10), later(50), now])
  t.match(lookAhead([tax], stopped({ class: 'information' }), now).windows, [{ finishesAt: null }])
  t.match(lookAhead([tax], stopped({ class: 'information', until: later(5) }), now).windows, [{ finishesAt: later(105) }])
  t.match(lookAhead([tax], stopped({ class: 'decision' }), now).windows, [{ finishesAt: later(100) }])
})

test('lookAhead() knows of a pause that stops a run of which nothing has come yet', async t => {
  const ahead: VolumeWindow = { id: 'ahead', sender: '313000001', from: later(600), to: later(660), letters: 1000 }
  const finishesAt = (scope: Partial<Pace['pauses'][number]>): Date | null | undefined => {
    const pauses = [{ channel: null, sender: null, class: null, until: null, ...scope }]
    return lookAhead([ahead], { ...busy, waiting: [], accepted: new Map(), pauses }, now).windows[0]?.finishesAt
  }
  t.equal(finishesAt({ sender: '313000001' }), null)
  t.same(finishesAt({ sender: '313000001', until: later(1000) }), later(1125))
  t.same(finishesAt({ class: 'decision' }), later(725), 'not of all that will come')
  t.same(finishesAt({ sender: '313000028' }), later(725))
})

test('currentWindows() leaves out what is over for more than a day', async t => {
  const over = (hours: number): VolumeWindow => ({ ...tax, id: `over-${hours}`, to: later(-60 * hours) })
  t.strictSame(currentWindows([tax, over(23), over(24)], now).map(({ id }) => id), ['tax', 'over-23'])
})
