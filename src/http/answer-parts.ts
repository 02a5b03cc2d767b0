// Small pieces of schemas that many answers are made of.
import { Type, type TSchema } from 'typebox'
import { channels } from '../letter/choice.ts'

/** The schema, or null. */
export const orNull = (schema: TSchema): TSchema => Type.Union([schema, Type.Null()])

/** A way a letter can leave. */
export const channel = Type.Enum([...channels], { type: 'string' })

/** A sentence in the three interface languages. */
export const sentence = Type.Object({ nb: Type.String(), nn: Type.String(), en: Type.String() }, { additionalProperties: false })
