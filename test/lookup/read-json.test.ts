import { test } from 'tap'
import { momentOf, recordOf, recordsOf, textOf } from '../../src/lookup/read-json.ts'

const moments = [
  ['2023-06-13T13:42:34+02', '2023-06-13T11:42:34.000Z'],
  ['2023-06-13T13:42:34-02', '2023-06-13T15:42:34.000Z'],
  ['2023-08-05T10:45:15.768Z', '2023-08-05T10:45:15.768Z'],
  ['2020-12-22T17:09:02.759+01:00', '2020-12-22T16:09:02.759Z'],
  ['2022-03-30T09:20:59', '2022-03-30T09:20:59.000Z'],
  ['2022-03-30', '2022-03-30T00:00:00.000Z']
]

for (const [text, expected] of moments) {
  test(`momentOf() reads ${text}`, t => {
    t.equal(momentOf(text)?.toISOString(), expected)
    t.end()
  })
}

test('momentOf() takes what is no time as absent', t => {
  for (const value of ['', 'yesterday', '2023-13-45T00:00:00Z', null, undefined, {}]) t.equal(momentOf(value), undefined)
  t.end()
})

test('textOf() takes an empty text as absent', t => {
  t.strictSame(['', '  ', null, undefined, {}, [], ' a ', 7].map(textOf), [undefined, undefined, undefined, undefined, undefined, undefined, 'a', '7'])
  t.end()
})

test('recordOf() and recordsOf() give empty ones for other shapes', t => {
  t.strictSame([recordOf(null), recordOf([1]), recordsOf({}), recordsOf([1, null, { a: 1 }])], [{}, {}, [], [{ a: 1 }]])
  t.end()
})
