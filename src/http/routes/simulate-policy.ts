import { Type } from 'typebox'
import { simulationSchema } from '../../journey/read-simulation.ts'
import { channels } from '../../letter/choice.ts'
import { sendProblems } from '../answer-problems.ts'
import { problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { maxPolicyBytes, timeouts } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const closed = { additionalProperties: false }
const count = Type.Integer({ minimum: 0 })
const ending = Type.Enum([...channels, 'needs_decision', 'undeliverable'], { type: 'string' })

const answer = Type.Object({
  letters: count,
  unchanged: count,
  changed: count,
  decidedByPeople: Type.Integer({ description: 'No policy changes these; they are not among letters.' }),
  unreadable: count,
  isWhole: Type.Boolean({ description: 'False when the period holds more letters than are looked at in a minute, at most 100 000; the newest were.' }),
  rules: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), letters: count }, closed)),
  channels: Type.Array(Type.Object({ from: ending, to: ending, letters: count }, closed)),
  cost: Type.Object({
    beforeOre: count, afterOre: count, isEstimate: Type.Boolean()
  }, { ...closed, description: 'In øre, without VAT. Follow-ups on paper are not in it.' })
}, { ...closed, description: 'What would have changed' })

const schema = {
  operationId: 'simulatePolicy',
  summary: 'Decides the letters of a period again under a draft policy, and counts what would change',
  description: 'From the facts stored with each letter, as of the moment it was decided. No register is asked, nothing is stored, nobody is named. '
    + 'Answers as if nobody were protected, for it would tell who is.',
  tags: ['operation'],
  response: { 200: answer, ...problems(400, 401, 413, 415, 422) }
}

/** Read by open-api.ts: the body is judged by journey/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: simulationSchema } } }

/** `POST /v1/routing-policies/simulate` */
export function simulatePolicy (app: App, ports: GatewayPorts): void {
  app.post('/routing-policies/simulate', {
    schema,
    bodyLimit: maxPolicyBytes,
    handlerTimeout: timeouts.longReadMs,
    config: { documentedBody, maxPlainBytes: maxPolicyBytes },
    onRequest: demandJson
  }, async (request, reply) => {
    const result = await ports.simulatePolicy(request.body, callerOf(request).senders)
    if (result.kind === 'answered') return reply.send(result.answer)
    return sendProblems(result.problems, request, reply)
  })
}
