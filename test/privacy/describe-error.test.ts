import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { describeError } from '../../src/privacy/describe-error.ts'

test('describeError() tells code, sentence and field of our own errors', async t => {
  const error = new GatewayError('ERR_INTAKE_FIELD_INVALID', 'Cannot accept the letter: title is missing', { field: '/title' })
  t.match(describeError(error), {
    name: 'GatewayError', code: 'ERR_INTAKE_FIELD_INVALID', message: 'Cannot accept the letter: title is missing', field: '/title'
  })
})

test('describeError() tells of an unknown error its kind and places, never its sentence', async t => {
  const told = describeError(new TypeError('Kari Nordmann, 20914612345'))
  t.equal(told.name, 'TypeError')
  t.notOk('message' in told)
  t.match(told.stack, /describe-error\.test\.ts/)
  t.notMatch(JSON.stringify(told), /Kari|20914612345/)
})

test('describeError() leaves out sentences that look like places', async t => {
  const told = describeError(new Error('first line\n    at Kari Nordmann, Storgata 1'))
  t.notMatch(JSON.stringify(told), /Kari/)
})

test('describeError() keeps codes of Node and PostgreSQL and follows causes', async t => {
  const cause = Object.assign(new Error('connect 10.0.0.1'), { code: 'ECONNREFUSED' })
  const told = describeError(new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database: refused', { cause }))
  t.match(told.cause, { name: 'Error', code: 'ECONNREFUSED' })
  t.notMatch(JSON.stringify(told), /10\.0\.0\.1/)
})

test('describeError() drops a code or a name that could be text', async t => {
  const told = describeError(Object.assign(new Error('x'), { code: '20914612345', name: 'Kari Nordmann' }))
  t.notOk('code' in told)
  t.equal(told.name, 'Error')
})

test('describeError() ends on a ring of causes', async t => {
  const ring = new Error('a')
  ring.cause = ring
  t.equal(JSON.stringify(describeError(ring)).split('"cause"').length - 1, 4)
})

test('describeError() says so when something else than an error was thrown', async t => {
  t.same(describeError('20914612345'), { name: 'NotAnError' })
})
