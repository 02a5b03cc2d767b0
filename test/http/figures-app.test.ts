import { pino } from 'pino'
import { test, type Test } from 'tap'
import { buildFiguresApp } from '../../src/http/figures-app.ts'
import type { GatewayPorts } from '../../src/http/ports.ts'

type Ports = Pick<GatewayPorts, 'isReady' | 'metrics'>

async function figuresApp (t: Test, changes: Partial<Ports> = {}): ReturnType<typeof buildFiguresApp> {
  const ports: Ports = {
    isReady: async () => ({ ready: true, checks: { database: 'ok' } }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'postbud_letters_late 0\n' }),
    ...changes
  }
  const app = await buildFiguresApp(ports, { logger: pino({ level: 'silent' }), now: () => new Date('2026-03-01T08:00:00Z'), newId: () => 'trace-1' })
  t.teardown(() => app.close())
  return app
}

test('buildFiguresApp() tells figures and health', async t => {
  const app = await figuresApp(t)
  const metrics = await app.inject({ url: '/metrics' })
  t.equal(metrics.statusCode, 200)
  t.match(metrics.headers['content-type'], /^text\/plain; version=0\.0\.4/)
  t.equal(metrics.body, 'postbud_letters_late 0\n')
  t.match((await app.inject({ url: '/health/live' })).json(), { status: 'ok' })
  t.match((await app.inject({ url: '/health/ready' })).json(), { ready: true, checks: { database: 'ok' } })
})

test('buildFiguresApp() answers 503 while the process is not ready, also when the check itself fails', async t => {
  for (const isReady of [async () => ({ ready: false, checks: {} }), () => Promise.reject(new Error('20914695016'))]) {
    const answer = await (await figuresApp(t, { isReady })).inject({ url: '/health/ready' })
    t.equal(answer.statusCode, 503)
    t.notMatch(answer.body, /20914695016/)
  }
})

test('buildFiguresApp() has nothing else, and tells failures as problems', async t => {
  const app = await figuresApp(t, { metrics: () => Promise.reject(new Error('20914695016')) })
  const asked = [{ url: '/v1/letters', status: 404, code: 'ERR_HTTP_NOT_FOUND' }, { url: '/metrics', status: 500, code: 'ERR_HTTP_INTERNAL' }]
  for (const { url, status, code } of asked) {
    const answer = await app.inject({ url, headers: { authorization: 'Bearer sandbox' } })
    t.equal(answer.statusCode, status)
    t.match(answer.json(), { code })
    t.notMatch(answer.body, /20914695016/)
  }
  t.equal((await app.inject({ method: 'POST', url: '/metrics' })).statusCode, 405)
})
