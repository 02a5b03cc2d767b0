// The list's filter: the address is its only home, so that a list can be shared and bookmarked.
import { holdsLikeIdentityNumber } from '../intake/identity-number.ts'
import { channels, type Channel } from '../letter/choice.ts'
import { letterStates, type LetterState } from '../letter/states.ts'
import type { DeskFilter } from './ports.ts'

/** The ages one can ask for, in minutes. */
export const ageMinutes = { '5m': 5, '1h': 60, '1d': 1440, '7d': 10_080 } as const

/** Their names, shortest first. */
export const ageNames = ['5m', '1h', '1d', '7d'] as const satisfies (keyof typeof ageMinutes)[]

/** A filter as the address says it; a condition that is not there, or could not be read, is undefined. */
export interface AskedFilter {
  state: LetterState | undefined
  channel: Channel | undefined
  sender: string | undefined
  reference: string | undefined
  age: keyof typeof ageMinutes | undefined
  cursor: string | undefined
}

/** What the address asks for, and whether something in it could not be read. */
export interface FilterReading {
  asked: AskedFilter
  hasUnreadable: boolean
}

/** Reads the filter out of a query. An unreadable condition is left out and told of; an empty one is no condition. */
export function readFilter (query: Readonly<Record<string, unknown>>): FilterReading {
  let hasUnreadable = false
  const read = <Value> (name: keyof AskedFilter, reader: (text: string) => Value | undefined): Value | undefined => {
    const given = query[name]
    if (given === undefined || given === '') return undefined
    const value = typeof given === 'string' ? reader(given.trim()) : undefined
    hasUnreadable ||= value === undefined
    return value
  }
  const asked = {
    state: read('state', text => letterStates.find(state => state === text)),
    channel: read('channel', text => channels.find(channel => channel === text)),
    sender: read('sender', readSender),
    reference: read('reference', readReference),
    age: read('age', text => ageNames.find(age => age === text)),
    cursor: read('cursor', text => /^[\w.~=-]{1,200}$/.test(text) ? text : undefined)
  }
  return { asked, hasUnreadable }
}

function readSender (text: string): string | undefined {
  const digits = text.replaceAll(' ', '')
  return /^\d{9}$/.test(digits) ? digits : undefined
}

/** Never asks for an identity number, even if somebody typed or mistyped one: a reference holds none. */
function readReference (text: string): string | undefined {
  return text.length <= 100 && !holdsLikeIdentityNumber(text) ? text : undefined
}

/** What the port is asked. */
export function toDeskFilter (asked: AskedFilter, now: Date, limit: number): DeskFilter {
  const { age, ...conditions } = asked
  return { ...conditions, limit, changedBefore: age && new Date(now.getTime() - ageMinutes[age] * 60_000) }
}
