import { test } from 'tap'
import { describeFailure } from '../../src/http/describe-failure.ts'

const secret = 'Kari Prøve 20914695016'

test('describeFailure() tells kind, code and place, and no message', async t => {
  const description = describeFailure(Object.assign(new RangeError(`${secret}\nsecond line`), { code: '22P02', detail: secret }))
  t.match(description, { name: 'RangeError', code: '22P02' })
  t.match(description.frames[0], /describe-failure\.test\.ts/)
  t.notMatch(JSON.stringify(description), /Kari|20914695016|second/)
})

test('describeFailure() follows causes, three deep and no further', async t => {
  const chain = [1, 2, 3, 4, 5].reduce<Error | undefined>((cause, n) => new Error(`${secret} ${n}`, { cause }), undefined)
  const names = JSON.stringify(describeFailure(chain)).match(/"name"/g)
  t.equal(names?.length, 3)
  t.notMatch(JSON.stringify(describeFailure(chain)), /Kari/)
})

test('describeFailure() takes what is no error', async t => {
  for (const thrown of [secret, null, undefined, { message: secret }, 7]) t.same(describeFailure(thrown), { name: typeof thrown, frames: [] })
  t.same(describeFailure(Object.assign(new Error(secret), { stack: undefined })).frames, [])
})
