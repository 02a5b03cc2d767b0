// What our good answers look like. Fastify writes answers by these, so a property that is not listed here does not leave.
import { Type, type TSchema } from 'typebox'
import { problemMediaType } from './problem.ts'
import { letterSchema } from '../intake/letter-schema.ts'
import { attemptStates, letterStates } from '../letter/states.ts'
import { taskKinds, type Task } from '../letter/task.ts'
import { actSchemas } from './act-schemas.ts'
import { channel, orNull, sentence } from './answer-parts.ts'

const closed = { additionalProperties: false }
const moment = Type.String({ format: 'date-time' })
const letterState = Type.Enum([...letterStates], { type: 'string' })
const scalars = Type.Unsafe<Record<string, string | number | boolean | null>>({
  type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'null'] }
})
const attemptSchema = Type.Object({
  messageId: Type.String(),
  conversationId: Type.String(),
  ordinal: Type.Integer(),
  follows: Type.Optional(Type.String({ description: 'messageId of the delivered attempt this one comes after, where the letter went on to paper.' })),
  channel,
  receiver: Type.String({ description: 'Organization number of the mailbox provider or print service.' }),
  state: Type.Enum([...attemptStates], { type: 'string' }),
  createdAt: moment,
  handedOverAt: Type.Optional(moment),
  fingerprint: Type.Optional(Type.String({ description: 'Base64 SHA-256 of the sealed package.' })),
  packageBytes: Type.Optional(Type.Integer())
}, closed)

const ore = Type.Integer({ description: 'In øre, without VAT.' })

const letterCost = Type.Object({
  forecastOre: ore,
  actualOre: orNull(ore),
  paperOre: orNull(ore),
  isEstimate: Type.Boolean({ description: 'A price of paper in it was found with guessed pages or with example prices.' }),
  lines: Type.Array(Type.Object({
    attempt: Type.Integer(),
    kind: Type.Enum(['digital', 'print', 'transport'], { type: 'string' }),
    priceTable: Type.String({ description: 'Version of the price table.' }),
    forecastOre: ore,
    actualOre: orNull(Type.Integer({ description: 'By the price table of the day the receipt tells of; not read from an invoice.' }))
  }, closed))
}, { ...closed, description: 'Forecast when the way was chosen, actual when a receipt came; paper is what the letter would cost on paper alone.' })

/** Where a letter is. */
export const letterStatusSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  sender: Type.String(),
  reference: Type.String(),
  class: Type.String(),
  state: letterState,
  reason: orNull(Type.Object({ code: Type.String(), sentence }, closed)),
  channel: orNull(channel),
  acceptedAt: moment,
  changedAt: moment,
  attempts: Type.Array(attemptSchema),
  deadline: Type.Optional(Type.Object({ by: moment, missedAt: orNull(moment) }, {
    ...closed, description: 'By when the letter was to be handed over, and when it was told that it was not. Absent without a deadline.'
  })),
  next: orNull(Type.Object({ step: Type.String(), at: moment }, { ...closed, description: 'What happens next by itself, and not before when.' }))
}, { $id: 'LetterStatus', ...closed })

/** One thing that happened. */
export const eventSchema = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  letterId: Type.Optional(Type.String({ format: 'uuid' })),
  type: Type.String({ examples: ['letter.delivered'] }),
  at: moment,
  data: scalars
}, { $id: 'Event', ...closed })

const override = {
  ordinal: Type.Integer({ minimum: 1 }),
  action: Type.Enum(['route', 'address', 'estate-contact', 'stop'], { type: 'string' }),
  channel: Type.Optional(Type.Enum(['print', 'digital'], { type: 'string' })),
  client: Type.String({ description: 'Name of the key; what is proved of who decided.' }),
  by: Type.String(),
  reason: Type.String(),
  at: moment,
  until: Type.Optional(moment)
}

/** The answer to a person's decision. It is kept as text and sent as it is; journey/decide.ts makes it. */
export const overrideAnswerSchema = Type.Object({
  letterId: Type.String({ format: 'uuid' }),
  state: letterState,
  override: Type.Object(override, { ...closed, description: 'Without the address.' })
}, { $id: 'Override', ...closed })

/** Why a letter goes the way it goes; of the choice only what names no recipient. */
export const decisionSchema = Type.Object({
  ruleset: Type.String(),
  policy: Type.Optional(Type.Object({
    version: Type.String({ description: 'Of the sender\'s policy; "none" where there is none.' }),
    row: orNull(Type.String({ description: 'The row of it that settled the decision.' }))
  }, closed)),
  rule: Type.String(),
  sentence,
  evaluated: Type.Array(Type.Object({ rule: Type.String(), matched: Type.Boolean() }, closed)),
  inputs: scalars,
  choice: Type.Object({
    kind: Type.String(),
    channel: Type.Optional(channel),
    receiver: Type.Optional(Type.String()),
    state: Type.Optional(letterState)
  }, closed),
  override: Type.Optional(Type.Object({
    ...override,
    isHonored: Type.Boolean({ description: 'False where the rules, with what the registers said, did not allow it.' })
  }, { ...closed, description: 'The decision of a person that counted, if there was one.' })),
  overrides: Type.Array(Type.Object(override, closed), { description: 'Everything people decided about the letter, oldest first.' }),
  cost: orNull(letterCost)
}, { $id: 'Decision', ...closed })

