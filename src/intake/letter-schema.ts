// The one shape of a letter as callers send it: checked by read-draft.ts, shown by http/ in the API description.
// Lengths count code points; what a schema cannot say (checksums, calendars, names that clash) is in the checks beside this file.
import { Type, type Static } from 'typebox'

/** One main document and at most 200 attachments (sdp-manifest.xsd: `vedlegg` maxOccurs 200). */
export const maxDocuments = 201

const closed = { additionalProperties: false }

/** A postal address as callers write it. */
export const addressSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 130, examples: ['Kari Nordmann'] }),
  lines: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    minItems: 1, maxItems: 4, description: 'Street, box or c/o. The first line is demanded even where there is no street.'
  }),
  postalCode: Type.Optional(Type.String({ pattern: '^[0-9]{4}$', description: 'Norwegian addresses only.' })),
  city: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'Norwegian addresses only.' })),
  countryCode: Type.Optional(Type.String({
    pattern: '^[A-Za-z]{2}$', description: 'ISO 3166-1 alpha-2. Absent or NO: Norway. Abroad the place stands in the lines.'
  }))
}, { ...closed, description: 'A postal address.' })

const recipientSchema = Type.Object({
  nationalIdentityNumber: Type.Optional(Type.String({
    pattern: '^[0-9]{11}$', description: 'Fødselsnummer or D-nummer; synthetic ones too.', examples: ['20914695016']
  })),
  organizationNumber: Type.Optional(Type.String({ pattern: '^[0-9]{9}$', description: 'An organization; printed, so address belongs with it.' })),
  address: Type.Optional(addressSchema)
}, {
  ...closed, minProperties: 1, maxProperties: 2,
  description: 'A person, an organization with its address, or (print only) a bare postal address: exactly one of the three.'
})

const notificationSchema = Type.Object({
  emailText: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Absent: a plain text in the language of the letter.' })),
  smsText: Type.Optional(Type.String({ minLength: 1, maxLength: 160, description: 'Absent: a plain text in the language of the letter.' })),
  repeatDays: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 25 }), {
    minItems: 1, maxItems: 10, uniqueItems: true, default: [0, 7], description: 'Days after the letter became available.'
  }))
}, { ...closed, description: 'What the mailbox writes to the citizen. Travels in clear: no personal data, and no links.' })

const printSchema = Type.Object({
  color: Type.Optional(Type.Enum(['black-and-white', 'color'], { type: 'string', default: 'black-and-white' })),
  undeliverable: Type.Optional(Type.Enum(['return', 'destroy-and-report'], { type: 'string', default: 'return' })),
  returnAddress: Type.Optional(addressSchema)
}, { ...closed, description: 'For the letter on paper. returnAddress may be left out where the sender has one on file.' })

const documentSchema = Type.Object({
  fileName: Type.String({ minLength: 1, maxLength: 255, description: 'Unique in the letter, with an extension that fits the media type.' }),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Shown in the mailbox. Absent: taken from the letter or the file.' })),
  mediaType: Type.String({ minLength: 1, maxLength: 100, examples: ['application/pdf'] }),
  pages: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Pages on paper, for the price of print. A PDF whose bytes tell is counted all the same; absent elsewhere: guessed from the size.' })),
  content: Type.Optional(Type.String({ description: 'Base64, when the letter is sent as application/json; absent in multipart/form-data.' }))
}, closed)

/** A letter as the API takes it. No property beside these. */
export const letterSchema = Type.Object({
  sender: Type.String({ pattern: '^[0-9]{9}$', description: 'Organization number of the body the letter comes from.', examples: ['313000001'] }),
  reference: Type.String({ minLength: 1, maxLength: 100, description: 'Your own reference.', examples: ['2026/1234'] }),
  batch: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Your own name of the run the letter belongs to, so that all of it can be held or withdrawn together.' })),
  recipient: recipientSchema,
  class: Type.Enum(['decision', 'important', 'information'], { type: 'string' }),
  title: Type.String({ minLength: 1, maxLength: 255, description: 'Non-sensitive: seen before login.', examples: ['Svar på søknad'] }),
  language: Type.Enum(['nb', 'nn', 'en', 'se'], { type: 'string' }),
  securityLevel: Type.Optional(Type.Enum([3, 4], { type: 'integer', default: 4 })),
  availableFrom: Type.Optional(Type.String({ format: 'date-time', description: 'RFC 3339 with offset, at most one year ahead.' })),
  sendAfter: Type.Optional(Type.String({
    format: 'date-time', description: 'RFC 3339 with offset, at most one year ahead. Not handed over before; the recipient is looked up then.'
  })),
  deadlineBy: Type.Optional(Type.String({
    format: 'date-time', description: 'To be handed over by then. What cannot be, or was not, is told in events; the letter goes all the same.'
  })),
  deadlineWorkingDays: Type.Optional(Type.Integer({
    minimum: 1, maximum: 60, description: 'Instead of deadlineBy: so many Norwegian working days after acceptance, or after sendAfter.'
  })),
  ignoreQuietHours: Type.Optional(Type.Object({
    reason: Type.String({ minLength: 1, maxLength: 300, description: 'Why it may ring at night. Kept with the letter; no personal data.' })
  }, { ...closed, description: 'The letter is handed over in quiet hours too. It is logged with the name of the key.' })),
  openingReceipt: Type.Optional(Type.Boolean({ default: false })),
  notification: Type.Optional(notificationSchema),
  print: Type.Optional(printSchema),
  invoiceReference: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  documents: Type.Array(documentSchema, { minItems: 1, maxItems: maxDocuments, description: 'The first is the main document.' })
}, { ...closed, description: 'A letter to be sent.' })

/** What the schema lets through. */
export type LetterInput = Static<typeof letterSchema>

/** What the address schema lets through. */
export type AddressInput = Static<typeof addressSchema>
