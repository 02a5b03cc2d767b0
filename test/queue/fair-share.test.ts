import fc from 'fast-check'
import { test } from 'tap'
import { fairShare } from '../../src/queue/fair-share.ts'

const lane = (inside: number, outside: number): { inside: number, outside: number } => ({ inside, outside })

const cases: [string, number, { inside: number, outside: number }[], number[]][] = [
  ['everybody where there is room', 10, [lane(0, 3), lane(5, 2)], [3, 2]],
  ['nobody where there is none', 0, [lane(0, 3)], [0]],
  ['nobody where there is less than none', -5, [lane(0, 3)], [0]],
  ['the one of a small lane before the many of a large one', 1, [lane(400, 100_000), lane(0, 1)], [0, 1]],
  ['equals equally', 10, [lane(0, 100), lane(0, 100)], [5, 5]],
  ['the odd one to the first', 3, [lane(0, 100), lane(0, 100)], [2, 1]],
  ['first those that have least', 6, [lane(4, 9), lane(0, 9), lane(2, 9)], [0, 4, 2]],
  ['what a small lane leaves to the others', 9, [lane(0, 1), lane(0, 100), lane(0, 100)], [1, 4, 4]],
  ['nothing to no lanes', 9, [], []]
]

for (const [what, room, lanes, expected] of cases) {
  test(`fairShare() gives room to ${what}`, async t => { t.strictSame(fairShare(room, lanes), expected) })
}

const someLanes = fc.array(fc.record({ inside: fc.nat(50), outside: fc.nat(50) }), { maxLength: 12 })

test('fairShare() fills the room, gives nobody more than wait, and nobody more while another has less', t => {
  fc.assert(fc.property(fc.nat(200), someLanes, (room, lanes) => {
    const shares = fairShare(room, lanes)
    const given = shares.reduce((sum, share) => sum + share, 0)
    const waiting = lanes.reduce((sum, { outside }) => sum + outside, 0)
    if (given !== Math.min(room, waiting)) return false
    const levels = lanes.map(({ inside }, index) => inside + (shares[index] ?? 0))
    return lanes.every(({ outside }, index) => {
      const share = shares[index] ?? 0
      const isServed = share === outside
      // Whoever got something stands at most one above anybody that still waits.
      return share >= 0 && share <= outside && (isServed || levels.every((level, other) => shares[other] === 0 || level <= (levels[index] ?? 0) + 1))
    })
  }), { numRuns: 2000 })
  t.end()
})
