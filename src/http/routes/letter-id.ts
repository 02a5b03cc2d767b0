import { Type } from 'typebox'
import { GatewayError } from '../../letter/gateway-error.ts'

/** The parameter of every route of one letter. An id of another form is not found, like any that does not exist. */
export const letterId = Type.Object({ id: Type.String({ format: 'uuid' }) }, { additionalProperties: false })

/** Gives what was found, or refuses in the same words whether it does not exist or belongs to another sender. */
export function found<Value> (value: Value | undefined): Value {
  if (value === undefined) throw new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the letter: no such id among the letters of this key')
  return value
}
