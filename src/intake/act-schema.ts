// What people do with letters by hand, as callers send it: checked by read-act.ts, shown by http/ in the API description.
import { Type, type Static } from 'typebox'
import { acts } from '../letter/act.ts'
import { channels } from '../letter/choice.ts'
import { letterStates } from '../letter/states.ts'

const closed = { additionalProperties: false }
const sender = Type.String({ pattern: '^[0-9]{9}$' })
const letterClass = Type.Enum(['decision', 'important', 'information'], { type: 'string' })
const channel = Type.Enum([...channels], { type: 'string' })
const moment = (description: string) => Type.String({ format: 'date-time', description })

const grounds = {
  reason: Type.String({ minLength: 1, maxLength: 500, description: 'Why, for those who ask later. No identity number.', examples: ['Feil i vedlegget'] }),
  by: Type.String({ minLength: 1, maxLength: 100, description: 'Name of the person who asks for it.', examples: ['Kari Saksbehandler'] })
}

/** Who, and why. */
export const groundsSchema = Type.Object(grounds, { ...closed, description: 'Who, and why.' })

/** Which letters are meant. Everything given must hold; something must be given. */
export const selectionSchema = Type.Object({
  sender: Type.Optional(sender),
  class: Type.Optional(letterClass),
  state: Type.Optional(Type.Enum([...letterStates], { type: 'string' })),
  channel: Type.Optional(Type.Enum([...channels, 'none'], { type: 'string', description: 'none: letters that have no channel.' })),
  reasonCode: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'As the letters\' reason has it.', examples: ['ERR_SEAL_ADDRESS'] })),
  batch: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'The batch the letters came with.' })),
  references: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 1000, uniqueItems: true })),
  acceptedFrom: Type.Optional(moment('RFC 3339 with offset.')),
  acceptedTo: Type.Optional(moment('RFC 3339 with offset; not in it.'))
}, { ...closed, description: 'Which letters are meant. Everything given must hold, and something must be given.' })

const order = {
  action: Type.Enum([...acts], { type: 'string' }),
  selection: selectionSchema,
  channel: Type.Optional(Type.Enum(['print', 'digital'], { type: 'string', description: 'With redirect, and with no other.' }))
}

/** A question what an action over many letters would meet. */
export const actPreviewSchema = Type.Object(order, closed)

/** An action over many letters. */
export const bulkActSchema = Type.Object({
  ...order,
  ...grounds,
  expected: Type.Optional(Type.Integer({ minimum: 0, description: 'The total of the preview. With another number of letters nothing is ordered.' }))
}, closed)

/** A pause of what matches all that is given. */
export const pauseSchema = Type.Object({
  channel: Type.Optional(channel),
  sender: Type.Optional(sender),
  class: Type.Optional(letterClass),
  ...grounds,
  until: Type.Optional(moment('RFC 3339 with offset. Absent: until somebody resumes.'))
}, { ...closed, description: 'Stops hand-overs of letters that match everything given. Nothing given: all of the key\'s senders.' })

/** What the schemas let through. */
export type SelectionInput = Static<typeof selectionSchema>
