// From what an operator typed to what the gateway takes, and back to the fields at fault.
import type { DeskVerdict } from './ports.ts'

/** What can be chosen, in the order it is listed. */
export const decideActions = ['print', 'digital', 'address', 'estate-contact', 'stop'] as const

/** The fields an operator fills in. */
export const decideFields = ['action', 'name', 'lines', 'postalCode', 'city', 'countryCode', 'reason', 'by', 'until'] as const

/** One of them. */
export type DecideField = typeof decideFields[number]

/** The texts of a form as they were typed; what is not there is empty. */
export function readDecideForm (form: Readonly<Record<string, string>>): Record<DecideField, string> {
  const read = (name: DecideField): string => form[name]?.trim() ?? ''
  return {
    action: read('action'), name: read('name'), lines: read('lines'), postalCode: read('postalCode'), city: read('city'),
    countryCode: read('countryCode'), reason: read('reason'), by: read('by'), until: read('until')
  }
}

/** What the gateway is asked. What was left empty is left out, so that its own checks tell what is missing. */
export function toDecision (typed: Record<DecideField, string>): Record<string, unknown> {
  const { action, reason, by, until } = typed
  const isRoute = action === 'print' || action === 'digital'
  return {
    action: isRoute ? 'route' : action, reason, by,
    ...isRoute && { channel: action },
    ...(action === 'address' || action === 'estate-contact') && { address: toAddress(typed) },
    ...until !== '' && { until: endOfDay(until) }
  }
}

function toAddress ({ name, lines, postalCode, city, countryCode }: Record<DecideField, string>): Record<string, unknown> {
  return {
    name,
    lines: lines.split(/\r?\n/).map(line => line.trim()).filter(line => line !== ''),
    ...postalCode !== '' && { postalCode },
    ...city !== '' && { city },
    ...countryCode !== '' && { countryCode }
  }
}

/** Midnight after a day in Norway, RFC 3339. What is no day stays as it is, and is refused. */
function endOfDay (day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(next.getTime())) return day
  next.setUTCDate(next.getUTCDate() + 1)
  const date = next.toISOString().slice(0, 10)
  // The clock is never changed between these two moments: it happens at 01:00 UTC.
  const parts = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Oslo', timeZoneName: 'longOffset' }).formatToParts(new Date(`${date}T00:00:00+01:00`))
  return `${date}T00:00:00${parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', '') ?? 'Z'}`
}

/** The fields a refusal is about; `form` for what belongs to none. */
export function fieldsAtFault ({ problems }: Extract<DeskVerdict, { kind: 'refused' }>): (DecideField | 'form')[] {
  const names = problems.map(({ field = '' }): DecideField | 'form' => {
    const [, first = '', second = ''] = field.split('/')
    const name = first === 'address' ? second === '' ? 'lines' : second : first === 'channel' ? 'action' : first
    return decideFields.find(known => known === name) ?? 'form'
  })
  return [...new Set(names)]
}
