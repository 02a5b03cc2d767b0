// A person as Folkeregisteret gives it, in our words and before anything is chosen. Filled by wire.ts, read by address.ts.
import type { NationalIdentityNumber } from '../../letter/letter.ts'
import type { AddressProtection, EstateContact, PersonStatus } from '../../letter/recipient-facts.ts'

/** The shapes an address has in the register. All texts are trimmed and not empty. */
export type RegisterAddress =
  | { kind: 'street', careOf?: string, extraName?: string, street?: string, unit?: string, place: Place }
  | { kind: 'property', careOf?: string, extraName?: string, property?: string, unit?: string, place: Place }
  | { kind: 'box', owner?: string, box?: string, place: Place }
  | { kind: 'lines', lines: string[], place: Place }
  | { kind: 'abroad', careOf?: string, building: string[], street?: string, box?: string, place: ForeignPlace }
  | { kind: 'abroad-lines', lines: string[], place: ForeignPlace }

/** Norwegian postal code and city. */
export interface Place { postalCode?: string, city?: string }

/** A place abroad; `countryCode` is alpha-2 or alpha-3 as the register gave it. */
export interface ForeignPlace extends Place { district?: string, region?: string, countryCode: string }

/** An address with its own protection (*adressegradering*). */
export interface GradedAddress { address: RegisterAddress, protection: AddressProtection }

/** Who speaks for the estate of one who died; `contact` is a person's name, empty when the register gives a number in its place. */
export interface RegisterEstate {
  kind: EstateContact['kind']
  organization?: string
  contact: string
  address: RegisterAddress
}

/** What a sender of letters needs of one person document. */
export interface RegisterPerson {
  /** Absent when the person has none any more. */
  numberInUse?: NationalIdentityNumber
  /** Every number the document names, superseded ones too. */
  numbers: NationalIdentityNumber[]
  status: PersonStatus
  /** ISO 8601 date. */
  birthDate?: string
  isDead: boolean
  estate?: RegisterEstate
  hasFalseIdentity: boolean
  /** The strictest protection found on the person or on any current address. */
  protection: AddressProtection
  name: string
  postal?: GradedAddress
  postalAbroad?: GradedAddress
  stay?: GradedAddress
  residence?: GradedAddress
  /** What the register says of stay and residence in place of an address. */
  absences: ('unknown-residence' | 'stays-elsewhere')[]
}
