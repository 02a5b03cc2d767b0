import type { Choice, Decision, MailboxChoice, PrintChoice, Sentence } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter } from '../letter/letter.ts'
import type { ContactFacts, PrintService, RecipientFacts } from '../letter/recipient-facts.ts'
import { ageOf } from './age.ts'
import { paperRules } from './paper-rules.ts'
import { contactLimitMonths, mailboxPolicyRules, printPolicyRules, type PolicySight } from './policy-rules.ts'
import { noPolicy, rowsFor, type Policy } from './policy.ts'
import { printDestination, type PrintDestination } from './print-destination.ts'
import { channelOf } from './providers.ts'
import { createTable } from './rule.ts'
import { rules, ruleset } from './rules.ts'
import { viewOf, type View } from './view.ts'

const askRules = createTable(rules)
const askPaper = createTable(paperRules)
const askMailboxPolicy = createTable(mailboxPolicyRules)
const askPrintPolicy = createTable(printPolicyRules)

/** What the tables came to. */
interface Verdict {
  outcome: 'mailbox' | 'print' | 'needs_decision' | 'undeliverable'
  /** The rule that settled it, with the policy's row if it is one of a policy. */
  settled: { id: string, sentence: Sentence }
  row: string | null
  evaluated: Decision['evaluated']
}

/**
 * Chooses the channel for a letter. Pure: the same letter, facts, moment and policy always give the same decision.
 *
 * The first matching rule wins. Where that is a mailbox, the sender's policy may still demand paper or a person; where it is paper, it is
 * tried against what stops paper, and then against the policy. The decision names the rule that settled it, every rule tried, and the answers
 * they saw.
 *
 * @throws {GatewayError} `ERR_ROUTE_NO_CHOICE` if a table has no matching row, which a test keeps from happening
 */
export function route (letter: Letter, facts: RecipientFacts, now: Date, policy: Policy = noPolicy): Decision {
  const person = facts.person === 'unknown' ? undefined : facts.person
  const paper = printDestination(letter, facts, person === undefined ? null : ageOf(person, now))
  const view = viewOf(letter, facts, now, paper)
  const rows = rowsFor(policy, letter)
  const { outcome, settled, row, evaluated } = judge({ view, rows, isProtected: person !== undefined && person.protection !== 'none' })
  return {
    ruleset,
    policy: { version: policy.version, row },
    rule: settled.id,
    sentence: settled.sentence,
    evaluated,
    inputs: rows.length === 0 ? view : { ...view, policyRows: rows.map(({ id }) => id).join(' ') },
    choice: choiceOf(outcome, facts, paper, { view, months: contactLimitMonths(view, rows) })
  }
}

function judge (sight: PolicySight): Verdict {
  const { rule, evaluated } = askRules(sight.view)
  if (rule.outcome === 'mailbox') return digital(sight, { outcome: 'mailbox', settled: rule, row: null, evaluated })
  if (rule.outcome === 'paper') return onPaper(sight, { outcome: 'print', settled: rule, row: null, evaluated })
  return { outcome: rule.outcome, settled: rule, row: null, evaluated }
}

function digital (sight: PolicySight, law: Verdict): Verdict {
  if (sight.rows.length === 0) return law
  const { rule, evaluated } = askMailboxPolicy(sight)
  const tried = [...law.evaluated, ...evaluated]
  if (rule.outcome === 'mailbox') return { ...law, evaluated: tried }
  const verdict = { settled: rule, row: rule.rowOf(sight), evaluated: tried }
  return rule.outcome === 'paper' ? onPaper(sight, { ...verdict, outcome: 'print' }) : { ...verdict, outcome: rule.outcome }
}

function onPaper (sight: PolicySight, toPaper: Verdict): Verdict {
  const { rule, evaluated } = askPaper(sight.view)
  const tried = [...toPaper.evaluated, ...evaluated]
  if (rule.outcome === 'needs_decision') return { outcome: rule.outcome, settled: rule, row: null, evaluated: tried }
  if (sight.rows.length === 0) return { ...toPaper, evaluated: tried }
  const policy = askPrintPolicy(sight)
  const all = [...tried, ...policy.evaluated]
  if (policy.rule.outcome === 'print') return { ...toPaper, evaluated: all }
  return { outcome: policy.rule.outcome, settled: policy.rule, row: policy.rule.rowOf(sight), evaluated: all }
}

function choiceOf (outcome: Verdict['outcome'], facts: RecipientFacts, paper: PrintDestination, limit: NoticeLimit): Choice {
  if (outcome === 'mailbox') return mailbox(facts.contact, limit)
  if (outcome === 'print') return print(facts.printService, paper)
  return { kind: 'stop', state: outcome }
}

/** How old each contact point is, and how old it may be. */
interface NoticeLimit {
  view: Pick<View, 'emailAgeMonths' | 'mobileAgeMonths'>
  months: number
}

/** Old contact points still serve information letters; for the rest § 32 and the policy rule them out one by one. */
function mailbox (contact: ContactFacts | undefined, { view, months }: NoticeLimit): MailboxChoice {
  const { address, provider, certificate } = contact?.mailbox ?? {}
  const channel = provider === undefined ? undefined : channelOf(provider)
  if (address === undefined || provider === undefined || certificate === undefined || channel === undefined) throw contradiction('a mailbox')
  const maySay = (ageMonths: number | null): boolean => (ageMonths ?? Infinity) <= months
  const { email, mobile } = contact ?? {}
  return {
    kind: 'mailbox', channel, receiver: provider, mailboxAddress: address, certificate,
    ...email !== undefined && maySay(view.emailAgeMonths) ? { notifyEmail: email.value } : {},
    ...mobile !== undefined && maySay(view.mobileAgeMonths) ? { notifyMobile: mobile.value } : {}
  }
}

function print ({ provider, certificate }: PrintService, paper: PrintDestination): PrintChoice {
  if (paper.source === 'none') throw contradiction('print')
  return { kind: 'print', channel: 'print', receiver: provider, address: paper.address, certificate }
}

function contradiction (what: string): GatewayError {
  return new GatewayError('ERR_ROUTE_NO_CHOICE', `Cannot choose a channel: the rules led to ${what} that the facts do not hold`)
}
