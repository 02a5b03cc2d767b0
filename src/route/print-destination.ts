// Where paper may go, if anywhere. The one place that takes an address out of the facts.
import type { Letter, PostalAddress } from '../letter/letter.ts'
import type { AddressSource, PersonFacts, RecipientFacts } from '../letter/recipient-facts.ts'
import type { Age } from './age.ts'

/** Where it comes from, and the address unless that is nowhere. */
export type PrintDestination =
  | { source: 'none', lacks: string | null }
  | { source: Exclude<AddressSource, 'none'> | 'given' | 'estate', lacks: null, address: PostalAddress }

const nowhere: PrintDestination = { source: 'none', lacks: null }

/**
 * The address for paper, with the name line as it is printed.
 *
 * The dead: only the contact of the estate. Strictly confidential: only the register's own postal address, whatever lookup chose, and so not
 * an estate's either (registries.md §2.5). A minor's letter is addressed to the guardians.
 */
export function printDestination ({ recipient, language }: Letter, { person }: RecipientFacts, age: Age | null): PrintDestination {
  if (recipient.kind !== 'person') return recipient.address === undefined ? nowhere : { source: 'given', lacks: null, address: recipient.address }
  if (person === undefined || person === 'unknown') return nowhere
  const isStrict = person.protection === 'strictly-confidential'
  if (person.isDead || person.status === 'dead') return isStrict ? nowhere : estate(person)
  const { address, addressSource: source } = person
  if (address === undefined || source === 'none' || (isStrict && source !== 'postal')) return { source: 'none', lacks: told(person) }
  return { source, lacks: null, address: age === 'minor' ? toGuardians(address, language) : address }
}

function estate ({ estateContact }: PersonFacts): PrintDestination {
  return estateContact?.address === undefined ? nowhere : { source: 'estate', lacks: null, address: estateContact.address }
}

/** What is missing; that something is there but protected is told as if nothing were. */
function told ({ addressLacks, address }: PersonFacts): string {
  const isHidden = address !== undefined || addressLacks === undefined || addressLacks.length === 0 || addressLacks.includes('protected')
  return isHidden ? 'no-address' : addressLacks.join(' ')
}

/** In Norwegian whatever the letter is in: the line is for the one who brings it. */
function toGuardians (address: PostalAddress, language: Letter['language']): PostalAddress {
  return { ...address, name: `${language === 'nn' ? 'Føresette' : 'Foresatte'} til ${address.name}` }
}
