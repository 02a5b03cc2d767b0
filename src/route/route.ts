import type { Choice, Decision, MailboxChoice, PrintChoice } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter } from '../letter/letter.ts'
import type { ContactFacts, RecipientFacts } from '../letter/recipient-facts.ts'
import { paperRules } from './paper-rules.ts'
import { noPolicy, type Policy } from './policy.ts'
import { channelOf } from './providers.ts'
import { rules, ruleset, type Rule } from './rules.ts'
import { viewOf, type View } from './view.ts'

/**
 * Chooses the channel for a letter. Pure: the same letter, facts and moment always give the same decision.
 *
 * The first matching rule wins; one that leads to paper is then tried against what stops paper. The decision names the rule that settled it,
 * every rule tried, and the answers they saw.
 *
 * @throws {GatewayError} `ERR_ROUTE_NO_CHOICE` if a table has no matching row, which a test keeps from happening
 */
export function route (letter: Letter, facts: RecipientFacts, now: Date, policy: Policy = noPolicy): Decision {
  const view = viewOf(letter, facts, now)
  const evaluated: Decision['evaluated'] = []
  const first = firstMatch(rules, view, evaluated)
  const paper = first.outcome === 'paper' ? firstMatch(paperRules, view, evaluated) : undefined
  const settled = paper === undefined || paper.outcome === 'print' ? first : paper
  const choice = choiceOf(paper?.outcome ?? first.outcome, letter, facts, view)
  return { ruleset, policy: { version: policy.version, row: null }, rule: settled.id, sentence: settled.sentence, evaluated, inputs: { ...view }, choice }
}

function firstMatch<Result extends string> (table: readonly Rule<Result>[], view: View, evaluated: Decision['evaluated']): Rule<Result> {
  for (const rule of table) {
    const matched = rule.matches(view)
    evaluated.push({ rule: rule.id, matched })
    if (matched) return rule
  }
  throw new GatewayError('ERR_ROUTE_NO_CHOICE', 'Cannot choose a channel: no rule of the table matched')
}

function choiceOf (outcome: string, letter: Letter, facts: RecipientFacts, view: View): Choice {
  if (outcome === 'mailbox') return mailbox(facts.contact, view)
  if (outcome === 'print') return print(letter, facts)
  return { kind: 'stop', state: outcome === 'undeliverable' ? 'undeliverable' : 'needs_decision' }
}

/** Stale contact points still serve information letters; for the rest § 32 rules them out one by one. */
function mailbox (contact: ContactFacts | undefined, view: View): MailboxChoice {
  const { address, provider, certificate } = contact?.mailbox ?? {}
  const channel = provider === undefined ? undefined : channelOf(provider)
  if (address === undefined || provider === undefined || certificate === undefined || channel === undefined) throw contradiction('a mailbox')
  const maySay = (isFresh: boolean): boolean => view.class === 'information' || isFresh
  const { email, mobile } = contact ?? {}
  return {
    kind: 'mailbox', channel, receiver: provider, mailboxAddress: address, certificate,
    ...email !== undefined && maySay(view.hasFreshEmail) ? { notifyEmail: email.value } : {},
    ...mobile !== undefined && maySay(view.hasFreshMobile) ? { notifyMobile: mobile.value } : {}
  }
}

function print (letter: Letter, facts: RecipientFacts): PrintChoice {
  const registered = facts.person === undefined || facts.person === 'unknown' ? undefined : facts.person.address
  const address = letter.recipient.kind === 'address' ? letter.recipient.address : registered
  if (address === undefined) throw contradiction('print')
  return { kind: 'print', channel: 'print', receiver: facts.printService.provider, address, certificate: facts.printService.certificate }
}

function contradiction (what: string): GatewayError {
  return new GatewayError('ERR_ROUTE_NO_CHOICE', `Cannot choose a channel: the rules led to ${what} that the facts do not hold`)
}
