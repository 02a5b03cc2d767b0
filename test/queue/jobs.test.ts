import { test } from 'tap'
import { jobId, queueNames, queueOf, stepOf } from '../../src/queue/jobs.ts'
import { isUuid } from '../../src/store/uuid.ts'

const scheduled = { letterId: '01890000-0000-7000-8000-000000000001', step: 'seal', round: 3 } as const

test('jobId() is the same for the same round, in every version, whatever step of it the letter has come to', async t => {
  t.equal(jobId(scheduled), jobId({ letterId: scheduled.letterId, round: 3 }))
  t.equal(jobId(scheduled), 'a7f60cb7-ce82-814f-84df-8001a31af7f6')
})

test('jobId() differs by letter and round', async t => {
  const ids = [scheduled, { ...scheduled, round: 4 }, { ...scheduled, letterId: 'another' }].map(jobId)
  t.equal(new Set(ids).size, 3)
})

test('jobId() is a UUID of version 8', async t => {
  t.ok(isUuid(jobId(scheduled)))
  t.match(jobId(scheduled), /^.{14}8.{4}8/)
})

test('queueOf() gives each channel its own queue for sending, and no other step', async t => {
  t.strictSame([queueOf('send', 'eboks'), queueOf('send', 'print'), queueOf('seal', 'eboks'), queueOf('lookup', null)],
    ['send.eboks', 'send.print', 'seal', 'lookup'])
})

test('queueOf() cannot send a letter without a channel', async t => {
  t.throws(() => queueOf('send', null), TypeError)
})

test('stepOf() knows the step of every queue', async t => {
  t.strictSame(queueNames.map(stepOf), ['lookup', 'seal', 'send', 'send', 'send', 'follow', 'ladder'])
})

test('stepOf() knows no other queue', async t => {
  t.throws(() => stepOf('__pgboss__maintenance'), TypeError)
})
