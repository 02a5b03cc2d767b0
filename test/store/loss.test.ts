import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { isConnectionLoss, isServerLost, unavailable } from '../../src/store/loss.ts'

const withCode = (code: string): Error => Object.assign(new Error('x'), { code })

test('isServerLost() tells a server that is gone, or has become a standby', async t => {
  for (const code of ['08006', '57P02', '57P03', '25006', 'ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN']) {
    t.equal(isConnectionLoss(withCode(code)), true, code)
    t.equal(isServerLost(withCode(code)), true, code)
    t.equal(isServerLost(unavailable(withCode(code))), true, `${code}, wrapped`)
  }
  for (const message of ['Connection terminated unexpectedly', 'Query read timeout']) t.equal(isServerLost(new Error(message)), true, message)
})

test('isServerLost() knows that a server without a free place is still there', async t => {
  for (const error of [withCode('53300'), withCode('57P01'), new Error('timeout exceeded when trying to connect')]) {
    t.equal(isConnectionLoss(error), true)
    t.equal(isServerLost(error), false)
    t.equal(isServerLost(unavailable(error)), false)
  }
})

test('isConnectionLoss() leaves what statements bring on themselves alone', async t => {
  for (const error of [withCode('23505'), withCode('PB001'), withCode('ERR_STORE_MOVE'), new GatewayError('ERR_STORE_MOVE', 'x'), 'no error']) {
    t.equal(isConnectionLoss(error), false)
    t.equal(isServerLost(error), false)
  }
})

test('isServerLost() does not take another party\'s failure for the database\'s', async t => {
  t.equal(isServerLost(new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'x', { cause: withCode('ECONNREFUSED') })), false)
})

for (const message of ['Client has encountered a connection error and is not queryable', 'Client was closed and is not queryable']) {
  test(`isConnectionLoss() of "${message}": the connection, not the server`, async t => {
    t.strictSame([isConnectionLoss(new Error(message)), isServerLost(new Error(message))], [true, false])
  })
}
