import { Type } from 'typebox'
import { channel, orNull } from './answer-parts.ts'

const closed = { additionalProperties: false }
const moment = Type.String({ format: 'date-time' })
const finishesAt = orNull(Type.String({ format: 'date-time', description: 'At the pace of late, after the pauses in force; null where nothing left lately or somebody must resume first, so that nobody knows.' }))

/** What is ahead. */
export const outlookSchema = Type.Object({
  at: moment,
  lanes: Type.Array(Type.Object({
    channel: orNull(channel),
    waiting: Type.Integer({ description: 'Letters that might leave now and have not, of all senders.' }),
    soon: Type.Optional(Type.Integer({ description: 'Letters whose own time, or the end of quiet hours, comes within a day. Absent in older reports.' })),
    perMinute: Type.Number({ description: 'Hand-overs a minute over the last ten.' }),
    finishesAt
  }, closed), { description: 'All channels together (null), then each.' }),
  windows: Type.Array(Type.Object({
    id: Type.String(),
    sender: Type.String(),
    class: orNull(Type.String()),
    from: moment,
    to: moment,
    expected: Type.Integer(),
    accepted: Type.Integer({ description: 'Handed in so far, from `from` to `to`.' }),
    waiting: Type.Integer({ description: 'Of the sender and class, those whose time comes within a day too.' }),
    finishesAt
  }, closed), { description: 'Runs that were told of in the file of times: open, ahead, or over since a day.' })
}, closed)
