// Error answers, RFC 9457. Every word of them comes from the error table or from a GatewayError's sentence.
import { Type, type Static } from 'typebox'
import { errorTable, type ErrorCode } from '../letter/error-table.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

const itemSchema = Type.Object({
  code: Type.String(),
  field: Type.Optional(Type.String({ description: 'JSON pointer into the letter.' })),
  detail: Type.String(),
  remedy: Type.String()
}, { additionalProperties: false })

/** The shape of every error answer. */
export const problemSchema = Type.Object({
  type: Type.String({ format: 'uri-reference', description: 'Resolves to the catalogue entry.' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String({ description: 'Stable; branch on this.' }),
  remedy: Type.String({ description: 'What to do about it.' }),
  traceId: Type.String({ description: 'Tell the operator this one.' }),
  errors: Type.Optional(Type.Array(itemSchema, { description: 'Everything that is wrong, one entry each.' }))
}, { $id: 'Problem', additionalProperties: false })

/** An error answer. */
export type Problem = Static<typeof problemSchema>

/** The media type of error answers. */
export const problemMediaType = 'application/problem+json'

/** Makes one answer of one failure or of many refusals. */
export function toProblem (errors: readonly [GatewayError, ...GatewayError[]], traceId: string): Problem {
  const [first, ...others] = errors
  const code = others.every(error => error.code === first.code) ? first.code : 'ERR_INTAKE_FIELD_INVALID'
  const { status, title, remedy } = errorTable[code]
  const detail = others.length === 0 ? detailOf(first) : `${first.message.split(':', 1).join('')}: ${errors.length} things are wrong, see errors`
  const hasItems = others.length > 0 || first.field !== undefined
  return { type: problemPath(code), title, status, detail, code, remedy, traceId, ...hasItems && { errors: errors.map(toItem) } }
}

/** Where the catalogue tells of a code. */
export function problemPath (code: ErrorCode): string {
  return `/problems/${code.toLowerCase().replaceAll('_', '-')}`
}

function toItem (error: GatewayError): Static<typeof itemSchema> {
  const { code, field } = error
  return { code, ...field !== undefined && { field }, detail: detailOf(error), remedy: errorTable[code].remedy }
}

/** Of a failure on our side the caller learns the catalogue's words only. */
function detailOf ({ code, message }: GatewayError): string {
  const { status, title } = errorTable[code]
  return status >= 500 ? title : message
}
