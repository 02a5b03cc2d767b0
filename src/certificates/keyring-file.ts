// POSTBUD_KEYRING_FILE: which keys there are, for which sender, and where. It names secrets, and never holds one.
import { isAbsolute, join } from 'node:path'
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { GatewayError } from '../letter/gateway-error.ts'

const path = Type.String({ minLength: 1 })
const closed = { additionalProperties: false }

const shared = {
  /** Organization number of the certificate's holder. */
  sender: Type.String({ pattern: '^[0-9]{9}$' }),
  /** Where rotation begins; once a certificate was activated, the database says which is current. */
  role: Type.Enum(['current', 'next']),
  /** At Maskinporten, when the sender has one of its own. */
  clientId: Type.Optional(Type.String({ minLength: 1 })),
  /** On paper, as POSTBUD_RETURN_ADDRESS. */
  returnAddress: Type.Optional(Type.String({ pattern: '^[^;]+(;[^;]+){1,4};\\s*[0-9]{4}\\s*;[^;]+$' }))
}
const secret = {
  /** File with the pass phrase or PIN; one line end at its end is not part of it. */
  secretFile: Type.Optional(path),
  /** Environment variable with it. */
  secretVariable: Type.Optional(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }))
}

const pemSchema = Type.Object({ ...shared, ...secret, driver: Type.Literal('pem'), keyFile: path, chainFile: path }, closed)
const pkcs12Schema = Type.Object({ ...shared, ...secret, driver: Type.Literal('pkcs12'), file: path, label: Type.Optional(Type.String({ minLength: 1 })) }, closed)
const pkcs11Schema = Type.Object({
  ...shared,
  ...secret,
  driver: Type.Literal('pkcs11'),
  library: path,
  tokenLabel: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
  slot: Type.Optional(Type.Integer({ minimum: 0 })),
  keyLabel: Type.Optional(Type.String({ minLength: 1 })),
  keyId: Type.Optional(Type.String({ pattern: '^([0-9A-Fa-f]{2})+$' })),
  chainFile: path,
  sessions: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 }))
}, closed)
const drivers = { pem: pemSchema, pkcs12: pkcs12Schema, pkcs11: pkcs11Schema }
const keyringSchema = Type.Object({ entries: Type.Array(Type.Object({ driver: Type.Enum(['pem', 'pkcs12', 'pkcs11']) }), { minItems: 1 }) }, closed)

/** One key and its certificate: where it is, whose it is. Paths are absolute, or relative to the working folder. */
export type KeyEntry = Static<typeof pemSchema> | Static<typeof pkcs12Schema> | Static<typeof pkcs11Schema>

/**
 * Reads a keyring file.
 *
 * @param folder paths in the file are relative to it
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming every mistake by its place at once, never a value
 */
export function readKeyring (text: string, folder: string): KeyEntry[] {
  const value = parse(text)
  if (!Value.Check(keyringSchema, value)) throw invalid(problemsOf(keyringSchema, value, ''))
  const entries: KeyEntry[] = []
  const mistakes = value.entries.flatMap((entry, index) => {
    const place = `/entries/${index}`
    const whole: unknown = entry
    if (!isEntry(whole)) return problemsOf(drivers[entry.driver], whole, place)
    entries.push(withFolder(whole, folder))
    return incomplete(whole).map(why => `${place} ${why}`)
  })
  mistakes.push(...wrongRoles(entries))
  if (mistakes.length > 0) throw invalid(mistakes)
  return entries
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(['it is not JSON'])
  }
}

function isEntry (value: unknown): value is KeyEntry {
  return Value.Check(pemSchema, value) || Value.Check(pkcs12Schema, value) || Value.Check(pkcs11Schema, value)
}

function problemsOf (schema: TSchema, value: unknown, place: string): string[] {
  return [...new Set(Value.Errors(schema, value).map(error => `${place}${error.instancePath} ${error.message}`))]
}

/** What a schema does not say well. */
function incomplete (entry: KeyEntry): string[] {
  const mistakes = []
  if (entry.secretFile !== undefined && entry.secretVariable !== undefined) mistakes.push('names two secrets; name one')
  if (entry.driver !== 'pem' && entry.secretFile === undefined && entry.secretVariable === undefined) mistakes.push('names no secret: secretFile or secretVariable')
  if (entry.driver !== 'pkcs11') return mistakes
  if ((entry.tokenLabel === undefined) === (entry.slot === undefined)) mistakes.push('must name the token by tokenLabel or by slot')
  if (entry.keyLabel === undefined && entry.keyId === undefined) mistakes.push('must name the key by keyLabel or keyId')
  return mistakes
}

function wrongRoles (entries: readonly KeyEntry[]): string[] {
  return [...new Set(entries.map(({ sender }) => sender))].flatMap(sender => {
    const current = entries.filter(entry => entry.sender === sender && entry.role === 'current').length
    return current === 1 ? [] : [`${sender} has ${current} entries with role current; it must have one`]
  })
}

function withFolder (entry: KeyEntry, folder: string): KeyEntry {
  const placed = (file: string): string => isAbsolute(file) ? file : join(folder, file)
  const named = { ...entry, ...entry.secretFile !== undefined && { secretFile: placed(entry.secretFile) } }
  switch (named.driver) {
    case 'pem': return { ...named, keyFile: placed(named.keyFile), chainFile: placed(named.chainFile) }
    case 'pkcs12': return { ...named, file: placed(named.file) }
    case 'pkcs11': return { ...named, library: placed(named.library), chainFile: placed(named.chainFile) }
  }
}

function invalid (mistakes: readonly string[]): GatewayError {
  return new GatewayError('ERR_CONFIG_INVALID', `Cannot use the keyring: ${mistakes.join('; ')}`)
}
