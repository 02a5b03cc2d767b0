// The rule table: first match wins. Change the version with every change; decisions are stored with it and explained by it years later.
import { mailboxRules } from './mailbox-rules.ts'
import { recipientRules, type RuleOutcome } from './recipient-rules.ts'
import type { Rule } from './rule.ts'

/** Version of all tables, this one and those for paper and policies, stored with every decision. */
export const ruleset = '2026-2'

/** From the letter and its recipient to mailbox, paper or a stop: who may have it at all, then whether digitally. The last row always matches. */
export const rules: readonly Rule<RuleOutcome>[] = [...recipientRules, ...mailboxRules]
