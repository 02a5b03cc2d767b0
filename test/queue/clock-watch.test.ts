import { test } from 'tap'
import { createClockWatch, stopBeyondMs, type ClockPorts, type ClockWatch } from '../../src/queue/clock-watch.ts'

/** A process under test, and the hands on its clock. */
interface Machine {
  watch: ClockWatch
  pass: (ms: number) => void
  set: (aheadMs: number) => void
  told: unknown[]
  asked: () => number
}

/** A machine whose clock may be set, beside a database whose clock is right. */
function aMachine (changes: Partial<ClockPorts> = {}): Machine {
  const startMs = Date.parse('2026-03-01T10:00:00Z')
  const told: unknown[] = []
  let [steady, ahead, asked] = [0, 0, 0]
  const watch = createClockWatch({
    databaseNow: async () => { asked += 1; return new Date(startMs + steady) },
    now: () => new Date(startMs + steady + ahead),
    steadyMs: () => steady,
    onOff: offsetMs => { told.push(offsetMs) },
    onRight: () => { told.push('right') },
    ...changes
  })
  return { watch, pass: ms => { steady += ms }, set: ms => { ahead = ms }, told, asked: () => asked }
}

const hourMs = 3_600_000

for (const [name, aheadMs] of [['forward', hourMs], ['back', -hourMs]] as const) {
  test(`isRight() sees at once that the clock was put an hour ${name}, and that it is right again`, async t => {
    const { watch, set, told } = aMachine()
    t.equal(await watch.isRight(), true)
    set(aheadMs)
    t.equal(await watch.isRight(), false)
    t.equal(await watch.isRight(), false)
    set(0)
    t.equal(await watch.isRight(), true)
    t.strictSame(told, [aheadMs, 'right'])
  })
}

test('isRight() bears a clock seven seconds off, and tells of five seconds', async t => {
  const { watch, set, pass, told } = aMachine()
  for (const [aheadMs, right] of [[5_000, true], [5_001, true], [7_000, true], [-7_000, true], [7_001, false], [-7_001, false]] as const) {
    set(aheadMs)
    pass(1_000)
    t.equal(await watch.isRight(), right, String(aheadMs))
  }
  t.strictSame(told, [5_001])
})

test('isRight() lets nobody begin whose grants Maskinporten would refuse for their time', t => {
  const unseenJumpMs = 1_000
  const untoldFractionMs = 1_000
  t.ok(stopBeyondMs + unseenJumpMs + untoldFractionMs < 10_000)
  t.end()
})

test('isRight() asks the database once a second, and once for all who ask together', async t => {
  const { watch, pass, asked } = aMachine()
  await Promise.all([watch.isRight(), watch.isRight(), watch.offsetMs()])
  pass(999)
  await watch.isRight()
  t.equal(asked(), 1)
  pass(1)
  await watch.isRight()
  t.equal(asked(), 2)
})

test('offsetMs() takes a slow answer for no fault of the clock', async t => {
  const { watch, pass } = aMachine({ databaseNow: async () => { pass(90_000); return new Date('2026-03-01T10:00:45Z') } })
  t.equal(await watch.offsetMs(), 0)
})

for (const reading of [2, 3, 4]) {
  test(`offsetMs() takes a process that stood still before its reading ${reading} of the clocks for no fault of theirs`, async t => {
    let [ms, readings] = [Date.parse('2026-03-01T10:00:00Z'), 0]
    const read = (): number => {
      readings += 1
      if (readings === reading) ms += 20_000
      return ms
    }
    const { watch } = aMachine({ now: () => new Date(read()), steadyMs: read, databaseNow: async () => new Date(ms) })
    t.equal(await watch.offsetMs(), 0)
  })
}

test('isRight() rejects while the database is away, and asks again', async t => {
  let isAway = true
  const { watch } = aMachine({ databaseNow: async () => { if (isAway) throw new Error('away'); return new Date('2026-03-01T10:00:00Z') } })
  await t.rejects(watch.isRight(), { message: 'away' })
  isAway = false
  t.equal(await watch.isRight(), true)
})
