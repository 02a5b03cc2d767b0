// What the address of an order over many letters asks for. The gateway checks what is asked; here only what it cannot be asked is found.
import { holdsLikeIdentityNumber } from '../intake/identity-number.ts'
import { readChoice, type ActChoice } from './act-choices.ts'
import type { Refused } from './ports.ts'

/** What a selection may be made of in an address. */
const criteria = ['batch', 'sender', 'class', 'state', 'channel', 'reasonCode'] as const

/** An order as an address says it; or why the gateway cannot be asked. `query` is what was read, as links carry it on and the form shows it. */
export type AskedOrder =
  | { choice: ActChoice, selection: Readonly<Record<string, string>>, query: Readonly<Record<string, string>>, refused?: undefined }
  | { query: Readonly<Record<string, string>>, refused: Refused }

/** Reads an order out of a query. What is written like an identity number is not taken, and stands in no link. */
export function readOrder (query: Readonly<Record<string, unknown>>): AskedOrder {
  const given = criteria.flatMap((name): [string, string][] => {
    const text = query[name]
    return typeof text === 'string' && text.trim() !== '' ? [[name, text.trim()]] : []
  })
  const usable = given.filter(([, text]) => !holdsLikeIdentityNumber(text))
  const choice = readChoice(query.act)
  const selection = Object.fromEntries(usable)
  const faults = [
    ...choice === undefined ? ['/act'] : [],
    ...given.length === 0 ? ['/selection'] : [],
    ...given.filter(entry => !usable.includes(entry)).map(([name]) => `/selection/${name}`)
  ]
  const asked = { ...choice !== undefined && { act: choice.name }, ...selection }
  if (choice !== undefined && faults.length === 0) return { choice, selection, query: asked }
  return { query: asked, refused: { kind: 'refused', problems: faults.map(field => ({ code: 'ERR_INTAKE_FIELD_INVALID', field })) } }
}

/** What the gateway is asked. */
export function toInput ({ choice: { act, channel }, selection }: Extract<AskedOrder, { choice: ActChoice }>): Record<string, unknown> {
  return { action: act, ...channel !== undefined && { channel }, selection }
}
