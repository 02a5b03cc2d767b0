import type { ErrorCode } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** One thing wrong with a letter. `why` names rules and limits, never what the caller wrote. */
export function refusal (code: ErrorCode, field: string, why: string): GatewayError {
  return new GatewayError(code, `Cannot accept the letter: ${why}`, { field })
}
