import { test } from 'tap'
import { networkFailure, outcomeOf, unanswered, type Answer } from '../../../src/dispatch/dpi/families.ts'

const now = new Date('2026-03-01T10:00:00Z')
const answer = (changes: Partial<Answer>): Answer => ({ status: 400, contentType: 'application/problem+json', retryAfter: null, text: '', ...changes })
const problem = (detail: string, title = 'Operation Failed'): string => JSON.stringify({ type: 'about:blank', title, status: '400', detail })
const coded = (code: string): Error => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })

for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']) {
  test(`networkFailure() is sure that nothing left on ${code}`, t => {
    t.equal(networkFailure(coded(code), 1000, now).code, 'ERR_DISPATCH_UNAVAILABLE')
    t.end()
  })
}

for (const code of ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT', 'SOMETHING_NEW']) {
  test(`networkFailure() is in doubt on ${code}`, t => {
    t.equal(networkFailure(coded(code), 1000, now).code, 'ERR_DISPATCH_UNCERTAIN')
    t.end()
  })
}

for (const code of ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
  test(`networkFailure() wants a quarter of an hour's rest on ${code}: nothing left`, t => {
    t.match(networkFailure(coded(code), 1000, now), { code: 'ERR_DISPATCH_CERTIFICATE', notBefore: new Date('2026-03-01T10:15:00Z') })
    t.end()
  })
}

test('networkFailure() is in doubt at the deadline, and about what it does not know', t => {
  t.match(networkFailure(new DOMException('late', 'TimeoutError'), 1000, now), { code: 'ERR_DISPATCH_UNCERTAIN', message: /no whole answer within 1000 ms$/ })
  for (const odd of [undefined, null, 'text', {}, new Error('plain')]) t.equal(networkFailure(odd, 1, now).code, 'ERR_DISPATCH_UNCERTAIN')
  t.end()
})

test('outcomeOf() takes only status 400 with the known words as a duplicate', t => {
  const text = problem('ERROR: duplicate key value violates unique constraint "unique_message_uuid"')
  t.strictSame(outcomeOf(answer({ text }), 'id', now), { kind: 'done', reference: 'id' })
  const unjudged = { kind: 'retry', error: { code: 'ERR_DISPATCH_UNAVAILABLE' } }
  t.match(outcomeOf(answer({ text, status: 409 }), 'id', now), unjudged)
  t.match(outcomeOf(answer({ text: 'duplicate key value violates unique constraint' }), 'id', now), unjudged, 'outside a problem document')
  t.end()
})

test('outcomeOf() lets no value of a refusal through', t => {
  const titles = ['Feil for 20914695016', 'x'.repeat(61), '<b>']
  for (const title of titles) {
    const outcome = outcomeOf(answer({ text: problem('navn: OLA NORDMANN, Storgata 5, +4790000000, ola@example.com', title) }), 'id', now)
    t.match(outcome, { kind: 'stop', error: { message: 'Cannot hand over the message: refused with status 400' } })
  }
  t.end()
})

test('outcomeOf() takes no path for a pointer that is not made of names of ours', t => {
  const told = (detail: string): unknown => outcomeOf(answer({ text: problem(detail) }), 'id', now)
  for (const detail of ['/Nordmann/Ola', '/mottaker/Nordmann', '/utskrift/mottaker/f20914695016', '/mottaker', 'FNR:20914 695016', 'C:/navn/x']) {
    t.match(told(detail), { error: { said: [] } }, detail)
  }
  t.match(told('#/businessScope/scope/0/identifier is missing'), { error: { said: ['/businessScope/scope/identifier'] } })
  t.end()
})

test('outcomeOf() takes Retry-After in seconds or as a date', t => {
  const notBefore = new Date('2026-03-01T10:02:00Z')
  for (const retryAfter of ['120', 'Sun, 01 Mar 2026 10:02:00 GMT']) {
    t.match(outcomeOf(answer({ status: 503, retryAfter }), 'id', now), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNCERTAIN', notBefore } })
  }
  t.match(outcomeOf(answer({ status: 429, retryAfter: 'soon' }), 'id', now), { kind: 'retry', error: { notBefore: undefined } })
  t.end()
})

test('outcomeOf() never takes a web page for success', t => {
  for (const page of [{ contentType: 'text/html' }, { text: '<!DOCTYPE html><p>' }, { text: '\n <html>' }]) {
    t.match(outcomeOf(answer({ status: 201, contentType: '', ...page }), 'id', now), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNCERTAIN' } })
  }
  t.end()
})

test('outcomeOf() takes a success that speaks of an error for doubt, and tells none of its words', t => {
  const told = (text: string, contentType = 'application/json'): unknown => outcomeOf(answer({ status: 200, contentType, text }), 'id', now)
  const errors = ['{"error":"Ola Nordmann"}', '{"errors":[]}', '{"status":500}', '{"status":"500"}', '{"feil":{}}', 'Internal error', '{"ok":tr']
  for (const text of errors) t.match(told(text), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNCERTAIN', message: /status 200 with an error instead of an answer$/ } }, text)
  t.match(told('{}', 'application/problem+json'), { kind: 'retry' })
  t.match(told(problem('SBD:4069 for Ola Nordmann')), { error: { message: /an error instead of an answer, "Operation Failed", SBD:4069$/ } })
  t.end()
})

test('outcomeOf() minds no word too many in a success', t => {
  for (const text of ['', ' \n', '{}', '{"id":"1","status":"OPPRETTET"}', '"ok"', '[]', 'null']) {
    t.strictSame(outcomeOf(answer({ status: 201, contentType: text === '' ? '' : 'application/json', text }), 'id', now), { kind: 'done', reference: 'id' }, text)
  }
  t.end()
})

test('outcomeOf() obeys no Retry-After beyond six hours, and tells what was asked for', t => {
  t.match(outcomeOf(answer({ status: 429, retryAfter: '864000' }), 'id', now), {
    error: { code: 'ERR_DISPATCH_THROTTLED', notBefore: new Date('2026-03-01T16:00:00Z'), askedFor: new Date('2026-03-11T10:00:00Z') }
  })
  t.end()
})

test('unanswered() tells a refused question from one to repeat', t => {
  t.equal(unanswered(answer({ status: 403 }), now).code, 'ERR_DISPATCH_UNAUTHORIZED')
  t.equal(unanswered(answer({ status: 403, contentType: 'text/html' }), now).code, 'ERR_DISPATCH_UNAVAILABLE')
  t.match(unanswered(answer({ status: 429, retryAfter: '1' }), now), { code: 'ERR_DISPATCH_THROTTLED', notBefore: new Date('2026-03-01T10:00:01Z') })
  t.end()
})
