import { Type } from 'typebox'
import { holdsIdentityNumber } from '../../intake/identity-number.ts'
import { GatewayError } from '../../letter/gateway-error.ts'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'findLetters',
  summary: 'The letters with a reference of yours, newest first',
  tags: ['letters'],
  querystring: Type.Object({ reference: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
  response: {
    200: Type.Object({ letters: Type.Array(named('LetterStatus')) }, { description: 'The letters', additionalProperties: false }),
    ...problems(400, 401, 422)
  }
}

/** `GET /v1/letters?reference=…` */
export function listLetters (app: App, ports: GatewayPorts): void {
  app.get('/letters', { schema }, async request => {
    const { reference } = request.query
    // No letter has such a reference; whoever asks should learn that the number is now in a log on the way here.
    if (holdsIdentityNumber(reference)) {
      throw new GatewayError('ERR_INTAKE_PERSONAL_DATA', 'Cannot look for the letter: an identity number stands in the address of the request')
    }
    const letters = await ports.findByReference(reference, callerOf(request).senders)
    return { letters }
  })
}