const maskedRecipient = Type.Object({
  nationalIdentityNumber: Type.Optional(Type.String({ pattern: '^[0-9]{6}\\*{5}$' })),
  organizationNumber: Type.Optional(Type.String({ pattern: '^[0-9]{9}$' })),
  address: Type.Optional(Type.Object({
    postalCode: Type.Optional(Type.String()),
    city: Type.Optional(Type.String()),
    countryCode: Type.String()
  }, closed))
}, { ...closed, description: 'Masked.' })

const documentSchema = Type.Object({
  number: Type.Integer({ description: '0 is the main document.' }),
  fileName: Type.String(),
  title: Type.String(),
  mediaType: Type.String(),
  bytes: Type.Integer(),
  pages: Type.Optional(Type.Integer()),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' })
}, closed)

/** The answer to an accepted letter. It is kept as text and sent as it is; intake/accepted-body.ts makes it. */
export const acceptedSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  state: letterState,
  acceptedAt: moment,
  letter: Type.Object({
    ...letterSchema.properties,
    recipient: maskedRecipient,
    documents: Type.Array(documentSchema)
  }, { ...closed, description: 'What was understood, defaults included.' })
}, { $id: 'Accepted', ...closed })

/** One thing that was looked at. */
export const findingSchema = Type.Object({
  check: Type.String(),
  level: Type.Enum(['ok', 'warning', 'failure'], { type: 'string' }),
  detail: Type.String(),
  repair: Type.Optional(Type.String())
}, { $id: 'Finding', ...closed })

const errorCode = orNull(Type.String({ pattern: '^ERR_[A-Z_]+$', description: 'A code of the catalogue; null when nothing is wrong.' }))

const anyCertificate = {
  fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the certificate.' }),
  organization: orNull(Type.String({ description: 'The organization it names.' })),
  validFrom: moment,
  validTo: moment,
  level: Type.Enum(['ok', 'order', 'switch', 'urgent', 'over'], { type: 'string', description: 'How near its end is: steps at 90, 30 and 7 days.' })
}

/** One certificate of a mailbox operator or print service. */
export const recipientCertificateSchema = Type.Object({
  ...anyCertificate,
  daysLeft: Type.Integer({ description: 'Until it expires; negative when that has happened.' }),
  metAt: Type.String({ format: 'date-time', description: 'When a letter last met it, to a few minutes.' }),
  /** What spoke against it then. */
  fault: errorCode
}, { $id: 'RecipientCertificate', ...closed })

/** One certificate letters are signed with. */
export const certificateSchema = Type.Object({
  sender: Type.String(),
  ...anyCertificate,
  daysLeft: Type.Integer({ description: 'Until it or one of its issuers expires; negative when that has happened.' }),
  role: Type.Enum(['current', 'next'], { type: 'string' }),
  /** Why it must not be signed with now. */
  fault: errorCode,
  rehearsal: orNull(Type.Object({ at: moment, failure: errorCode }, { ...closed, description: 'The last sealed test letter.' }))
}, { $id: 'Certificate', ...closed })

/** What a person has to look into. */
export const taskSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  kind: Type.Enum([...taskKinds], { type: 'string' }),
  key: Type.String({ description: 'What it is about; there is one open task of a kind and key.' }),
  sender: orNull(Type.String({ description: 'Null when nobody knows whose it is.' })),
  letterId: orNull(Type.String({ format: 'uuid' })),
  openedAt: moment,
  closedAt: orNull(moment),
  data: Type.Unsafe<Task['data']>({
    type: 'object', additionalProperties: { type: ['string', 'number'] }, description: 'Channel, receiver, since when: by kind.'
  })
}, { $id: 'Task', ...closed })

/** All that have a name, for the app to know them by. */
export const answerSchemas = [
  ...actSchemas, acceptedSchema, certificateSchema, recipientCertificateSchema, decisionSchema, eventSchema, findingSchema, letterStatusSchema,
  overrideAnswerSchema, taskSchema
]

/** The names schemas go by. */
export type SchemaName =
  | 'Accepted' | 'Act' | 'Action' | 'ActionPreview' | 'Certificate' | 'RecipientCertificate' | 'DeadLetters' | 'Decision'
  | 'Event' | 'Finding' | 'LetterStatus' | 'Override' | 'Pause' | 'Problem' | 'Task'

/** A schema by its name, as Fastify refers to it. */
export const named = (name: SchemaName): TSchema => Type.Ref(`${name}#`)

/** The error answers of a route, for the API description. */
export function problems (...statuses: number[]): Record<number, unknown> {
  return Object.fromEntries([...statuses, 500, 503].map(status => [status, {
    description: `A problem of the catalogue with status ${status}`,
    content: { [problemMediaType]: { schema: named('Problem') } }
  }]))
}
