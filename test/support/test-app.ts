import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Test } from 'tap'
import { buildApp, type AppOptions } from '../../src/http/app.ts'
import type { GatewayPorts } from '../../src/http/ports.ts'
import { fakePorts } from './fake-ports.ts'

/** Builds the app on fake ports; what it logs is collected in `lines`. Closed when the test ends. */
export async function testApp (
  t: Test, ports: Partial<GatewayPorts> = {}, options: Partial<AppOptions> = {}
): Promise<{ app: FastifyInstance, lines: string[] }> {
  const lines: string[] = []
  let count = 0
  const app = await buildApp(fakePorts(ports), {
    logger: pino({ level: 'trace' }, { write: line => { lines.push(line) } }),
    now: () => new Date('2026-03-01T08:00:00Z'),
    newId: () => `trace-${++count}`,
    version: '0.0.0',
    ...options
  })
  t.teardown(() => app.close())
  return { app, lines }
}

/** Headers of a caller that is known. */
export const authorized = { authorization: 'Bearer sandbox' }

/** The same, with a key for one letter. */
export const sending = { ...authorized, 'content-type': 'application/json', 'idempotency-key': 'key-1' }
