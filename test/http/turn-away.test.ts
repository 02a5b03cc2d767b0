// A process that is told to stop: what is in hand is answered, what comes then is not taken, and no connection stays open.
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { test, type Test } from 'tap'
import { testApp } from '../support/test-app.ts'

const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox\r\n\r\n`

/** An app that listens, and a call in its hand that ends when it may. */
async function withCallInHand (t: Test): Promise<{ app: FastifyInstance, port: number, answer: Promise<string>, goOn: () => void }> {
  const [begun, mayEnd] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const { app } = await testApp(t, { diagnose: async () => { begun.resolve(undefined); await mayEnd.promise; return [] } })
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
  const socket = connect(port, '127.0.0.1')
  socket.write(ask('/v1/doctor'))
  await begun.promise
  return { app, port, answer: text(socket), goOn: () => { mayEnd.resolve(undefined) } }
}

/** Begins to close an app, and goes on when it takes no more connections. */
async function beginClosing (app: FastifyInstance): Promise<{ closed: Promise<undefined> }> {
  const closed = app.close()
  while (app.server.listening) await setImmediate()
  return { closed }
}

test('close() waits for the request in hand, whose connection is closed with its answer', async t => {
  const { app, answer, goOn } = await withCallInHand(t)
  const { closed } = await beginClosing(app)
  goOn()
  t.match(await answer, /^HTTP\/1\.1 200 [^]*connection: close/)
  await closed
})

test('a request over a connection that was open already is turned away', async t => {
  const { app, port, answer, goOn } = await withCallInHand(t)
  const accepted = once(app.server, 'connection')
  const late = connect(port, '127.0.0.1')
  await accepted
  const { closed } = await beginClosing(app)
  late.write(ask('/health/live'))
  t.match(await text(late), /^HTTP\/1\.1 503 [^]*"code":"ERR_HTTP_UNAVAILABLE"/)
  goOn()
  t.match(await answer, /^HTTP\/1\.1 200 /)
  await closed
})

test('who is turned away is told to come again soon, on another connection', async t => {
  const { app, port, goOn } = await withCallInHand(t)
  const accepted = once(app.server, 'connection')
  const late = connect(port, '127.0.0.1')
  await accepted
  await beginClosing(app)
  late.write(ask('/health/live'))
  const [head = ''] = (await text(late)).split('\r\n\r\n')
  t.match(head.toLowerCase(), 'retry-after: 1')
  t.match(head.toLowerCase(), 'connection: close')
  goOn()
})
