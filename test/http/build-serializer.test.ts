import { test } from 'tap'
import { buildSerializer } from '../../src/http/build-serializer.ts'

const route = (httpStatus: string, schema: object) => ({ method: 'GET', url: '/', httpStatus, schema })
const named = { type: 'object', properties: { name: { type: 'string' } } }

test('buildSerializer() writes what the schema names, and nothing else', async t => {
  const serialize = buildSerializer({})(route('200', named))
  t.equal(serialize({ name: 'a', secret: 'b' }), '{"name":"a"}')
})

test('buildSerializer() builds once for equal schemas, and anew for another', async t => {
  const build = buildSerializer({})
  const first = build(route('200', named))
  t.equal(build(route('400', structuredClone(named))), first)
  t.not(build(route('200', { type: 'object', properties: { other: { type: 'string' } } })), first)
})
