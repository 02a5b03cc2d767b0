// From what the schema says is wrong to refusals with our codes and sentences. Nothing the caller wrote is repeated,
// save the name of an unknown property that consists of letters only, because that is how a misspelling is found.
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { Settings } from 'typebox/system'
import { letterSchema, type LetterInput } from './letter-schema.ts'
import { refusal } from './refusal.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

const validator = Compile(letterSchema)

// typebox stops at 8 faults unless told otherwise, for the whole process. More than 200 no caller can use, and a body could hold millions.
Settings.Set({ maxErrors: 200 })

/** Tells whether the input has the shape of a letter. */
export function hasLetterShape (input: unknown): input is LetterInput {
  return validator.Check(input)
}

/** Everything wrong with the shape of the input, one refusal a field. */
export function schemaProblems (input: unknown): GatewayError[] {
  return problemsOf(validator.Errors(input))
}

/** Turns what a validator of ours found into refusals, one a field. */
export function problemsOf (errors: readonly TLocalizedValidationError[]): GatewayError[] {
  const byField = new Map<string, GatewayError>()
  for (const { field, why } of errors.flatMap(toFaults)) {
    if (!byField.has(field)) byField.set(field, refusal(codeOf(field), field, why))
  }
  return [...byField.values()]
}

/** Said of a recipient that is none, or several. */
export const oneRecipient = 'exactly one of nationalIdentityNumber, organizationNumber (with or without address) and address is needed'

interface Fault { field: string, why: string }

function toFaults (error: TLocalizedValidationError): Fault[] {
  const field = error.instancePath
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map(name => ({ field: `${field}/${name}`, why: 'the field is missing' }))
  }
  if (error.keyword === 'additionalProperties') return error.params.additionalProperties.map(name => unknownProperty(field, name))
  // typebox reports each unknown property a second time, as a value of the schema `false`, with its name in the path.
  return error.keyword === 'boolean' ? [] : [{ field, why: sentenceOf(error) }]
}

function unknownProperty (parent: string, name: string): Fault {
  return /^[A-Za-z]{1,40}$/.test(name)
    ? { field: `${parent}/${name}`, why: 'the property is not known' }
    : { field: parent, why: 'there is a property that is not known' }
}

function sentenceOf (error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'type': return `the value is not of type ${Array.isArray(error.params.type) ? error.params.type.join(' or ') : error.params.type}`
    case 'enum': return `the value is not one of ${error.params.allowedValues.join(', ')}`
    case 'minLength': return `the text is shorter than ${plural(error.params.limit, 'character')}`
    case 'maxLength': return `the text is longer than ${plural(error.params.limit, 'character')}`
    case 'minItems': return `the list is shorter than ${plural(error.params.limit, 'entry', 'entries')}`
    case 'maxItems': return `the list is longer than ${plural(error.params.limit, 'entry', 'entries')}`
    case 'minimum': case 'maximum': return `the number is not ${error.params.comparison} ${error.params.limit}`
    case 'uniqueItems': return 'the list has an entry twice'
    case 'minProperties': case 'maxProperties': return oneRecipient
    case 'pattern': return 'the value does not have the form that the API description gives'
    case 'format': return 'the time is not RFC 3339 with an offset, as in 2026-02-01T08:00:00+01:00'
    default: return 'the value is not as the API description says'
  }
}

function plural (count: number | bigint, one: string, many = `${one}s`): string {
  return `${count} ${Number(count) === 1 ? one : many}`
}

/** Fields with a code of their own; the first pattern that fits decides. */
const codes: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^\/sender$/, 'ERR_INTAKE_ORGANIZATION_NUMBER'],
  [/^\/recipient\/nationalIdentityNumber$/, 'ERR_INTAKE_IDENTITY_NUMBER'],
  [/^\/recipient\/organizationNumber$/, 'ERR_INTAKE_ORGANIZATION_NUMBER'],
  [/^\/(recipient\/address|print\/returnAddress|address)/, 'ERR_INTAKE_ADDRESS'],
  [/^\/documents$/, 'ERR_INTAKE_DOCUMENT_MISSING'],
  [/^\/documents\/\d+\/mediaType$/, 'ERR_INTAKE_DOCUMENT_TYPE']
]

function codeOf (field: string): ErrorCode {
  return codes.find(([pattern]) => pattern.test(field))?.[1] ?? 'ERR_INTAKE_FIELD_INVALID'
}
