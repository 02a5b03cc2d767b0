// One synthetic person, in our words. The registers write it in theirs (krr/wire.ts, folkeregisteret/wire.ts).
import type { Language } from '../../letter/letter.ts'
import type { AddressProtection, PersonStatus } from '../../letter/recipient-facts.ts'

/** The forms an address has in Folkeregisteret. */
export type Place =
  | { form: 'street', street: string, number: string, letter?: string, careOf?: string, extra?: string, town: Town }
  | { form: 'cadastre', farm: number, holding: number, extra?: string, town: Town }
  | { form: 'box', owner?: string, box: string, town: Town }
  | { form: 'lines', lines: readonly string[], town: Town }
  | { form: 'abroad', street: string, postalCode: string, city: string, country: string }
  | { form: 'abroad-lines', lines: readonly string[], country: string }
  | { form: 'unknown', town: Town } // a residence nobody knows (*ukjentBosted*)
  | { form: 'elsewhere', where: 'militaer' | 'utenriks' | 'paaSvalbard' | 'pendler' } // *oppholdAnnetSted*, the register's own words
  | { form: 'nowhere' } // *adressenErUkjent*

/** A place where post is handed out, and the municipality it lies in. */
export interface Town {
  postalCode: string
  city: string
  municipality: string
}

/** An address with its own grading (*adressegradering*). `isFormer` entries come out with *erGjeldende* false. */
export interface PersonAddress {
  place: Place
  grading: AddressProtection
  isFormer?: boolean
}

/** Who speaks for the estate of a dead person (*kontaktinformasjonForDoedsbo*). */
export interface Estate {
  contact: 'person' | 'lawyer' | 'organization'
  givenName: string
  familyName: string
  organizationName: string
  lines: readonly string[]
  town: Town
  /** The heir is given by number alone, without a name. */
  isByNumber?: boolean
  /** Abroad; the town then stands for a place there. */
  country?: string
}

/** One way to reach a person, as KRR dates it. */
export interface ContactEntry {
  value: string
  updatedAt: Date
  verifiedAt: Date
  /** The same value stands on several people (*duplisert*). */
  isShared?: boolean
}

/** A digital mailbox, and how its operator behaves when a letter comes. */
export interface Mailbox {
  provider: 'eboks' | 'digipost' | 'unknown-operator'
  address: string
  certificate: 'valid' | 'expired' | 'missing' | 'empty'
  /** `closed`: the operator knows no such mailbox. `notice-fails`: delivered, but e-mail and text message bounce. `breaks`: the operator fails. */
  behavior: 'receives' | 'closed' | 'notice-fails' | 'breaks'
}

/** What KRR says of a person. */
export interface Contact {
  status: 'active' | 'deleted' | 'not-registered'
  isReserved: boolean
  reservedAt?: Date
  isNotifiable: boolean
  email?: ContactEntry
  mobile?: ContactEntry
  mailbox?: Mailbox
  language?: Language
  /** KRR then keeps contact data, mailbox and certificate to itself. */
  isFiltered: boolean
  /** `hour-offset` is `2023-06-13T13:42:34+02`, which is not RFC 3339 and which KRR sends all the same. */
  timestamps: 'instant' | 'hour-offset'
}

/** A synthetic person. */
export interface Person {
  /** Opaque; the only thing that stands in a URL. */
  id: string
  /** Name of the case this person is an example of. */
  case: string
  nationalIdentityNumber: string
  /** A number this person had before (*opphoert*). */
  formerNumber?: string
  /** In no register, although the number is valid. */
  isUnknown: boolean
  givenName: string
  familyName: string
  /** `YYYY-MM-DD` */
  birthDate: string
  status: PersonStatus
  protection: AddressProtection
  /** `isAnnulled`: the register took the death back (*erGjeldende* false). */
  death?: { date: string, isAnnulled: boolean }
  estate?: Estate
  hasFalseIdentity: boolean
  residence?: PersonAddress
  shared?: PersonAddress
  stay?: PersonAddress
  postal?: PersonAddress
  postalAbroad?: PersonAddress
  contact: Contact
}
