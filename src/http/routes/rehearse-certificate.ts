import { certificateFingerprint, foundCertificate } from './certificate-fingerprint.ts'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'rehearseCertificate',
  summary: 'Seals a test letter with a certificate and opens it again; nothing is sent',
  tags: ['operation'],
  params: certificateFingerprint,
  response: { 200: { description: 'How that went, in rehearsal', ...named('Certificate') }, ...problems(401, 404) }
}

/** `POST /v1/certificates/{fingerprint}/rehearse` */
export function rehearseCertificate (app: App, ports: GatewayPorts): void {
  app.post('/certificates/:fingerprint/rehearse', { schema }, async request =>
    foundCertificate(await ports.certificates.rehearse(request.params.fingerprint, callerOf(request).senders)))
}
