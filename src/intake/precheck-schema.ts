// The one shape of a precheck as callers send it: read by read-precheck.ts, shown by http/ in the API description.
import { Type, type Static } from 'typebox'
import { letterSchema, maxDocuments } from './letter-schema.ts'

/** The most recipients a precheck takes: as many as the registers answer about in one call. */
export const maxRecipients = 1000

const closed = { additionalProperties: false }

const documentSchema = Type.Object({
  mediaType: Type.String({ minLength: 1, maxLength: 100, examples: ['application/pdf'] }),
  bytes: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
  pages: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'For the price of print. Absent: guessed from the size.' })),
  fileName: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 255 }))
}, closed)

const { sender, class: letterClass, language, title, securityLevel, notification, recipient } = letterSchema.properties

/** What is asked about, with the recipients judged one by one: each as a letter's own would be. */
export const precheckShape = Type.Object({
  sender,
  class: letterClass,
  language: Type.Optional(language),
  title: Type.Optional(title),
  securityLevel: Type.Optional(securityLevel),
  notification,
  print: Type.Optional(Type.Object({
    color: Type.Optional(Type.Enum(['black-and-white', 'color'], { type: 'string', default: 'black-and-white' }))
  }, closed)),
  documents: Type.Array(documentSchema, { minItems: 1, maxItems: maxDocuments, description: 'The first is the main document.' }),
  recipients: Type.Array(Type.Unknown(), { minItems: 1, maxItems: maxRecipients })
}, closed)

/** What the shape lets through. */
export type PrecheckInput = Static<typeof precheckShape>

/** The same with its recipients, for the API description. */
export const precheckSchema = Type.Object({
  ...precheckShape.properties,
  recipients: Type.Array(recipient, { minItems: 1, maxItems: maxRecipients, description: 'Answered by their place in this list.' })
}, closed)
