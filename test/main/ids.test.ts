import { test } from 'tap'
import { newId } from '../../src/main/ids.ts'

test('newId() is a UUID of version 7', async t => {
  for (let count = 0; count < 100; count += 1) t.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('newId() begins with the millisecond it was made in, so ids sort by time', async t => {
  const before = Date.now()
  const made = parseInt(newId().replaceAll('-', '').slice(0, 12), 16)
  t.ok(made >= before && made <= Date.now())
})

test('newId() never comes twice', async t => {
  t.equal(new Set(Array.from({ length: 10_000 }, newId)).size, 10_000)
})
