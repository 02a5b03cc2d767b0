import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { CostRow } from '../../letter/cost.ts'
import { GatewayError } from '../../letter/gateway-error.ts'
import { problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const closed = { additionalProperties: false }
const day = Type.String({ format: 'date', description: 'A date in Norway. Both days count.' })
const ore = Type.Integer({ description: 'In øre, without VAT.' })

const row = Type.Object({
  sender: Type.String(),
  group: Type.Union([Type.String(), Type.Null()], { description: 'Class or invoice reference; null for a whole sender, and for letters without a reference.' }),
  letters: Type.Integer(),
  forecastOre: ore,
  paidLetters: Type.Integer({ description: 'Those with a receipt.' }),
  actualOre: Type.Integer({ description: 'What those did cost, by the price table of the day; not read from an invoice.' }),
  savedOre: Type.Integer({ description: 'How much less than on paper.' }),
  isEstimate: Type.Boolean({ description: 'A price of paper was found with guessed pages or with example prices.' })
}, closed)

const schema = {
  operationId: 'reportCosts',
  summary: 'What letters cost: forecast, actual, and saved against paper',
  description: 'Of letters accepted in the period, at most 366 days. Asked with `Accept: text/csv` it is a table.',
  tags: ['operation'],
  querystring: Type.Object({
    from: day, to: day, by: Type.Enum(['sender', 'class', 'invoiceReference'], { type: 'string', default: 'sender' })
  }, closed),
  response: {
    200: {
      description: 'One row a group of each sender',
      content: { 'application/json': { schema: Type.Object({ rows: Type.Array(row) }, closed) }, 'text/csv': { schema: Type.String() } }
    },
    ...problems(400, 401)
  }
}

const dayMs = 24 * 60 * 60 * 1000

/** `GET /v1/costs?from=…&to=…&by=…` */
export function getCosts (app: App, ports: GatewayPorts): void {
  app.get('/costs', { schema }, async (request, reply) => {
    const { from, to, by } = request.query
    const days = (Date.parse(to) - Date.parse(from)) / dayMs
    if (days < 0 || days >= 366) throw new GatewayError('ERR_HTTP_MALFORMED', 'Cannot read the query: from and to are not the first and last of 1 to 366 days')
    const rows = await ports.reportCosts({ from, to }, by, callerOf(request).senders)
    void reply.header('vary', 'accept')
    return request.headers.accept?.includes('text/csv') === true ? sendTable(reply, rows) : reply.send({ rows })
  })
}

const columns = ['sender', 'group', 'letters', 'forecastOre', 'paidLetters', 'actualOre', 'savedOre', 'isEstimate'] as const

/** RFC 4180. */
function sendTable (reply: FastifyReply, rows: readonly CostRow[]): FastifyReply {
  const lines = [columns.join(','), ...rows.map(row => columns.map(name => toCell(row[name])).join(','))]
  return reply.type('text/csv; charset=utf-8').send(lines.map(line => `${line}\r\n`).join(''))
}

/** A reference is the caller's text: a spreadsheet must not take it for a formula. */
function toCell (value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value ?? '')
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
