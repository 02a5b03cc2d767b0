import { test } from 'tap'
import { createClock, type SandboxClock } from '../../src/sandbox/clock.ts'

const start = Date.parse('2026-03-01T10:00:00Z')

function aClock (): { clock: SandboxClock, errors: unknown[], after: (ms: number) => Date } {
  const errors: unknown[] = []
  const clock = createClock({ machineNow: () => new Date(start), onError: error => { errors.push(error) } })
  return { clock, errors, after: ms => new Date(start + ms) }
}

test('now() is the machine\'s time until the clock is moved', async t => {
  const { clock } = aClock()
  t.same(clock.now(), new Date(start))
  await clock.move(60_000)
  t.same(clock.now(), new Date(start + 60_000))
  t.equal(clock.offsetMs, 60_000)
})

test('move() runs what fell due, in its order, and leaves the rest', async t => {
  const { clock, after } = aClock()
  const done: string[] = []
  for (const [ms, name] of [[3000, 'third'], [1000, 'first'], [2000, 'second'], [9000, 'later']] as const) {
    clock.at(after(ms), 'lane', () => Promise.resolve(void done.push(name)))
  }
  await clock.move(5000)
  t.same(done, ['first', 'second', 'third'])
  await clock.stop()
})

test('move() runs a whole chain when each task plans the next from its own moment', async t => {
  const { clock, after } = aClock()
  const moments: Date[] = []
  const step = (due: Date): Promise<void> => {
    moments.push(due)
    if (moments.length < 4) clock.at(new Date(due.getTime() + 1000), 'lane', step)
    return Promise.resolve()
  }
  clock.at(after(1000), 'lane', step)
  await clock.move(10_000)
  t.same(moments, [after(1000), after(2000), after(3000), after(4000)])
})

test('at() keeps tasks of one lane apart', async t => {
  const { clock, after } = aClock()
  const steps: string[] = []
  const slow = (name: string) => async (): Promise<void> => {
    steps.push(`${name} begins`)
    await new Promise(resolve => { setImmediate(resolve) })
    steps.push(`${name} ends`)
  }
  clock.at(after(1), 'lane', slow('one'))
  clock.at(after(2), 'lane', slow('two'))
  await clock.move(10)
  t.same(steps, ['one begins', 'one ends', 'two begins', 'two ends'])
})

test('at() runs the next task of a lane after one that failed, and tells of the failure', async t => {
  const { clock, after, errors } = aClock()
  let ran = false
  clock.at(after(1), 'lane', () => Promise.reject(new Error('broken')))
  clock.at(after(2), 'lane', () => { ran = true; return Promise.resolve() })
  await clock.move(10)
  t.ok(ran)
  t.match(errors, [{ message: 'broken' }])
})

test('at() needs no push for what is due already', async t => {
  const { clock, after } = aClock()
  await new Promise<void>(resolve => { clock.at(after(-1), 'lane', () => { resolve(); return Promise.resolve() }) })
  t.pass('it ran by itself')
})

test('stop() forgets what is planned', async t => {
  const { clock, after } = aClock()
  clock.at(after(1000), 'lane', () => { t.fail('it ran'); return Promise.resolve() })
  await clock.stop()
  await clock.move(5000)
})
