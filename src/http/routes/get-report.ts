import { Type } from 'typebox'
import { reportedEvents } from '../../letter/day-report.ts'
import { channels } from '../../letter/choice.ts'
import { GatewayError } from '../../letter/gateway-error.ts'
import { problems } from '../answer-schemas.ts'
import { channel, orNull } from '../answer-parts.ts'
import { outlookSchema } from '../outlook-schema.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const closed = { additionalProperties: false }
const count = Type.Integer({ minimum: 0 })
const counts = (names: readonly string[]): Record<string, typeof count> => Object.fromEntries(names.map(name => [name, count]))

const senderDay = Type.Object({
  sender: Type.String(),
  accepted: count,
  handedOver: Type.Object(counts(channels), closed),
  events: Type.Object(counts(reportedEvents), { ...closed, description: 'How often each was logged on the day.' }),
  states: Type.Array(Type.Object({ state: Type.String(), channel: orNull(channel), count }, closed), { description: 'All letters, at madeAt.' }),
  late: Type.Integer({ description: 'More than five minutes past their next step, at madeAt.' }),
  missingReceipts: Type.Array(Type.Object({ channel, count }, closed), { description: 'Handed over, receipt overdue, at madeAt.' })
}, closed)

const schema = {
  operationId: 'readReport',
  summary: 'What happened on a day',
  description: 'Written once, half an hour into the next day, and kept as it was.',
  tags: ['operation'],
  params: Type.Object({ date: Type.String({ format: 'date', description: 'A date in Norway.' }) }, closed),
  response: {
    200: Type.Object({
      day: Type.String({ format: 'date' }), madeAt: Type.String({ format: 'date-time' }), senders: Type.Array(senderDay), outlook: outlookSchema
    }, { ...closed, description: 'The report' }),
    ...problems(400, 401, 404)
  }
}

/** `GET /v1/reports/{date}` */
export function getReport (app: App, ports: GatewayPorts): void {
  app.get('/reports/:date', { schema }, async request => {
    const report = await ports.readReport(request.params.date, callerOf(request).senders)
    if (report === undefined) throw new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the report: none was written of this date')
    return report
  })
}
