import { test } from 'tap'
import { rowJson, summaryJson, summaryText } from '../../src/batch/report.ts'
import { rowsPerSecond, type Tally } from '../../src/batch/tally.ts'

const tally: Tally = {
  total: 10, accepted: 5, replayed: 1, skipped: 2, left: 0, seconds: 3.2,
  refused: [
    { row: 'r1', problems: [{ code: 'ERR_INTAKE_ADDRESS', field: '/recipient/address' }, { code: 'ERR_NEW' }] },
    { row: 'r2', problems: [{ code: 'ERR_BATCH_FOLDER', field: 'main_document', sentence: 'names a file that is not there' }] }
  ]
}

test('summaryText() gives the figures, then every problem of every refused row with what to do', async t => {
  const text = summaryText('b1', tally)
  t.match(text, /^Batch b1\n +rows +10\n +accepted +5\n +replayed +1\n +done before +2\n +refused +2\n +left +0\n +seconds +3\.2\n +rows\/s +2\.5\n/)
  t.match(text, '  r1  ERR_INTAKE_ADDRESS  /recipient/address  Give name, first line')
  t.match(text, /\n {2}r1 {2}ERR_NEW\n/)
  t.match(text, '  r2  ERR_BATCH_FOLDER  main_document  names a file that is not there')
})

test('summaryText() says nothing of refusals when there are none', async t => {
  t.notMatch(summaryText('b1', { ...tally, refused: [] }), 'Refused rows')
})

test('summaryJson() is one line with counts only', async t => {
  const line = summaryJson('b1', tally)
  t.equal(line.split('\n').length, 2)
  t.same(JSON.parse(line), { summary: { batch: 'b1', total: 10, accepted: 5, replayed: 1, skipped: 2, left: 0, seconds: 3.2, refused: 2, rowsPerSecond: 2.5 } })
})

test('rowJson() names row, outcome and letter', async t => {
  t.equal(rowJson('r1', { kind: 'accepted', letterId: 'x' }), '{"row":"r1","outcome":"accepted","letterId":"x"}\n')
  t.equal(rowJson('r1', { kind: 'refused', problems: [{ code: 'E' }] }), '{"row":"r1","outcome":"refused","problems":[{"code":"E"}]}\n')
})

test('rowsPerSecond() counts what this run got answers to, and no time is no rate', async t => {
  t.equal(rowsPerSecond(tally), 2.5)
  t.equal(rowsPerSecond({ ...tally, seconds: 0 }), 0)
})
