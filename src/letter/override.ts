// What a person decided of a letter that the rules left to people.
import type { PostalAddress } from './letter.ts'

/** What a person may decide: the channel, another address on paper, the contact of an estate, or that the letter goes nowhere. */
export type OverrideAction = 'route' | 'address' | 'estate-contact' | 'stop'

/** The decision itself. `digital` means whichever mailbox the register gives. */
export type OverrideOrder =
  | { action: 'route', channel: 'print' | 'digital' }
  | { action: 'address' | 'estate-contact', address: PostalAddress }
  | { action: 'stop' }

/** Who decided, why, when and until when. `by` and `reason` are free text of people: encrypted where they are stored, never logged. */
export interface OverrideGrounds {
  by: string
  reason: string
  at: Date
  /** From then on the rules decide alone again. Absent: as long as the letter lives. */
  until?: Date
}

/** One decision of a person about one letter, as it comes. */
export type NewOverride = OverrideOrder & OverrideGrounds & {
  /** Name of the key it came with. */
  client: string
}

/** The same, taken. */
export type Override = NewOverride & {
  /** 1, 2, … within the letter; the last one counts. */
  ordinal: number
}

/** What may be told of an override: all but the address. */
export interface ToldOverride extends OverrideGrounds {
  ordinal: number
  action: OverrideAction
  channel?: 'print' | 'digital'
  /** Name of the key: what is proved of who decided. */
  client: string
}

/** An override as a decision tells of it. */
export interface HonoredOverride extends ToldOverride {
  /** False when the rules, with what the registers say now, do not allow it. */
  isHonored: boolean
}

/** What may be told of an override. */
export function tellOverride (override: Override): ToldOverride {
  const { ordinal, action, client, by, reason, at, until } = override
  return { ordinal, action, ...override.action === 'route' && { channel: override.channel }, client, by, reason, at, ...until !== undefined && { until } }
}
