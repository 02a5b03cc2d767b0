import type { PostalAddress } from '../../letter/letter.ts'
import type { AddressLack, AddressSource } from '../../letter/recipient-facts.ts'
import { assembleAddress } from './assemble-address.ts'
import type { GradedAddress, RegisterPerson } from './register-person.ts'

/** The address paper goes to and which of the register's addresses it was, or `none` and why. */
export type PrintAddress =
  | { address: PostalAddress, addressSource: Exclude<AddressSource, 'none'> }
  | { addressSource: 'none', addressLacks: AddressLack[] }

/**
 * Chooses and assembles the address for print.
 *
 * Order: postal, postal abroad, stay, residence; the first that gives a whole address. Strictly confidential: the postal address or none,
 * whatever else the document shows. An address that reveals an institution (*klientadresse*) is taken only when there is no other.
 *
 * A child's second home (*deltBosted*) stands nowhere in that order: it says with whom a child lives, not where its post goes, and so it is
 * neither asked for nor read.
 *
 * @see registries.md §§2.4–2.5 (the register itself prescribes no order)
 */
export function printAddress (person: RegisterPerson): PrintAddress {
  const tried = candidates(person).flatMap(([addressSource, graded]) =>
    graded === undefined ? [] : [{ addressSource, protection: graded.protection, ...assembleAddress(person.name, graded.address) }])
  const whole = tried.flatMap(({ addressSource, protection, address }) => address === undefined ? [] : [{ addressSource, protection, address }])
  const chosen = whole.find(candidate => candidate.protection !== 'client') ?? whole[0]
  if (chosen === undefined) return { addressSource: 'none', addressLacks: tried[0]?.lacks ?? reasons(person) }
  return { address: chosen.address, addressSource: chosen.addressSource }
}

function candidates (person: RegisterPerson): [Exclude<AddressSource, 'none'>, GradedAddress | undefined][] {
  if (person.protection === 'strictly-confidential') return [['postal', person.postal]]
  return [['postal', person.postal], ['postal-abroad', person.postalAbroad], ['stay', person.stay], ['residence', person.residence]]
}

/** Why somebody has no address at all. Of the strictly confidential nothing more is told than that. */
function reasons (person: RegisterPerson): AddressLack[] {
  const name: AddressLack[] = person.name === '' ? ['name'] : []
  if (person.protection === 'strictly-confidential') return [...name, 'protected']
  return [...name, ...person.absences.length === 0 ? ['no-address' as const] : person.absences]
}
