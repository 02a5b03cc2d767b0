import { test } from 'tap'
import { diagnose, type Check } from '../../src/doctor/diagnose.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'

const check = (name: string, look: Check['look']): Check => ({ name, look, repair: 'Look at it' })
const well = check('clock', () => Promise.resolve({ level: 'ok', detail: 'in step' }))

/** Holds the process while a test waits for a time-out that would not. */
async function held<Value> (work: Promise<Value>): Promise<Value> {
  const hold = setInterval(() => {}, 1000)
  return work.finally(() => { clearInterval(hold) })
}

test('diagnose() runs all checks at once and keeps their order', async t => {
  const slow = check('slow', async () => { await new Promise(setImmediate); return { level: 'warning', detail: 'late', repair: 'Hurry' } })
  t.same(await diagnose([slow, well]), [
    { check: 'slow', level: 'warning', detail: 'late', repair: 'Hurry' }, { check: 'clock', level: 'ok', detail: 'in step' }
  ])
})

test('diagnose() does not wait for a check longer than its time', async t => {
  const stuck = check('stuck', () => new Promise(() => {}))
  t.same(await held(diagnose([stuck, well], { timeoutMs: 20 })), [
    { check: 'stuck', level: 'failure', detail: 'no answer within 20 ms', repair: 'Look at it' }, { check: 'clock', level: 'ok', detail: 'in step' }
  ])
})

test('diagnose() tells our own errors with their remedy', async t => {
  const failing = check('register', () => Promise.reject(new GatewayError('ERR_LOOKUP_REFUSED', 'Cannot ask the register: refused')))
  t.same(await diagnose([failing]), [{
    check: 'register', level: 'failure', detail: 'Cannot ask the register: refused (ERR_LOOKUP_REFUSED)',
    repair: 'Check scope, agreement and certificate of the register client'
  }])
})

test('diagnose() tells of unknown errors the kind only', async t => {
  const failing = check('register', () => Promise.reject(new TypeError('Kari 20914695016')))
  t.same(await diagnose([failing]), [{ check: 'register', level: 'failure', detail: 'failed unexpectedly (TypeError)', repair: 'Look at it' }])
})
