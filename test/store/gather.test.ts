import { test } from 'tap'
import { gather } from '../../src/store/gather.ts'

const here = {}

/** Doubles numbers, and notes which were asked together. */
function doubling (place: () => object | undefined = () => here) {
  const asked: number[][] = []
  const double = gather(place)(async (items: number[]) => {
    asked.push(items)
    if (items.includes(0)) throw new RangeError('not nothing')
    return items.map(item => item * 2)
  })
  return { double, asked }
}

test('gather() asks once what is asked in the same moment, and answers each', async t => {
  const { double, asked } = doubling()
  t.strictSame(await Promise.all([double(1), Promise.resolve().then(() => double(2)), double(3)]), [2, 4, 6])
  t.strictSame(asked, [[1, 3, 2]])
})

test('gather() asks anew for what comes later', async t => {
  const { double, asked } = doubling()
  t.strictSame([await double(1), await double(2)], [2, 4])
  t.strictSame(asked, [[1], [2]])
})

test('gather() keeps two places apart', async t => {
  const places = [here, {}]
  const { double, asked } = doubling(() => places.shift())
  await Promise.all([double(1), double(2)])
  t.strictSame(asked, [[1], [2]])
})

test('gather() asks at once, and by itself, where there is no place', async t => {
  const { double, asked } = doubling(() => undefined)
  const answers = [double(1), double(2)]
  t.strictSame(asked, [[1], [2]])
  t.strictSame(await Promise.all(answers), [2, 4])
})

test('gather() fails all who asked together', async t => {
  const { double } = doubling()
  t.strictSame((await Promise.allSettled([double(0), double(1)])).map(({ status }) => status), ['rejected', 'rejected'])
  t.equal(await double(1), 2)
})
