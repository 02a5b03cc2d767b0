// What a sender's policy may change: tried only after the law has said mailbox, and again after it has said print. From there these rows
// lead to paper or to a person and nowhere else, so no policy can loosen anything. Same version as the main table.
import type { Sentence } from '../letter/choice.ts'
import { hasDutyToNotify } from './duty.ts'
import { freshMonths } from './freshness.ts'
import type { PolicyRow } from './policy.ts'
import type { Rule } from './rule.ts'
import type { View } from './view.ts'

/** What policy rules see. */
export interface PolicySight {
  view: View
  /** Kept out of the view, and so out of what is stored. */
  isProtected: boolean
  /** The rows that hold for the letter. */
  rows: readonly PolicyRow[]
}

/** A rule that can name the row that demanded it. */
export interface PolicyRule<Result extends string> extends Rule<Result, PolicySight> {
  rowOf: (sight: PolicySight) => string | null
}

type Demand = (row: PolicyRow, view: View, isProtected: boolean) => boolean

/** Matches when a row demands it, and names the first one that does. */
function demandedBy (demands: Demand): Pick<PolicyRule<string>, 'matches' | 'rowOf'> {
  const find = ({ rows, view, isProtected }: PolicySight): PolicyRow | undefined => rows.find(row => demands(row, view, isProtected))
  return { matches: sight => find(sight) !== undefined, rowOf: sight => find(sight)?.id ?? null }
}

const always: Pick<PolicyRule<string>, 'matches' | 'rowOf'> = { matches: () => true, rowOf: () => null }

/** Nothing of the law's allowance is used up: the row itself and the case system's class of the letter decide whether a notice is demanded. */
const demandsNotice = (row: PolicyRow, view: View): boolean => hasDutyToNotify(view) || row.requireFreshContact === true

const isWithin = (months: number | null, limit: number): boolean => months !== null && months <= limit

/** How old contact data may be for the notices of a letter: the law's limit, or the strictest row's. Infinite where none is demanded. */
export function contactLimitMonths (view: View, rows: readonly PolicyRow[]): number {
  return rows.reduce((limit, row) => demandsNotice(row, view) ? Math.min(limit, row.maxContactAgeMonths ?? freshMonths) : limit,
    hasDutyToNotify(view) ? freshMonths : Infinity)
}

/** One rule and no row for all of its reasons: protection is one of them, and is confidential. */
const person = (demands: Demand): PolicyRule<'needs_decision'> => ({
  id: 'policy-person',
  outcome: 'needs_decision',
  source: 'needsDecisionFor of the policy',
  ...demandedBy(demands),
  rowOf: () => null,
  sentence: {
    nb: 'Avsenderen krever at et menneske avgjør hvordan brevet skal sendes.',
    nn: 'Avsendaren krev at eit menneske avgjer korleis brevet skal sendast.',
    en: 'The sender demands that a person decides how the letter is sent.'
  }
})

const asksForProtected: Demand = ({ needsDecisionFor }, _view, isProtected) => isProtected && needsDecisionFor?.includes('protected') === true

const asksOnPaper: Demand = (row, view, isProtected) => asksForProtected(row, view, isProtected)
  || (view.age === 'minor' && row.needsDecisionFor?.includes('minor') === true)
  || (view.isAbroad && row.needsDecisionFor?.includes('abroad') === true)

const size = {
  id: 'policy-size',
  outcome: 'needs_decision',
  source: 'maxPackageBytes of the policy',
  ...demandedBy((row, view) => view.packageBytes > (row.maxPackageBytes ?? Infinity)),
  sentence: {
    nb: 'Brevet er større enn avsenderen tillater. Et menneske må avgjøre.',
    nn: 'Brevet er større enn avsendaren tillèt. Eit menneske må avgjere.',
    en: 'The letter is larger than the sender allows. A person must decide.'
  }
} as const

const nothing: Sentence = {
  nb: 'Avsenderen krever ikke noe mer enn reglene.',
  nn: 'Avsendaren krev ikkje noko meir enn reglane.',
  en: 'The sender demands nothing beyond the rules.'
}

/** From a mailbox to a mailbox, paper or a stop. */
export const mailboxPolicyRules: readonly PolicyRule<'mailbox' | 'paper' | 'needs_decision'>[] = [
  person(asksForProtected),
  size,
  {
    id: 'policy-channel',
    outcome: 'paper',
    source: 'channels of the policy',
    ...demandedBy(({ channels }, { mailbox }) => channels !== undefined && !channels.some(channel => channel === mailbox)),
    sentence: {
      nb: 'Avsenderen bruker ikke denne postkassen for slike brev, så brevet sendes på papir.',
      nn: 'Avsendaren bruker ikkje denne postkassen for slike brev, så brevet blir sendt på papir.',
      en: 'The sender does not use this mailbox for such letters, so the letter goes on paper.'
    }
  },
  {
    id: 'policy-not-notifiable',
    outcome: 'paper',
    source: 'requireFreshContact of the policy, where eForvaltningsforskriften § 8 demands no notice',
    ...demandedBy((row, view) => row.requireFreshContact === true && !view.isNotifiable),
    sentence: {
      nb: 'Mottakeren kan ikke varsles, og avsenderen krever varsel også for slike brev. Brevet sendes på papir.',
      nn: 'Mottakaren kan ikkje varslast, og avsendaren krev varsel også for slike brev. Brevet blir sendt på papir.',
      en: 'The recipient cannot be notified, and the sender demands a notice for such letters too. The letter goes on paper.'
    }
  },
  {
    id: 'policy-contact-stale',
    outcome: 'paper',
    source: 'requireFreshContact and maxContactAgeMonths of the policy, within the 18 months of eForvaltningsforskriften § 32',
    ...demandedBy((row, view) => {
      const limit = row.maxContactAgeMonths ?? freshMonths
      return demandsNotice(row, view) && !isWithin(view.emailAgeMonths, limit) && !isWithin(view.mobileAgeMonths, limit)
    }),
    sentence: {
      nb: 'Kontaktopplysningene er eldre enn avsenderen godtar for varsel. Brevet sendes på papir.',
      nn: 'Kontaktopplysningane er eldre enn avsendaren godtek for varsel. Brevet blir sendt på papir.',
      en: 'The contact data is older than the sender accepts for a notice. The letter goes on paper.'
    }
  },
  { id: 'policy-mailbox', outcome: 'mailbox', source: 'Nothing above stands against the mailbox', ...always, sentence: nothing }
]

/** From print to print or a stop. */
export const printPolicyRules: readonly PolicyRule<'print' | 'needs_decision'>[] = [
  person(asksOnPaper),
  size,
  {
    id: 'policy-no-print',
    outcome: 'needs_decision',
    source: 'channels of the policy',
    ...demandedBy(({ channels }) => channels?.includes('print') === false),
    sentence: {
      nb: 'Brevet må på papir, men avsenderen bruker ikke papir for slike brev. Et menneske må avgjøre.',
      nn: 'Brevet må på papir, men avsendaren bruker ikkje papir for slike brev. Eit menneske må avgjere.',
      en: 'The letter must go on paper, but the sender does not use paper for such letters. A person must decide.'
    }
  },
  { id: 'policy-print', outcome: 'print', source: 'Nothing above stands against paper', ...always, sentence: nothing }
]
