import type { PersonFacts } from '../letter/recipient-facts.ts'
import { dayInNorway } from './norwegian-day.ts'

/** What the rules ask of an age. */
export type Age = 'adult' | 'minor' | 'unknown'

/** A minor is one who has not turned 18 (vergemålsloven, Ot.prp. nr. 110 (2008–2009) ch. 3). */
const adultYears = 18

const hourMs = 3_600_000
let known = { hour: Number.NaN, bornBy: '' }

/** The age on the Norwegian calendar. One born on 29 February turns 18 on 1 March. */
export function ageOf ({ birthDate }: Pick<PersonFacts, 'birthDate'>, now: Date): Age {
  if (birthDate === undefined || !/^\d{4}-\d\d-\d\d$/.test(birthDate)) return 'unknown'
  return birthDate <= adultsBornBy(now) ? 'adult' : 'minor'
}

/** The last birth date of those of age. Remembered for the hour: dates and offsets change on whole hours only. */
function adultsBornBy (now: Date): string {
  const hour = Math.floor(now.getTime() / hourMs)
  if (hour !== known.hour) {
    const today = dayInNorway(now)
    known = { hour, bornBy: `${String(Number(today.slice(0, 4)) - adultYears)}${today.slice(4)}` }
  }
  return known.bornBy
}
