// What a mailbox writes to the citizen by e-mail and text message: no link may stand in it, so that nobody learns to follow those of swindlers.
import { checkText } from './check-text.ts'
import { refusal } from './refusal.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

/** The two texts of a notice, as far as they are given. */
export interface Notice {
  emailText?: string | undefined
  smsText?: string | undefined
}

/** Checks both texts: what every text must be, and that neither holds a link (dpi-json.md §5.1). */
export function checkNotice ({ emailText, smsText }: Notice): GatewayError[] {
  return [...checkOne(emailText, '/notification/emailText', 500), ...checkOne(smsText, '/notification/smsText', 160)]
}

function checkOne (text: string | undefined, field: string, maxLength: number): GatewayError[] {
  if (text === undefined) return []
  const problems = checkText(text, field, { maxLength, multiline: true })
  // One that is too long is not looked through.
  if (problems.length > 0 || !holdsLink(text)) return problems
  return [refusal('ERR_INTAKE_LINK', field, 'a link stands in the text of a notice')]
}

const withScheme = /[a-z][a-z0-9+.-]*:\/\//iu
const worldWideWeb = /(?<![\p{L}\p{N}@.-])www\d*\.[\p{L}\p{N}]/iu
/** A host with something behind it that belongs to its address. Not that of an e-mail address, and not the second half of a word. */
const hostWithPath = /(?<![\p{L}\p{N}@._-])(?:[\p{L}\p{N}_-]+\.)+(\p{L}{2,}|xn--[a-z0-9-]+)(?::\d+)?(?:\/|[?#][\p{L}\p{N}])/giu
/** What ends like a host in plain writing: `org.nr/navn`. None of these but Nauru's is a domain. */
const abbreviations: ReadonlySet<string> = new Set(['nr', 'eks', 'dvs', 'osv', 'mnd', 'stk', 'pst', 'pkt', 'kap', 'avd', 'tlf', 'mob', 'vgs', 'år'])

/** Tells whether a text holds what a telephone or mail reader would make a link of. A host alone (`nav.no`) is none; full-width letters count. */
function holdsLink (text: string): boolean {
  const plain = text.normalize('NFKC')
  if (withScheme.test(plain) || worldWideWeb.test(plain)) return true
  return plain.matchAll(hostWithPath).some(([, last = '']) => !abbreviations.has(last.toLowerCase()))
}
