// What another side gave as its reason, where everybody may read it: in the log of events.

/** A reason code (`SBD:5023`), or the names of a field and of what it stands in (`/utskrift/mottaker/postnummer`). */
const word = /^(?:[A-Z]{2,6}:\d{4}|(?:\/[A-Za-z][A-Za-z]{1,40}\d?){2,8})$/
const mostWords = 10

/**
 * The words that may be told, as a field of an event's data; no field where there are none. Whoever found them took them from lists of ours; this
 * is the net below: what does not have their shape, or could be a number of a person, is left out.
 */
export function saidOf (words: readonly string[]): { said?: string } {
  const told = words.filter(each => word.test(each)).slice(0, mostWords)
  return told.length === 0 ? {} : { said: told.join(' ') }
}

/** Tells whether a text from an event's data has that shape. */
export function isSaid (value: unknown): value is string {
  return typeof value === 'string' && value.split(' ').every(each => word.test(each))
}

/** The reason codes in a text of somebody else's; mailboxes give those of e-Boks. No other code is taken, since it might be a number of a person. */
export function reasonCodesIn (text: string): string[] {
  return [...new Set(text.match(/(?<![\w:])SBD:\d{4}(?![\w ]?\d)/g))]
}
