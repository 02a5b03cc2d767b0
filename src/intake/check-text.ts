import { holdsIdentityNumber } from './identity-number.ts'
import { refusal } from './refusal.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

/** Unicode's control characters, the two separators that break lines, and the two that XML 1.0 cannot carry besides (§2.2). */
const control = /[\p{Cc}\u2028\u2029\uFFFE\uFFFF]/u

/** What a notice may hold besides: line breaks. */
const controlButLineBreaks = /[^\P{Cc}\r\n]|[\u2028\u2029\uFFFE\uFFFF]/u

/** How long a text may be, and whether it may have lines. */
export interface TextRule {
  maxLength: number
  multiline?: boolean
  /** Code for a text that cannot be used; ERR_INTAKE_FIELD_INVALID unless given. */
  code?: ErrorCode
}

/**
 * Checks one text that people or machines outside will see: length, characters, and that no identity number stands in it.
 *
 * Length counts code points, as XSD and JSON Schema do at the receivers.
 */
export function checkText (text: string, field: string, rule: TextRule): GatewayError[] {
  const wrong = faultOf(text, rule)
  if (wrong !== undefined) return [refusal(rule.code ?? 'ERR_INTAKE_FIELD_INVALID', field, wrong)]
  if (!holdsIdentityNumber(text)) return []
  return [refusal('ERR_INTAKE_PERSONAL_DATA', field, 'an identity number stands in a text that others can see')]
}

function faultOf (text: string, rule: TextRule): string | undefined {
  if (isLonger(text, rule.maxLength)) return `the text is longer than ${rule.maxLength} characters`
  if (!text.isWellFormed()) return 'the text holds half a character (an unpaired surrogate)'
  if ((rule.multiline === true ? controlButLineBreaks : control).test(text)) return 'the text holds control characters'
  return text.trim() === '' ? 'the text is blank' : undefined
}

/** A code point is one or two code units, so only texts between the limit and its double need counting. */
function isLonger (text: string, limit: number): boolean {
  return text.length > limit && (text.length > limit * 2 || Array.from(text).length > limit)
}
