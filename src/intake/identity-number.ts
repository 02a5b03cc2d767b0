// The check itself is @navikt/fnrvalidator's: both digits, the calendar, D and synthetic offsets, and the remainders 0 to 3 that
// Folkeregisteret issues from 2032 on (k1 only). This file says which of its kinds are people that the registers know.
import { idnr } from '@navikt/fnrvalidator'

/** Kinds that stand in Folkeregisteret; hospitals' own numbers (*H-nummer*, month + 40) do not. */
const registered: ReadonlySet<string> = new Set(['fnr', 'dnr', 'tnr', 'dnr-and-tnr'])

/** Eleven digits in one run, or written as people do with one space, dash or dot after the birth date; as a form's `pattern` takes it, too. */
export const identityNumberShape = '(?<!\\d)(\\d{6})[\\s\\-‐-―.]?(\\d{5})(?!\\d)'

const looksLikeOne = new RegExp(identityNumberShape, 'gu')

/** UUIDs and digests: one in some thousands holds by chance what could be a number, and case systems use them as references. */
const hexadecimal = /(?<![0-9a-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,})(?![0-9a-z])/giu

/** Tells whether the digits are a *fødselsnummer* or *D-nummer*, synthetic and 2032 ones included. */
export function isIdentityNumber (digits: string): boolean {
  const result = idnr(digits)
  return result.status === 'valid' && registered.has(result.type)
}

/** What could be one, as digits. */
function* alikeIn (text: string): Generator<string> {
  for (const [, date = '', rest = ''] of text.normalize('NFKC').replaceAll(hexadecimal, ' ').matchAll(looksLikeOne)) yield date + rest
}

/** Tells whether what is written like an identity number stands in a text outside UUIDs and digests, a mistyped one too. */
export function holdsLikeIdentityNumber (text: string): boolean {
  return alikeIn(text).some(() => true)
}

/**
 * Tells whether a valid identity number of any kind, hospitals' own too, stands somewhere in a text outside UUIDs and digests. Full-width digits
 * count.
 */
export function holdsIdentityNumber (text: string): boolean {
  return alikeIn(text).some(digits => idnr(digits).status === 'valid')
}
