import { certificateFingerprint, foundCertificate } from './certificate-fingerprint.ts'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'activateCertificate',
  summary: 'Signs the sender\'s letters with a rehearsed certificate from now on',
  tags: ['operation'],
  params: certificateFingerprint,
  response: { 200: { description: 'The certificate, now current', ...named('Certificate') }, ...problems(401, 404, 409) }
}

/** `POST /v1/certificates/{fingerprint}/activate` */
export function activateCertificate (app: App, ports: GatewayPorts): void {
  app.post('/certificates/:fingerprint/activate', { schema }, async request => {
    const { senders, name } = callerOf(request)
    return foundCertificate(await ports.certificates.activate(request.params.fingerprint, senders, name))
  })
}
