import { Writable } from 'node:stream'
import fc from 'fast-check'
import { pino, type Logger } from 'pino'
import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { logOptions } from '../../src/privacy/log-options.ts'

function aLogger (settings = {}): { log: Logger, text: () => string } {
  const lines: string[] = []
  const sink = new Writable({ write (chunk: Buffer, _encoding, done) { lines.push(chunk.toString()); done() } })
  return { log: pino(logOptions(settings), sink), text: () => lines.join('') }
}

test('logOptions() lets listed fields out and drops all others', async t => {
  const { log, text } = aLogger()
  log.info({ letterId: 'a', count: 2, title: 'Vedtak', nationalIdentityNumber: '20914612345', body: { x: 1 } }, 'Letter accepted')
  t.match(JSON.parse(text()), { letterId: 'a', count: 2, msg: 'Letter accepted' })
  t.notMatch(text(), /title|Vedtak|20914612345|body/)
})

test('logOptions() lets a part of the gateway add fields of its own', async t => {
  const { log, text } = aLogger({ fields: ['duty'], level: 'debug' })
  log.debug({ duty: 'poll' }, 'Duty done')
  t.match(JSON.parse(text()), { duty: 'poll' })
})

test('logOptions() drops nested values even under a listed name', async t => {
  const { log, text } = aLogger()
  log.info({ state: { name: 'Kari Nordmann' } }, 'x')
  t.notMatch(text(), /Kari/)
})

test('logOptions() never repeats the sentence of an unknown error', async t => {
  const { log, text } = aLogger()
  const error = new Error('value "Kari Nordmann" is too long')
  log.error(error)
  log.error({ err: error })
  log.error({ err: error }, error.message)
  log.error({ error }, `failed: ${error.message}`)
  t.notMatch(text(), /Kari/)
  t.equal(text().match(/Unexpected Error/g)?.length, 4)
})

test('logOptions() tells the sentence of our own errors', async t => {
  const { log, text } = aLogger()
  log.error(new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot ask the register: no answer'))
  t.match(JSON.parse(text()), { msg: 'Cannot ask the register: no answer', err: { code: 'ERR_LOOKUP_UNAVAILABLE' } })
})

test('logOptions() tells a request by method and route, never by its path', async t => {
  const { log, text } = aLogger()
  const req = { method: 'GET', url: '/v1/letters/Kari', routeOptions: { url: '/v1/letters/:id' }, headers: { authorization: 'Bearer x' }, id: 'r1' }
  log.info({ req, res: { statusCode: 404, body: 'Kari' } }, 'Request done')
  t.match(JSON.parse(text()), { req: { method: 'GET', route: '/v1/letters/:id', id: 'r1' }, res: { statusCode: 404 } })
  t.notMatch(text(), /Kari|Bearer/)
})

test('logOptions() holds for child loggers too', async t => {
  const { log, text } = aLogger()
  log.child({ letterId: 'a', name: 'Kari Nordmann' }).info('x')
  t.match(JSON.parse(text()), { letterId: 'a' })
  t.notMatch(text(), /Kari/)
})

test('logOptions() keeps any identity number out, wherever it was put', async t => {
  const property = fc.property(fc.stringMatching(/^\d{11}$/), number => {
    const { log, text } = aLogger()
    log.info({ code: number, count: Number(number), letterId: `x${number}` }, `for ${number}`)
    log.warn(`%s ${number}`, number)
    log.error(new Error(number))
    return !text().includes(number) && text().trim().split('\n').every(line => typeof JSON.parse(line) === 'object')
  })
  t.doesNotThrow(() => { fc.assert(property, { numRuns: 200 }) })
})
