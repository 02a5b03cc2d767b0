import { test } from 'tap'
import { Refused, refusalOf } from '../../src/sandbox/refused.ts'

test('refusalOf() tells a refusal in its own words', t => {
  t.same(refusalOf(new Refused(403, 'No scope'), { error: () => { t.fail('it was logged') } }), { status: 403, detail: 'No scope' })
  t.end()
})

test('refusalOf() keeps the status of an unreadable request, and drops its words', t => {
  const error = Object.assign(new Error('Unexpected token 1 in 12345678901'), { statusCode: 400 })
  t.same(refusalOf(error, { error: () => { t.fail('it was logged') } }), { status: 400, detail: 'The request cannot be read' })
  t.end()
})

test('refusalOf() logs what the sandbox itself did wrong', t => {
  const logged: unknown[] = []
  t.same(refusalOf(new TypeError('x is undefined'), { error: (line: unknown) => { logged.push(line) } }), { status: 500, detail: 'The sandbox failed' })
  t.equal(logged.length, 1)
  t.end()
})
