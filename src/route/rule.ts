// What a rule is, and how a table of them is asked: the first that matches wins, and the table tells which were tried.
import type { Decision, Sentence } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { View } from './view.ts'

/** One row. Ids are stored and shown: a retired id is never used again. */
export interface Rule<Result extends string, Seen = View> {
  id: string
  outcome: Result
  /** Where the rule comes from. */
  source: string
  matches: (seen: Seen) => boolean
  sentence: Sentence
}

/** The row that matched, and every row tried up to it. */
export interface Match<Row> {
  rule: Row
  evaluated: Decision['evaluated']
}

/**
 * Makes the question to a table. What it tells of the rows tried follows from where it stopped, so it is written down beforehand.
 *
 * @returns gives the first row that matches, and throws `ERR_ROUTE_NO_CHOICE` if none does, which a test of every table keeps from happening
 */
export function createTable<Seen, Row extends { id: string }> (
  rows: readonly (Row & Pick<Rule<string, Seen>, 'matches'>)[]
): (seen: Seen) => Match<Row> {
  const found = rows.map((rule, last) => ({
    rule, evaluated: rows.slice(0, last + 1).map(({ id }, index) => ({ rule: id, matched: index === last }))
  }))
  return seen => {
    for (const match of found) if (match.rule.matches(seen)) return match
    throw new GatewayError('ERR_ROUTE_NO_CHOICE', 'Cannot choose a channel: no rule of the table matched')
  }
}
