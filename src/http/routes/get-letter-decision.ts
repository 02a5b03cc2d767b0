import { found, letterId } from './letter-id.ts'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'readLetterDecision',
  summary: 'Why a letter goes the way it goes',
  description: 'The rule that matched, every rule tried before it, what they saw, what people decided, and what it costs. Not found until the way is chosen. '
    + 'That it was read is logged (`recipient.read`): it holds what the registers say of the recipient.',
  tags: ['letters'],
  params: letterId,
  response: { 200: { description: 'The decision', ...named('Decision') }, ...problems(401, 404) }
}

/** `GET /v1/letters/{id}/decision` */
export function getLetterDecision (app: App, ports: GatewayPorts): void {
  app.get('/letters/:id/decision', { schema }, async request => {
    const { params: { id } } = request
    const { senders, name } = callerOf(request)
    const decision = found(await ports.readDecision(id, senders, name))
    const [overrides, cost] = await Promise.all([ports.readOverrides(id, senders), ports.readCost(id, senders)])
    return { ...decision, overrides, cost: cost ?? null }
  })
}
