import type { Choice, Decision, MailboxChoice, PrintChoice } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter } from '../letter/letter.ts'
import type { ContactFacts, ContactPoint, RecipientFacts } from '../letter/recipient-facts.ts'
import { isFresh } from './freshness.ts'
import { paperRules } from './paper-rules.ts'
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
export function route (letter: Letter, facts: RecipientFacts, now: Date): Decision {
  const view = viewOf(letter, facts, now)
  const evaluated: Decision['evaluated'] = []
  const first = firstMatch(rules, view, evaluated)
  const paper = first.outcome === 'paper' ? firstMatch(paperRules, view, evaluated) : undefined
  const settled = paper === undefined || paper.outcome === 'print' ? first : paper
  const choice = choiceOf(paper?.outcome ?? first.outcome, letter, facts, now)
  return { ruleset, rule: settled.id, sentence: settled.sentence, evaluated, inputs: { ...view }, choice }
}

function firstMatch<Result extends string> (table: readonly Rule<Result>[], view: View, evaluated: Decision['evaluated']): Rule<Result> {
  for (const rule of table) {
    const matched = rule.matches(view)
    evaluated.push({ rule: rule.id, matched })
    if (matched) return rule
  }
  throw new GatewayError('ERR_ROUTE_NO_CHOICE', 'Cannot choose a channel: no rule of the table matched')
}

function choiceOf (outcome: string, letter: Letter, facts: RecipientFacts, now: Date): Choice {
  if (outcome === 'mailbox') return mailbox(letter, facts.contact, now)
  if (outcome === 'print') return print(letter, facts)
  return { kind: 'stop', state: outcome === 'undeliverable' ? 'undeliverable' : 'needs_decision' }
}

function mailbox (letter: Letter, contact: ContactFacts | undefined, now: Date): MailboxChoice {
  const { address, provider, certificate } = contact?.mailbox ?? {}
  const channel = provider === undefined ? undefined : channelOf(provider)
  if (address === undefined || provider === undefined || certificate === undefined || channel === undefined) throw contradiction('a mailbox')
  const email = usable(contact?.email, letter, now)
  const mobile = usable(contact?.mobile, letter, now)
  return {
    kind: 'mailbox', channel, receiver: provider, mailboxAddress: address, certificate,
    ...email === undefined ? {} : { notifyEmail: email },
    ...mobile === undefined ? {} : { notifyMobile: mobile }
  }
}

/** Stale contact points still serve information letters; for the rest § 32 rules them out one by one. */
function usable (point: ContactPoint | undefined, letter: Letter, now: Date): string | undefined {
  return point !== undefined && (letter.class === 'information' || isFresh(point, now)) ? point.value : undefined
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
