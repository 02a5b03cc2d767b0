import type { ErrorCode } from './error-table.ts'
import type { GatewayError } from './gateway-error.ts'

/** What a step asks of the queue. An answer outside this list is a bug, never a success. */
export type Outcome =
  | { kind: 'done', reference: string }
  | { kind: 'wait', until: Date, code: ErrorCode } // not a failure: costs no attempt
  | { kind: 'retry', error: GatewayError } // the other side is in trouble: back off, try again (error.notBefore is obeyed)
  | { kind: 'stop', error: GatewayError } // trying again cannot help: a person must look
