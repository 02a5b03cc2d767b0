import { Type } from 'typebox'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'readEvents',
  summary: 'The log of all your letters, in order',
  description: 'Keep `last` and ask with it as `after` next time. An empty list means that nothing new has happened.',
  tags: ['events'],
  querystring: Type.Object({
    after: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 })
  }, { additionalProperties: false }),
  response: {
    200: Type.Object({
      events: Type.Array(named('Event')),
      last: Type.Integer({ description: 'The number to go on from.' })
    }, { description: 'The events after that number', additionalProperties: false }),
    ...problems(400, 401)
  }
}

/** `GET /v1/events?after=…&limit=…` */
export function getFeed (app: App, ports: GatewayPorts): void {
  app.get('/events', { schema }, async (request, reply) => {
    const { after, limit } = request.query
    const feed = await ports.readFeed(after, limit, callerOf(request).senders)
    // RFC 8288: where the list goes on.
    void reply.header('link', `</v1/events?after=${feed.last}&limit=${limit}>; rel="next"`)
    return feed
  })
}
