import { test } from 'tap'
import { readMoment } from '../../src/xml/read-moment.ts'
import { inNewYork } from '../support/in-new-york.ts'

test('readMoment() takes a time without offset as UTC, wherever the machine stands', async t => {
  inNewYork(t)
  for (const text of ['2014-05-19T12:00:00', '2014-05-19T12:00:00Z', '2014-05-19T14:00:00+02:00', '2014-05-19T07:00:00.000-0500', '2014-05-19t12:00z', ' 2014-05-19T12:00:00\n']) {
    t.strictSame(readMoment(text), new Date(Date.UTC(2014, 4, 19, 12)), text)
  }
  t.strictSame(readMoment('2014-05-19'), new Date(Date.UTC(2014, 4, 19)), 'a day begins in UTC')
})

test('readMoment() reads no moment out of what names none', async t => {
  for (const text of [undefined, '', ' ', 'Z', 'yesterday', '2014-13-01', '2014-05-19T25:00:00', '2014-05-19T12:00:00+2']) t.equal(readMoment(text), undefined, text ?? 'none')
})
