import { test } from 'tap'
import { seeded } from '../../../src/sandbox/population/seeded.ts'

const draw = (seed: number): number[] => {
  const chance = seeded(seed)
  return Array.from({ length: 20 }, () => chance.below(1000))
}

test('seeded() says the same for the same seed', t => {
  t.same(draw(7), draw(7))
  t.end()
})

test('seeded() says something else for another seed', t => {
  t.not(draw(7).join(), draw(8).join())
  t.end()
})

test('below() stays within its limit and reaches all of it', t => {
  const chance = seeded(1)
  const drawn = new Set(Array.from({ length: 500 }, () => chance.below(5)))
  t.same([...drawn].sort(), [0, 1, 2, 3, 4])
  t.end()
})

test('pick() refuses an empty list', t => {
  t.throws(() => seeded(1).pick([]), RangeError)
  t.end()
})
