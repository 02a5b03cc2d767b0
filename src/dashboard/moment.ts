// Times and lengths of time as people read and write them, always in Norwegian time.
import { html, type Html } from './html.ts'
import type { UnitNames } from './messages/messages.ts'
import type { View } from './view.ts'

const timeZone = 'Europe/Oslo'

/** A moment with its date and seconds; the machine-readable time stands in the markup. */
export function moment (date: Date, view: View): Html {
  return timeElement(date, view, { dateStyle: 'medium', timeStyle: 'medium' })
}

/** A moment in a table of many: day and minute, and the year where it is not this one. */
export function shortMoment (date: Date, view: View): Html {
  const isThisYear = date.getUTCFullYear() === view.now.getUTCFullYear()
  return timeElement(date, view, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...!isThisYear && { year: 'numeric' } })
}

/** A moment of today: hours and minutes are enough. */
export function clockTime (date: Date, view: View): Html {
  return timeElement(date, view, { hour: '2-digit', minute: '2-digit' })
}

function timeElement (date: Date, view: View, style: Intl.DateTimeFormatOptions): Html {
  const text = new Intl.DateTimeFormat(view.messages.shared.locale, { ...style, timeZone }).format(date)
  return html`<time datetime="${date.toISOString()}">${text}</time>`
}

/**
 * A date and time as Norwegian clocks show it, such as `2026-11-21T14:05`, to RFC 3339 with its offset. Of an hour that comes twice in October the
 * second is meant. What no clock shows stays as it is, and is refused by whoever reads it.
 */
export function fromNorwegianTime (text: string): string {
  const [, day, minute, second = '00'] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2}))?$/.exec(text) ?? []
  if (day === undefined || minute === undefined) return text
  const local = `${day}T${minute}:${second}`
  return ['+01:00', '+02:00'].map(offset => `${local}${offset}`).find(moment => clockOf(new Date(moment)) === local) ?? text
}

function clockOf (date: Date): string | undefined {
  if (Number.isNaN(date.getTime())) return undefined
  return new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(date).replace(' ', 'T')
}

/** How long ago something was, with its moment in the markup. */
export function since (date: Date, view: View): Html {
  return html`<time datetime="${date.toISOString()}">${lengthOfTime(view.now.getTime() - date.getTime(), view.messages.shared.units)}</time>`
}

/** A length of time in its one or two largest units: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. Less than nothing counts as nothing. */
export function lengthOfTime (lengthMs: number, units: UnitNames): string {
  const seconds = Math.max(0, Math.floor(lengthMs / 1000))
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
  if (seconds < 60) return `${seconds} ${units.seconds}`
  if (seconds < 3600) return `${minutes} ${units.minutes}`
  if (days === 0) return pair(hours, units.hours, minutes, units.minutes)
  return pair(days, units.days, hours, units.hours)
}

function pair (large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
