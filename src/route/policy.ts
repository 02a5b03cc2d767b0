// What a sender demands beyond the law, as data. Rows only tighten: they are tried after the rules have spoken, and can only
// turn a mailbox into paper, or paper into a question for a person.
import { Type, type Static } from 'typebox'
import { channels } from '../letter/choice.ts'
import type { Letter } from '../letter/letter.ts'
import { maxPackageBytes } from './limits.ts'

const closed = { additionalProperties: false }

const rowSchema = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'Stored with the decisions it made. No personal data.' }),
  sender: Type.Optional(Type.String({ pattern: '^[0-9]{9}$', description: 'Absent: every sender.' })),
  class: Type.Optional(Type.Enum(['decision', 'important', 'information'], { type: 'string', description: 'Absent: every class.' })),
  channels: Type.Optional(Type.Array(Type.Enum([...channels], { type: 'string' }), {
    minItems: 1, uniqueItems: true, description: 'The only channels to be used. Without print, what would be printed is for a person.'
  })),
  requireFreshContact: Type.Optional(Type.Literal(true, { description: 'Information letters demand a notice too, as decisions do by law.' })),
  maxContactAgeMonths: Type.Optional(Type.Integer({
    minimum: 1, maximum: 18, description: 'Where a notice is demanded: contact data older than this does not count. The law says 18.'
  })),
  maxPackageBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPackageBytes, description: 'A larger letter is for a person.' })),
  needsDecisionFor: Type.Optional(Type.Array(Type.Enum(['protected', 'minor', 'abroad'], { type: 'string' }), {
    minItems: 1, uniqueItems: true, description: 'A person decides about people with protection, paper to minors, paper out of Norway.'
  })),
  ladder: Type.Optional(Type.Object({
    printAfterWorkingDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'Unopened so long after delivery: on paper.' })),
    onNotificationFailed: Type.Optional(Type.Literal(true, { description: 'On paper at once when the mailbox could not notify the recipient.' })),
    maxCostOre: Type.Optional(Type.Integer({ minimum: 0, description: 'What the paper may cost; beyond it the letter stays where it was delivered.' }))
  }, { ...closed, description: 'How a letter that is not opened is followed up. It asks for an opening receipt, whatever the caller said.' }))
}, closed)

/** A policy as written in a file or sent to be tried. */
export const policySchema = Type.Object({
  version: Type.String({ pattern: '^[A-Za-z0-9._-]{1,40}$', description: 'Change it with every change: decisions are stored with it.' }),
  rows: Type.Array(rowSchema, { maxItems: 1000, description: 'Every row that fits a letter holds for it.' })
}, closed)

/** What senders demand beyond the law. */
export type Policy = Static<typeof policySchema>

/** One row of it. */
export type PolicyRow = Policy['rows'][number]

/** The policy of those who have none. */
export const noPolicy: Policy = { version: 'none', rows: [] }

/**
 * The policy as it may be asked about people who have no letter yet, or over and over: as if nobody were protected. With the demand in it, one
 * question about a thousand people would tell which of them are.
 */
export function foretold (policy: Policy): Policy {
  const rows = policy.rows.map(row => row.needsDecisionFor === undefined
    ? row
    : { ...row, needsDecisionFor: row.needsDecisionFor.filter(reason => reason !== 'protected') })
  return { ...policy, rows }
}

/** The rows that hold for a letter, in the order they are written. */
export function rowsFor (policy: Policy, { sender, class: letterClass }: Pick<Letter, 'sender' | 'class'>): readonly PolicyRow[] {
  return policy.rows.filter(row => (row.sender ?? sender) === sender && (row.class ?? letterClass) === letterClass)
}
