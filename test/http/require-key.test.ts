import { test } from 'tap'
import { testApp } from '../support/test-app.ts'

test('/v1 needs a key, and says how to show one', async t => {
  const { app } = await testApp(t)
  for (const url of ['/v1/letters', '/v1/letters/x', '/v1/events', '/v1/doctor']) {
    const answer = await app.inject({ url })
    t.equal(answer.statusCode, 401, url)
    t.equal(answer.headers['www-authenticate'], 'Bearer realm="postbud"')
    t.match(answer.json(), { code: 'ERR_HTTP_UNAUTHENTICATED', detail: 'Cannot answer the request: there is no key' })
  }
})

test('/v1 refuses keys it does not know and headers it cannot read, in the same words', async t => {
  const { app } = await testApp(t)
  for (const authorization of ['Bearer other', 'Bearer  sandbox', 'Basic sandbox', 'sandbox', 'Bearer', 'Bearer sand box', 'Bearer sandbox,', 'Bearer "sandbox"']) {
    const answer = await app.inject({ url: '/v1/events', headers: { authorization } })
    t.equal(answer.statusCode, 401, authorization)
    t.equal(answer.headers['www-authenticate'], 'Bearer realm="postbud", error="invalid_token"')
    t.match(answer.json(), { detail: 'Cannot answer the request: the key is not known' })
  }
})

test('/v1 takes the scheme in any case, and lets nobody keep the answer', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ url: '/v1/events', headers: { authorization: 'bEARER sandbox' } })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['cache-control'], 'no-store')
})

test('a key is asked for before the body, the media type or the letter is looked at', async t => {
  const { app } = await testApp(t, { accept: () => { throw new Error('never') } })
  t.equal((await app.inject({ method: 'POST', url: '/v1/letters', headers: { 'content-type': 'text/xml' }, payload: '<' })).statusCode, 401)
})
