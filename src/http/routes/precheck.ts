import { Type } from 'typebox'
import { precheckSchema } from '../../intake/precheck-schema.ts'
import { sendProblems } from '../answer-problems.ts'
import { channel, orNull, sentence } from '../answer-parts.ts'
import { problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { maxPrecheckBytes, timeouts } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const closed = { additionalProperties: false }
const ore = Type.Integer({ description: 'In øre, without VAT.' })
const warnings = Type.Array(Type.Object({ code: Type.String({ examples: ['email-stale'] }), sentence }, closed))
const channelTotal = Type.Object({ recipients: Type.Integer(), forecastOre: ore }, closed)

const recipient = Type.Object({
  index: Type.Integer({ description: 'Place in the list that was sent. Nobody is named.' }),
  channel: orNull(channel),
  state: Type.Enum(['routed', 'needs_decision', 'undeliverable', 'received'], {
    type: 'string', description: 'Where the letter would come to; received: it would wait, since a register gave no readable answer about this person.'
  }),
  rule: Type.String(),
  sentence,
  warnings,
  forecastOre: orNull(ore),
  paperOre: orNull(Type.Integer({ description: 'The same letter on paper.' })),
  isEstimate: Type.Boolean({ description: 'A price of paper was found with guessed pages or with example prices.' })
}, closed)

const answer = Type.Object({
  warnings,
  recipients: Type.Array(recipient),
  totals: Type.Object({
    channels: Type.Object({ eboks: channelTotal, digipost: channelTotal, print: channelTotal }, closed),
    needsDecision: Type.Integer(),
    undeliverable: Type.Integer(),
    unanswered: Type.Integer(),
    forecastOre: ore,
    isEstimate: Type.Boolean()
  }, closed)
}, { ...closed, description: 'What would become of the letter' })

const schema = {
  operationId: 'precheckLetter',
  summary: 'Tells for up to 1000 recipients which way a letter would go, why, and what it would cost',
  description: 'Nothing is sent, and nothing is stored but that it was asked, of how many (`recipient.read`). The registers are asked now; when the letter comes, they are asked again. '
    + 'A policy\'s demand for people with protection is left out, for it would tell who they are.',
  tags: ['letters'],
  response: { 200: answer, ...problems(400, 401, 403, 413, 415, 422, 502) }
}

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: precheckSchema } } }

/** `POST /v1/precheck` */
export function precheck (app: App, ports: GatewayPorts): void {
  app.post('/precheck', {
    schema,
    bodyLimit: maxPrecheckBytes,
    handlerTimeout: timeouts.longReadMs,
    config: { documentedBody, maxPlainBytes: maxPrecheckBytes },
    onRequest: demandJson
  }, async (request, reply) => {
    const { senders, name } = callerOf(request)
    const result = await ports.precheck(request.body, senders, name)
    if (result.kind === 'answered') return reply.send(result.answer)
    return sendProblems(result.problems, request, reply)
  })
}
