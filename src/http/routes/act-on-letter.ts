import type { FastifyReply, FastifyRequest } from 'fastify'
import { groundsSchema } from '../../intake/act-schema.ts'
import { overrideSchema } from '../../intake/override-schema.ts'
import type { Act } from '../../letter/act.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { demandKey, idempotencyKeyOf, keyHeader } from '../idempotency-key.ts'
import { maxLetterBytes } from '../limits.ts'
import type { Deciding, DecideResult, GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { found, letterId } from './letter-id.ts'

const told: Readonly<Record<Act, { summary: string, description: string }>> = {
  hold: {
    summary: 'Stops a letter before its hand-over', description: 'Until it is released. A letter that may have been handed over cannot be held.'
  },
  release: {
    summary: 'Lets a letter that stopped go on',
    description: 'By fresh facts, from its first step; where a hand-over of it may have happened, the channel is asked about that one.'
  },
  withdraw: { summary: 'Ends a letter that nobody has got', description: 'For good. Only while no hand-over can have happened.' },
  resend: {
    summary: 'Tries a letter anew', description: 'After a hand-over that is proved not to have happened, or, once, when post came back.'
  },
  redirect: {
    summary: 'Sends a letter another way',
    description: 'As a decision (see decideLetter), also for a letter on its way that is not handed over, and for one that came back. What the law forbids stays forbidden.'
  }
}

/** `POST /v1/letters/{id}/hold`, `…/release`, `…/withdraw`, `…/resend` and `…/redirect` */
export function actOnLetter (app: App, ports: GatewayPorts): void {
  add(app, 'hold', (call, senders) => ports.act('hold', call, senders))
  add(app, 'release', (call, senders) => ports.act('release', call, senders))
  add(app, 'withdraw', (call, senders) => ports.act('withdraw', call, senders))
  add(app, 'resend', (call, senders) => ports.act('resend', call, senders))
  add(app, 'redirect', (call, senders) => ports.redirect(call, senders))
}

function add (app: App, name: Act, act: GatewayPorts['decide']): void {
  const isRedirect = name === 'redirect'
  const schema = {
    operationId: `${name}Letter`,
    ...told[name],
    tags: ['letters'],
    params: letterId,
    response: { 200: { description: 'It is done', ...named(isRedirect ? 'Override' : 'Act') }, ...problems(400, 401, 404, 409, 413, 415, 422) }
  }
  const documentedBody = { required: true, content: { 'application/json': { schema: isRedirect ? overrideSchema : groundsSchema } } }
  const config = { documentedBody, documentedHeaders: keyHeader('action') }
  app.post(`/letters/:id/${name}`, { schema, bodyLimit: maxLetterBytes, config, onRequest: [demandJson, demandKey] }, async (request, reply) => {
    const { name: client, senders } = callerOf(request)
    const call: Deciding = { client, idempotencyKey: idempotencyKeyOf(request.headers), letterId: idOf(request.params), input: request.body }
    return sendOrder(found(await act(call, senders)), request, reply)
  })
}

/** The path is not a literal, so its parameters have no type of their own; the schema has judged them. */
function idOf (params: unknown): string {
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : ''
}

/** Answers with what was done, in the text that was kept, so that a repeat is the same byte for byte. */
export function sendOrder (result: DecideResult, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (result.kind === 'refused') return sendProblems(result.problems, request, reply)
  if (result.kind === 'replayed') void reply.header('idempotency-replayed', 'true')
  return reply.code(200).type('application/json; charset=utf-8').send(result.body)
}
