import { refusal } from './refusal.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

/** RFC 3339 §5.6 with an offset; a time without one means different moments to different readers. */
const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/** Reads a moment, or undefined when it is not one (30 February, hour 25). */
export function readMoment (text: string): Date | undefined {
  const [, year, month, day] = rfc3339.exec(text.toUpperCase()) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  // Date rolls 30 February over into March, so the day is looked up in its month.
  if (Number(day) < 1 || Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined
  const moment = new Date(text.toUpperCase())
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

/** Checks when the citizen shall see the letter. The past is fine: it means now. */
export function checkAvailableFrom (text: string, now: Date): GatewayError[] {
  return checkMoment(text, '/availableFrom', now)
}

/** Checks a moment that may be past, or up to a year ahead. */
export function checkMoment (text: string, field: string, now: Date): GatewayError[] {
  const moment = readMoment(text)
  if (moment === undefined) return [refusal('ERR_INTAKE_FIELD_INVALID', field, 'the time is not RFC 3339 with an offset, as in 2026-02-01T08:00:00+01:00')]
  const limit = new Date(now)
  limit.setUTCFullYear(limit.getUTCFullYear() + 1)
  return moment <= limit ? [] : [refusal('ERR_INTAKE_FIELD_INVALID', field, 'the time is more than one year ahead')]
}
