import { test } from 'tap'
import { traceIdOf } from '../../src/http/trace-id.ts'

const newId = (): string => 'new'

test('traceIdOf() takes the trace of a W3C traceparent', async t => {
  t.equal(traceIdOf({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, newId), '0af7651916cd43dd8448eb211c80319c')
})

test('traceIdOf() makes an id where there is none to take', async t => {
  const broken = [undefined, '', 'x', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', ['a', 'b']]
  for (const traceparent of broken) t.equal(traceIdOf({ traceparent }, newId), 'new')
})
