// What is told of acts of people, of actions over many letters, of pauses and of letters that stopped.
import { Type } from 'typebox'
import { groundsSchema, selectionSchema } from '../intake/act-schema.ts'
import { actionStates, acts } from '../letter/act.ts'
import { attemptStates, letterStates } from '../letter/states.ts'
import { channel, orNull, sentence } from './answer-parts.ts'

const closed = { additionalProperties: false }
const moment = Type.String({ format: 'date-time' })
const letterState = Type.Enum([...letterStates], { type: 'string' })
const action = Type.Enum([...acts], { type: 'string' })
const client = Type.String({ description: 'Name of the key; what is proved of who asked.' })
const letters = Type.Integer({ minimum: 0 })
const { by, reason } = groundsSchema.properties

const actSchema = Type.Object({
  letterId: Type.String({ format: 'uuid' }),
  state: letterState,
  ordinal: Type.Integer({ minimum: 1 }),
  action,
  from: letterState,
  client,
  by,
  reason,
  at: moment
}, { $id: 'Act', ...closed })

const previewSchema = Type.Object({
  total: letters,
  can: Type.Integer({ minimum: 0, description: 'Letters that nothing stands in the way of now.' }),
  cannot: Type.Array(Type.Object({
    letters,
    state: letterState,
    attempt: Type.Optional(Type.Object({
      ordinal: Type.Integer(), state: Type.Enum([...attemptStates], { type: 'string' })
    }, { ...closed, description: 'The hand-over that stands in the way, if it is not the state alone.' }))
  }, closed)),
  needsApproval: Type.Boolean({ description: 'More letters than one person may act on alone.' })
}, { $id: 'ActionPreview', ...closed })

const outcomes = Type.Array(Type.Object({ letters, state: orNull(letterState), code: Type.String() }, closed))

const actionSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  action,
  channel: Type.Optional(Type.Enum(['print', 'digital'], { type: 'string' })),
  selection: selectionSchema,
  client,
  by,
  reason,
  state: Type.Enum([...actionStates], { type: 'string' }),
  createdAt: moment,
  preview: Type.Ref('ActionPreview#'),
  approval: orNull(Type.Object({ isApproved: Type.Boolean(), client: Type.Optional(client), by, reason, at: moment }, { ...closed, description: 'What the second person said.' })),
  progress: Type.Object({ waiting: letters, acted: letters, skipped: outcomes, failed: outcomes }, {
    ...closed, description: 'The sums are the total of the preview, at every moment.'
  }),
  finishedAt: orNull(moment)
}, { $id: 'Action', ...closed })

const pauseSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  kind: Type.Enum(['person', 'channel'], { type: 'string', description: 'channel: it asked to be left alone.' }),
  channel: orNull(channel),
  sender: orNull(Type.String()),
  class: orNull(Type.String()),
  reason: Type.String(),
  by: orNull(Type.String()),
  since: moment,
  until: orNull(Type.String({ format: 'date-time', description: 'Null: until somebody resumes.' })),
  ended: Type.Optional(Type.Object({ at: moment, by: orNull(Type.String()), reason: orNull(Type.String()) }, {
    ...closed, description: 'Absent while it is in force. Nobody ended one whose time was up.'
  }))
}, { $id: 'Pause', ...closed })

const deadLettersSchema = Type.Object({
  state: Type.Enum(['held', 'needs_decision', 'undeliverable'], { type: 'string' }),
  reasonCode: orNull(Type.String()),
  sentence: orNull(sentence),
  channel: orNull(channel),
  sender: Type.String(),
  letters,
  oldestSince: moment,
  letterIds: Type.Array(Type.String({ format: 'uuid' }), { description: 'The first few.' })
}, { $id: 'DeadLetters', ...closed })

/** All of them, for the app to know by name. */
export const actSchemas = [actSchema, previewSchema, actionSchema, pauseSchema, deadLettersSchema]
