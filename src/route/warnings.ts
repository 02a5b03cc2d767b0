// What is worth knowing of a letter that goes all the same: quirks of the receivers, and facts that are about to become a hindrance.
import type { Decision } from '../letter/choice.ts'
import type { Letter } from '../letter/letter.ts'
import type { ContactPoint, RecipientFacts } from '../letter/recipient-facts.ts'
import type { Warning, WarningCode } from '../letter/warning.ts'
import { contactAgeMonths, freshMonths } from './freshness.ts'
import { maxPackageBytes, takesFormats } from './limits.ts'
import { warningSentences } from './warning-sentences.ts'

/** So much of the limit counts as near it. */
const nearLimit = 0.9

/** An e-mail's subject takes 100 characters at Digipost (digipost-eboks-print.md §4.3); what notices and lists show is cut near there. */
const longTitle = 100

/** A warning with its sentence. */
export function warningOf (code: WarningCode): Warning {
  return { code, sentence: warningSentences[code] }
}

/** What is worth knowing of a letter, whoever gets it. */
export function letterWarnings ({ title, documents }: Pick<Letter, 'title' | 'documents'>): Warning[] {
  const bytes = documents.reduce((sum, document) => sum + document.bytes, 0)
  const titles = [title, ...documents.map(document => document.title)]
  return told({
    'size-near-limit': bytes > nearLimit * maxPackageBytes,
    'not-printable': !takesFormats('print', documents),
    'title-long': titles.some(text => Array.from(text).length > longTitle),
    // e-Boks refuses a letter in which a name stands twice (SBD:5023).
    'file-name-repeated': hasRepeats(documents.map(({ fileName }) => fileName)),
    'title-repeated': hasRepeats(documents.map(document => document.title))
  })
}

/**
 * What is worth knowing of one recipient. Nothing tells a person with a protected address from one without a usable address, nor one with
 * protection and a usable address from anybody else: protection is confidential, and a thousand people can be asked about at once.
 */
export function recipientWarnings (
  { recipient }: Pick<Letter, 'recipient'>, { contact, person }: RecipientFacts, { choice, inputs }: Pick<Decision, 'choice' | 'inputs'>, now: Date
): Warning[] {
  const known = person === 'unknown' ? undefined : person
  const asked = recipient.kind === 'person' ? recipient.nationalIdentityNumber : undefined
  return told({
    'email-stale': isStale(contact?.email, now),
    'mobile-stale': isStale(contact?.mobile, now),
    'number-superseded': known !== undefined && asked !== undefined && known.nationalIdentityNumber !== asked,
    'no-paper-address': choice.kind === 'mailbox' && inputs.printAddress === 'none'
  })
}

function told (conditions: Partial<Record<WarningCode, boolean>>): Warning[] {
  return codes.filter(code => conditions[code] === true).map(warningOf)
}

const codes: readonly WarningCode[] = [
  'size-near-limit', 'not-printable', 'title-long', 'file-name-repeated', 'title-repeated', 'email-stale', 'mobile-stale', 'number-superseded', 'no-paper-address'
]

function isStale (point: ContactPoint | undefined, now: Date): boolean {
  return point !== undefined && (contactAgeMonths(point, now) ?? Infinity) > freshMonths
}

/** Of names that were told at all; some systems do not tell cases apart. */
function hasRepeats (names: readonly string[]): boolean {
  const given = names.filter(name => name !== '').map(name => name.normalize('NFKC').toLowerCase())
  return new Set(given).size < given.length
}
