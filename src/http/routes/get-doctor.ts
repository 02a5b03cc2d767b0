import { Type } from 'typebox'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'diagnose',
  summary: 'What is wrong with the gateway, and the repair',
  tags: ['operation'],
  response: {
    200: Type.Object({
      ok: Type.Boolean({ description: 'No finding is a failure.' }),
      findings: Type.Array(named('Finding'))
    }, { description: 'What was looked at', additionalProperties: false }),
    ...problems(401)
  }
}

/** `GET /v1/doctor` */
export function getDoctor (app: App, ports: GatewayPorts): void {
  app.get('/doctor', { schema }, async () => {
    const findings = await ports.diagnose()
    return { ok: findings.every(({ level }) => level !== 'failure'), findings }
  })
}
