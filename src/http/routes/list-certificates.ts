import { Type } from 'typebox'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'listCertificates',
  summary: 'The certificates letters are signed with, those of recipients they met, and how they stand',
  tags: ['operation'],
  response: {
    200: Type.Object({
      certificates: Type.Array(named('Certificate')),
      recipients: Type.Array(named('RecipientCertificate'), { description: 'Of mailbox operators and print services, met in the last 90 days.' })
    }, { description: 'The certificates', additionalProperties: false }),
    ...problems(401)
  }
}

/** `GET /v1/certificates` */
export function listCertificates (app: App, ports: GatewayPorts): void {
  app.get('/certificates', { schema }, async request => ({
    certificates: await ports.certificates.list(callerOf(request).senders), recipients: await ports.certificates.recipients()
  }))
}
