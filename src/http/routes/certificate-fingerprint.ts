import { Type } from 'typebox'
import { GatewayError } from '../../letter/gateway-error.ts'

/** The parameter of every route of one certificate. */
export const certificateFingerprint = Type.Object({
  fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the certificate, lower-case hexadecimal.' })
}, { additionalProperties: false })

/** Gives what was found, or refuses in the same words whether it does not exist or belongs to another sender. */
export function foundCertificate<Value> (value: Value | undefined): Value {
  if (value === undefined) throw new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the certificate: no such fingerprint among those of this key')
  return value
}
