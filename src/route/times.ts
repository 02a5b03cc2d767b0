// When letters are handed over, beyond what each of them asks for, as data: hours in which no citizen's phone shall ring, and large runs foretold.
import { Type, type Static } from 'typebox'
import type { Channel } from '../letter/choice.ts'
import type { Letter } from '../letter/letter.ts'

const closed = { additionalProperties: false }

const facets = {
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'What the row is known by. No personal data.' }),
  sender: Type.Optional(Type.String({ pattern: '^[0-9]{9}$', description: 'Absent: every sender.' })),
  class: Type.Optional(Type.Enum(['decision', 'important', 'information'], { type: 'string', description: 'Absent: every class.' }))
}

const quietSchema = Type.Object({
  ...facets,
  days: Type.Optional(Type.Array(Type.Enum(['working', 'weekend', 'holiday'], { type: 'string' }), {
    minItems: 1, uniqueItems: true, description: 'Days the hours begin on. Absent: every day. A holiday on a Sunday is both.'
  })),
  from: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'On the clocks in Norway.' }),
  to: Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$', description: 'Not after `from`: on the day after.' }),
  paper: Type.Optional(Type.Literal(true, { description: 'Paper waits too. Absent: only digital hand-overs do.' }))
}, closed)

const windowSchema = Type.Object({
  ...facets,
  sender: Type.String({ pattern: '^[0-9]{9}$' }),
  from: Type.String({ format: 'date-time', description: 'RFC 3339 with offset.' }),
  to: Type.String({ format: 'date-time' }),
  letters: Type.Integer({ minimum: 1, maximum: 100_000_000, description: 'How many are expected to be handed in from then to then.' })
}, closed)

/** What a file of times looks like. */
export const timesSchema = Type.Object({
  quietHours: Type.Optional(Type.Array(quietSchema, { maxItems: 1000, description: 'Every row that fits a letter holds for it.' })),
  windows: Type.Optional(Type.Array(windowSchema, { maxItems: 1000, description: 'Runs that senders have told of.' }))
}, closed)

/** Hours of the day in which nothing is handed over. */
export type QuietHours = Static<typeof quietSchema>

/** A large run a sender has told of: so many letters from then to then. */
export type VolumeWindow = Omit<Static<typeof windowSchema>, 'from' | 'to'> & { from: Date, to: Date }

/** All times. */
export interface Times {
  quietHours: readonly QuietHours[]
  windows: readonly VolumeWindow[]
}

/** The times of those who set none. */
export const noTimes: Times = { quietHours: [], windows: [] }

/** The quiet hours that hold for a letter on a channel. */
export function quietHoursFor ({ quietHours }: Times, letter: Pick<Letter, 'sender' | 'class'>, channel: Channel): readonly QuietHours[] {
  return quietHours.filter(row => (row.sender ?? letter.sender) === letter.sender && (row.class ?? letter.class) === letter.class
    && (channel !== 'print' || row.paper === true))
}
