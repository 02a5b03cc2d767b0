import type { ToldAction } from '../../letter/act.ts'
import { GatewayError } from '../../letter/gateway-error.ts'

/** An action as the API names things. What its schema does not list does not leave. */
export function toAction ({ act, ...action }: ToldAction): Record<string, unknown> {
  return { action: act, ...action }
}

/** Gives the action that was found, or refuses in the same words whether it does not exist or touches others' letters. */
export function foundAction<Value> (value: Value | undefined): Value {
  if (value === undefined) throw new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the action: no such id among the actions of this key')
  return value
}
