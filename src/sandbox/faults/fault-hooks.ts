import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FaultKind, FaultRule, Faults, FaultTarget } from './faults.ts'

const before: readonly FaultKind[] = ['latency', 'status', 'rate-limit', 'html', 'hang-up']
const after: readonly FaultKind[] = ['lost-answer', 'wrong-status', 'slow-body']

/** Lets a party's faults strike its routes: some before the call is acted on, some after. */
export function addFaultHooks (scope: FastifyInstance, target: FaultTarget, faults: Faults): void {
  scope.addHook('onRequest', async (request, reply) => {
    const rule = faults.take(target, before)
    if (rule !== undefined) await strikeBefore(rule, target, request, reply)
  })
  scope.addHook('onSend', async (request, reply, payload) => {
    const rule = faults.take(target, after)
    return rule === undefined ? payload : await strikeAfter(rule, request, reply, payload)
  })
}

/** The work is never begun, but for `latency`, which lets it begin late. Pauses do not keep the process alive. */
async function strikeBefore (rule: FaultRule, target: FaultTarget, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const ms = rule.ms ?? 1000
  switch (rule.kind) {
    case 'latency': await pause(ms, undefined, { ref: false }); return
    case 'hang-up': request.raw.socket.destroy(); return reply.hijack()
    case 'html': return await reply.code(rule.status ?? 200).type('text/html').send('<html><body><h1>Request rejected</h1></body></html>')
    // Folkeregisteret counts Retry-After in milliseconds, everybody else in seconds (registries §2.1).
    case 'rate-limit':
      return await reply.code(429).header('retry-after', target.startsWith('folkeregisteret') ? ms : Math.ceil(ms / 1000)).send({ detail: 'Too many requests' })
    default: return await reply.code(rule.status ?? 503).send({ detail: 'The sandbox was told to fail' })
  }
}

/** The work is done by now. Only the answer is spoiled. */
async function strikeAfter (rule: FaultRule, request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  switch (rule.kind) {
    case 'lost-answer': request.raw.socket.destroy(); return payload
    case 'wrong-status': reply.code(rule.status ?? 500); return payload
    default: {
      const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : ''
      reply.removeHeader('content-length')
      return await Promise.resolve(Readable.from(trickle(Buffer.from(text), rule.ms ?? 1000), { objectMode: false }))
    }
  }
}

/** The total length is not announced, so the reader cannot know how long it will take. */
async function* trickle (bytes: Buffer, ms: number): AsyncGenerator<Buffer> {
  for (const byte of bytes) {
    await pause(ms, undefined, { ref: false })
    yield Buffer.of(byte)
  }
}
