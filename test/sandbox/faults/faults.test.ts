import { test } from 'tap'
import { createFaults } from '../../../src/sandbox/faults/faults.ts'

test('take() gives nothing until there are rules', t => {
  t.equal(createFaults().take('krr', ['status']), undefined)
  t.end()
})

test('take() gives the first rule that fits target and kind', t => {
  const faults = createFaults()
  faults.replace([{ target: 'krr', kind: 'latency' }, { target: 'krr', kind: 'status', status: 500 }, { target: 'krr', kind: 'status', status: 502 }])
  t.match(faults.take('krr', ['status']), { status: 500 })
  t.equal(faults.take('folkeregisteret', ['status']), undefined)
  t.equal(faults.take('krr', ['html']), undefined)
  t.end()
})

test('take() uses a counted rule up', t => {
  const faults = createFaults()
  faults.replace([{ target: 'krr', kind: 'status', count: 2 }])
  t.ok(faults.take('krr', ['status']))
  t.match(faults.list(), [{ count: 1 }])
  t.ok(faults.take('krr', ['status']))
  t.equal(faults.take('krr', ['status']), undefined)
  t.same(faults.list(), [])
  t.end()
})

test('replace() puts the new rules in the place of the old, and leaves the caller\'s alone', t => {
  const faults = createFaults()
  const mine = { target: 'krr', kind: 'status', count: 2 } as const
  faults.replace([{ target: 'krr', kind: 'html' }])
  faults.replace([mine])
  faults.take('krr', ['status'])
  t.equal(faults.take('krr', ['html']), undefined)
  t.equal(mine.count, 2)
  t.end()
})
