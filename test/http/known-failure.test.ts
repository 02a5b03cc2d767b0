import { test } from 'tap'
import { knownFailure } from '../../src/http/known-failure.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'

const thrown = (fields: object): Error => Object.assign(new Error('20914695016'), fields)

// What Fastify and its plugins throw, and what becomes of it.
const rows: [fields: object, code: string][] = [
  [{ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }, 'ERR_HTTP_MEDIA_TYPE'],
  [{ code: 'FST_ERR_CTP_BODY_TOO_LARGE' }, 'ERR_HTTP_TOO_LARGE'],
  [{ code: 'FST_REQ_FILE_TOO_LARGE' }, 'ERR_HTTP_TOO_LARGE'],
  [{ code: 'FST_PARTS_LIMIT' }, 'ERR_HTTP_TOO_LARGE'],
  [{ code: 'FST_MP_PREMATURE_CLOSE' }, 'ERR_HTTP_MALFORMED'],
  [{ code: 'FST_ERR_BAD_URL' }, 'ERR_HTTP_MALFORMED'],
  [{ code: 'FST_ERR_MAX_PARAM_LENGTH' }, 'ERR_HTTP_NOT_FOUND'],
  [{ code: 'FST_STATIC_FORBIDDEN_PATH' }, 'ERR_HTTP_NOT_FOUND'],
  [{ expose: true, statusCode: 403 }, 'ERR_HTTP_NOT_FOUND'],
  [{ code: 'FST_ERR_HANDLER_TIMEOUT' }, 'ERR_HTTP_UNAVAILABLE'],
  [{ validation: [], validationContext: 'params' }, 'ERR_HTTP_NOT_FOUND'],
  [{ validation: [{ instancePath: '/limit' }], validationContext: 'querystring' }, 'ERR_HTTP_MALFORMED'],
  [{ validation: 'x', validationContext: 'querystring' }, 'ERR_HTTP_MALFORMED'],
  [{ code: 'ECONNREFUSED' }, 'ERR_HTTP_INTERNAL'],
  [{ code: 'toString' }, 'ERR_HTTP_INTERNAL'],
  [{ code: 7, statusCode: 404 }, 'ERR_HTTP_INTERNAL']
]

for (const [fields, code] of rows) {
  test(`knownFailure() makes ${code} of ${JSON.stringify(fields)}, in words of ours`, async t => {
    const known = knownFailure(thrown(fields))
    t.equal(known.code, code)
    t.notMatch(known.message, /20914695016/)
  })
}

test('knownFailure() leaves our own errors alone, but for the database', async t => {
  const own = new GatewayError('ERR_INTAKE_IN_FLIGHT', 'Cannot accept')
  t.equal(knownFailure(own), own)
  const notBefore = new Date(0)
  t.match(knownFailure(new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot', { notBefore })), { code: 'ERR_HTTP_UNAVAILABLE', notBefore })
  t.match(knownFailure(new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot')), { code: 'ERR_HTTP_UNAVAILABLE', notBefore: undefined })
})
