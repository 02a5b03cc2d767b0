// The parts of `npm run faults` that decide what is struck, where and how often.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import type { FaultPoints } from '../../src/journey/fault-points.ts'
import { seeded } from '../support/seeded.ts'
import { arm, armedPoints } from './rig/armed-points.ts'
import { drawPlan } from './rig/nemesis.ts'
import { journalPath, readPlaces } from './rig/place-journal.ts'
import { chosenRows } from './rig/run-rows.ts'

function aFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

/** Two processes of a rig, as far as fault points go. */
function twoProcesses (t: Test): { armed: string, folder: string, points: FaultPoints[] } {
  const folder = aFolder(t)
  const armed = join(folder, 'armed')
  return { folder, armed, points: [1, 2].map(pid => armedPoints(armed, journalPath(folder, 'work', pid))) }
}

test('armedPoints() strikes once, in one process, at the place that was armed', async t => {
  const { armed, points: [first, second] } = twoProcesses(t)
  arm(armed, { point: 'seal.begun', action: 'throw' })
  await first?.reach('seal.stored', 'a')
  await t.rejects(second?.reach('seal.begun', 'a') ?? Promise.resolve(), { message: /seal\.begun/ })
  await first?.reach('seal.begun', 'a')
})

test('armedPoints() strikes one letter every time, until it is disarmed', async t => {
  const { armed, points: [first, second] } = twoProcesses(t)
  const disarm = arm(armed, { point: 'seal.begun', action: 'throw', letterId: 'poison', isLasting: true })
  await first?.reach('seal.begun', 'a')
  await t.rejects(first?.reach('seal.begun', 'poison') ?? Promise.resolve())
  await t.rejects(second?.reach('seal.begun', 'poison') ?? Promise.resolve())
  disarm()
  await first?.reach('seal.begun', 'poison')
})

test('readPlaces() gives what every process came by', async t => {
  const { folder, points: [first, second] } = twoProcesses(t)
  await first?.reach('step.claimed', 'a')
  await second?.reach('lookup.answered')
  t.match(readPlaces(folder).sort((a, b) => a.pid - b.pid), [{ pid: 1, point: 'step.claimed', letterId: 'a' }, { pid: 2, point: 'lookup.answered' }])
})

test('drawPlan() is the same for the same seed, has what was asked for, and leaves the end in peace', async t => {
  const plan = drawPlan({ kills: 100, databaseStops: 10 }, seeded(5))
  t.strictSame(plan, drawPlan({ kills: 100, databaseStops: 10 }, seeded(5)))
  t.notSame(plan, drawPlan({ kills: 100, databaseStops: 10 }, seeded(6)))
  const count = (kind: string): number => plan.filter(blow => blow.kind === kind).length
  t.strictSame([count('kill'), count('database-stop')], [100, 10])
  t.ok(plan.every(({ at }, place) => at > 0 && at < 0.9 && at >= (plan[place - 1]?.at ?? 0)))
})

test('chosenRows() reads lists and ranges, and names what is no row', async t => {
  t.strictSame(chosenRows('17-19,4').map(({ row }) => row), [4, 17, 18, 19])
  t.ok(chosenRows('all').length > 30)
  t.throws(() => chosenRows('1,54'), { message: /row 54/ })
  t.throws(() => chosenRows('one'), { message: /"one"/ })
})
