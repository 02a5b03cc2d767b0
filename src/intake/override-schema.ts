// The one shape of a person's decision as callers send it: checked by read-override.ts, shown by http/ in the API description.
import { Type, type Static } from 'typebox'
import { addressSchema } from './letter-schema.ts'

/** A decision about one letter as the API takes it. No property beside these. */
export const overrideSchema = Type.Object({
  action: Type.Enum(['route', 'address', 'estate-contact', 'stop'], {
    type: 'string',
    description: 'route: choose the channel. address: on paper to this address. estate-contact: on paper to who receives the post of one who died. '
      + 'stop: the letter ends undeliverable.'
  }),
  channel: Type.Optional(Type.Enum(['print', 'digital'], { type: 'string', description: 'With route only.' })),
  address: Type.Optional(addressSchema),
  reason: Type.String({ minLength: 1, maxLength: 500, description: 'Why, for those who ask later. No identity number.', examples: ['Avklart på telefon'] }),
  by: Type.String({ minLength: 1, maxLength: 100, description: 'Name of the person who decides.', examples: ['Kari Saksbehandler'] }),
  until: Type.Optional(Type.String({ format: 'date-time', description: 'RFC 3339 with offset. From then on the rules decide alone again; not with stop.' }))
}, { additionalProperties: false, description: 'What a person decides about a letter that stopped.' })

/** What the schema lets through. */
export type OverrideInput = Static<typeof overrideSchema>
