import { test } from 'tap'
import { readGrantClaims, readOrganization, readRefusal, readTokenAnswer, seconds, writeOrganization } from '../../src/maskinporten/wire.ts'

test('readTokenAnswer() reads a token and its life', t => {
  t.same(readTokenAnswer('{"access_token":"x","expires_in":120,"scope":"a"}'), { accessToken: 'x', lifetimeSeconds: 120 })
  t.end()
})

test('readTokenAnswer() takes nothing that is not whole', t => {
  for (const body of ['', '<html>', 'null', '[]', '{}', '{"access_token":"","expires_in":1}', '{"access_token":"x"}', '{"access_token":"x","expires_in":"9"}']) {
    t.equal(readTokenAnswer(body), undefined, body)
  }
  t.end()
})

test('readRefusal() keeps the codes and nothing else', t => {
  t.strictSame(readRefusal('{"error":"invalid_scope","error_description":"Invalid scope (MP-200) for client 7f3"}'), { error: 'invalid_scope', code: 'MP-200' })
  t.strictSame(readRefusal('{"error":"invalid_grant","error_description":"no code"}'), { error: 'invalid_grant' })
  t.strictSame(readRefusal('{"error":"invalid_client"}'), { error: 'invalid_client' })
  t.end()
})

test('readRefusal() takes nothing for a refusal that has no error', t => {
  for (const body of ['', 'MP-200', '<html>MP-200</html>', 'null', '[]', '{"error":""}', '{"error":403}', '{"error_description":"MP-200"}']) {
    t.equal(readRefusal(body), undefined, body)
  }
  t.end()
})

test('readGrantClaims() demands an organization number of nine digits', t => {
  const claims = { aud: 'a', iss: 'b', iat: 1, exp: 2, scope: 'c' }
  t.ok(readGrantClaims(JSON.stringify({ ...claims, consumer_org: '313000001' })))
  t.equal(readGrantClaims(JSON.stringify({ ...claims, consumer_org: '0192:313000001' })), undefined)
  t.end()
})

test('readOrganization() takes the present prefix and the former one', t => {
  t.equal(readOrganization(writeOrganization('313000001')), '313000001')
  t.equal(readOrganization({ ID: '9908:313000001' }), '313000001')
  t.end()
})

test('seconds() counts whole seconds, rounded down', t => {
  t.equal(seconds(new Date(1999)), 1)
  t.end()
})
