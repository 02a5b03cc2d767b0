import { test } from 'tap'
import { createContactChanges } from '../../../src/sandbox/krr/changes.ts'

test('page() begins after the number asked for and names each person once', t => {
  const changes = createContactChanges()
  for (const id of ['p1', 'p2', 'p1', 'p3']) changes.add(id)
  t.strictSame(changes.page(0), { people: ['p1', 'p2', 'p3'], last: 4 })
  t.strictSame(changes.page(3), { people: ['p3'], last: 4 })
  t.strictSame(changes.page(4), { people: [], last: 4 })
  t.equal(changes.latest(), 4)
  t.end()
})

test('page() holds 1000 changes at most', t => {
  const changes = createContactChanges()
  for (let index = 0; index < 1200; index++) changes.add(`p${index}`)
  t.match(changes.page(0), { last: 1000, people: { length: 1000 } })
  t.match(changes.page(1000), { last: 1200, people: { length: 200 } })
  t.end()
})
