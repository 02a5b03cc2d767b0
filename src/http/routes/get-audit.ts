import { Type } from 'typebox'
import { orNull } from '../answer-parts.ts'
import { problems } from '../answer-schemas.ts'
import { timeouts } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import type { App } from '../schema-types.ts'

const closed = { additionalProperties: false }
const chain = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the chain before (32 zero bytes at first) and the SHA-256 of the entry.' })
const number = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const entries = {
  operationId: 'readAudit',
  summary: 'The log of all letters with its chain, to be verified by SHA-256 alone',
  description: 'Of all senders, reads included; ids and codes only. An empty list means that there is nothing more.',
  tags: ['operation'],
  querystring: Type.Object({
    after: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 5000, default: 1000 })
  }, closed),
  response: {
    200: Type.Object({
      entries: Type.Array(Type.Object({
        number,
        entry: Type.String({ description: 'The very text that is hashed, as UTF-8: a JSON array of number, letter id or null, type, time, data.' }),
        chain: orNull(chain)
      }, closed))
    }, { ...closed, description: 'The events after that number; `chain` is null for those numbered before there was a chain.' }),
    ...problems(400, 401)
  }
}

const proof = {
  operationId: 'proveAudit',
  summary: 'Computes some thousands of the log\'s chain anew',
  description: 'Ask again with `checked` and `chain` of the answer as `from`, as in 5000:0a…, until `checked` is `end` or something is `broken`.',
  tags: ['operation'],
  querystring: Type.Object({
    from: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}:[0-9a-f]{64}$', description: 'Default the beginning of the chain.' }))
  }, closed),
  response: {
    200: Type.Object({
      outside: Type.Integer({ description: 'Events up to this number were numbered before there was a chain.' }),
      checked: Type.Integer(),
      chain,
      end: Type.Integer({ description: 'The last number that has a chain.' }),
      broken: orNull(Type.Integer({ description: 'The first number that is not what it was, or `end` + 1 when the log does not end where it did.' }))
    }, { ...closed, description: 'How far the chain holds' }),
    ...problems(400, 401)
  }
}

/** `GET /v1/audit?after=…&limit=…` and `GET /v1/audit/proof?from=…` */
export function getAudit (app: App, { audit }: GatewayPorts): void {
  app.get('/audit', { schema: entries, handlerTimeout: timeouts.longReadMs }, async request => {
    const { after, limit } = request.query
    return { entries: await audit.entries(after, limit) }
  })
  app.get('/audit/proof', { schema: proof, handlerTimeout: timeouts.longReadMs }, async request => {
    const [checked, chain = ''] = request.query.from?.split(':') ?? []
    return audit.prove(checked === undefined ? undefined : { checked: Number(checked), chain })
  })
}
