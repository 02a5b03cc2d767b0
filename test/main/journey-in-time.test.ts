import { test } from 'tap'
import type { Journey } from '../../src/journey.ts'
import { journeyInTime } from '../../src/main/journey-in-time.ts'
import { aLetterInput, citizens, post } from '../support/client.ts'
import { startPostbud } from '../support/running.ts'

const call = { client: 'case system', idempotencyKey: 'key', letterId: 'letter', input: {} }

/** A journey that does nothing but remember what it was asked, by a clock that may be wrong. */
function aRecorder (): { journey: Journey, asked: string[], clock: { isRight: () => Promise<boolean> } } {
  const asked: string[] = []
  const note = (what: string) => async (): Promise<never> => { asked.push(what); return undefined as never }
  const clock = { isRight: async () => false }
  const plain: Journey = {
    accept: note('accept'), decide: note('decide'), act: async name => note(name)(), carry: note('carry'), settle: note('settle'), settleParked: note('settleParked')
  }
  return { journey: journeyInTime(plain, clock), asked, clock }
}

const submission = { client: 'case system', senders: [], idempotencyKey: 'key', traceId: 'trace-1', readLetter: async () => ({}), documents: async function* () {} }

test('journeyInTime() takes nothing on that has a time while the clock is wrong, and all of it when it is right again', async t => {
  const { journey, asked, clock } = aRecorder()
  const tries: (() => Promise<unknown>)[] = [
    () => journey.accept(submission), () => journey.decide(call), () => journey.act('release', call), () => journey.act('resend', call)
  ]
  for (const one of tries) await t.rejects(one(), { code: 'ERR_HTTP_UNAVAILABLE', message: /clock of this process is wrong/ })
  t.strictSame(asked, [])
  clock.isRight = async () => true
  for (const one of tries) await one()
  t.strictSame(asked, ['accept', 'decide', 'release', 'resend'])
})

test('journeyInTime() lets letters be stopped and receipts be settled by any clock', async t => {
  const { journey, asked } = aRecorder()
  await journey.act('hold', call)
  await journey.act('withdraw', call)
  await journey.settle('receipt')
  t.strictSame(asked, ['hold', 'withdraw', 'settle'])
})

test('journeyInTime() says that the database is away where the clock cannot be held against it', async t => {
  const { journey, asked, clock } = aRecorder()
  clock.isRight = async () => { throw new Error('away') }
  await t.rejects(journey.accept(submission), { message: 'away' })
  t.strictSame(asked, [])
})

test('POST /v1/letters answers 503 while the clock is wrong, stores nothing, and takes the same call when it is right', async t => {
  const running = await startPostbud(t, { idle: true })
  const { gateway: { clock, database } } = running
  const [citizen] = await citizens(running, 'digipost-plain')
  const letter = aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber })
  const { isRight } = clock
  clock.isRight = async () => false
  const refused = await post(running, letter, 'once')
  t.equal(refused.status, 503)
  t.match(await refused.json(), { code: 'ERR_HTTP_UNAVAILABLE' })
  t.match(refused.headers.get('retry-after'), /^\d+$/)
  t.strictSame(await database.query('select (select count(*) from letter)::int as letters, (select count(*) from content)::int as contents, '
    + '(select count(*) from idempotency)::int as keys'), [{ letters: 0, contents: 0, keys: 0 }])
  clock.isRight = isRight
  t.equal((await post(running, letter, 'once')).status, 201)
})
