// What can be read of a letter whose shape may be wrong, so that the rules beyond the shape still judge all the rest of it.
// A value of another type than it should have is as if absent here; schema-problems.ts has told of it.

/** An address, as far as it can be read. */
export interface LooseAddress {
  name: string | undefined
  lines: (string | undefined)[]
  postalCode: string | undefined
  city: string | undefined
  countryCode: string | undefined
}

/** A document, as far as it can be read. */
export interface LooseDocument {
  fileName: string | undefined
  title: string | undefined
  mediaType: string | undefined
  content: string | undefined
}

/** A letter, as far as it can be read. */
export interface LooseLetter {
  sender: string | undefined
  reference: string | undefined
  batch: string | undefined
  title: string | undefined
  availableFrom: string | undefined
  sendAfter: string | undefined
  deadlineBy: string | undefined
  hasDeadlineDays: boolean
  quietReason: string | undefined
  invoiceReference: string | undefined
  emailText: string | undefined
  smsText: string | undefined
  identityNumber: string | undefined
  organizationNumber: string | undefined
  address: LooseAddress | undefined
  hasReturnAddress: boolean
  returnAddress: LooseAddress | undefined
  documents: LooseDocument[]
}

/** Reads what can be read; undefined when the input is no object at all. Documents keep their place. */
export function looseLetter (input: unknown): LooseLetter | undefined {
  if (!isObject(input) || Array.isArray(input)) return undefined
  const notification = member(input, 'notification')
  const recipient = member(input, 'recipient')
  const returnAddress = member(member(input, 'print'), 'returnAddress')
  return {
    sender: text(input, 'sender'),
    reference: text(input, 'reference'),
    batch: text(input, 'batch'),
    title: text(input, 'title'),
    availableFrom: text(input, 'availableFrom'),
    sendAfter: text(input, 'sendAfter'),
    deadlineBy: text(input, 'deadlineBy'),
    hasDeadlineDays: member(input, 'deadlineWorkingDays') !== undefined,
    quietReason: text(member(input, 'ignoreQuietHours'), 'reason'),
    invoiceReference: text(input, 'invoiceReference'),
    emailText: text(notification, 'emailText'),
    smsText: text(notification, 'smsText'),
    identityNumber: text(recipient, 'nationalIdentityNumber'),
    organizationNumber: text(recipient, 'organizationNumber'),
    address: toAddress(member(recipient, 'address')),
    hasReturnAddress: returnAddress !== undefined,
    returnAddress: toAddress(returnAddress),
    documents: list(member(input, 'documents')).map(toDocument)
  }
}

function toAddress (value: unknown): LooseAddress | undefined {
  if (!isObject(value)) return undefined
  return {
    name: text(value, 'name'),
    lines: list(member(value, 'lines')).slice(0, 10).map(asText),
    postalCode: text(value, 'postalCode'),
    city: text(value, 'city'),
    countryCode: text(value, 'countryCode')
  }
}

function toDocument (value: unknown): LooseDocument {
  return {
    fileName: text(value, 'fileName'),
    title: text(value, 'title'),
    mediaType: text(value, 'mediaType'),
    content: text(value, 'content')
  }
}

function text (parent: unknown, name: string): string | undefined {
  return asText(member(parent, name))
}

function asText (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function list (value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function member (parent: unknown, name: string): unknown {
  return isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined
}

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
