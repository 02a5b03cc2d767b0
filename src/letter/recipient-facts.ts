// What the registers say of a recipient, in our words. Made by lookup/, read by route/ and seal/, stored encrypted.
import type { Language, NationalIdentityNumber, OrganizationNumber, PostalAddress } from './letter.ts'

/** One way to reach a person, with the two dates the 18-month rule needs (eForvaltningsforskriften § 32). */
export interface ContactPoint {
  value: string
  updatedAt?: Date
  verifiedAt?: Date
}

/** A receiver's encryption certificate, as PEM, with its validity already read. */
export interface RecipientCertificate {
  pem: string
  validFrom: Date
  validTo: Date
  /** Known to be taken back by its issuer. Absent where nobody asked: then sealing does. */
  isRevoked?: boolean
}

/** *Digital postkasse*: where it is, who runs it, and the certificate to encrypt to when one was given and readable. */
export interface DigitalMailbox {
  address: string
  provider: OrganizationNumber
  certificate?: RecipientCertificate
}

/** What KRR (*Kontakt- og reservasjonsregisteret*) says. */
export interface ContactFacts {
  status: 'active' | 'deleted' | 'not-registered'
  isReserved: boolean
  isNotifiable: boolean
  email?: ContactPoint
  mobile?: ContactPoint
  mailbox?: DigitalMailbox
  language?: Language
}

/** *Adressebeskyttelse*: `client` reveals an institution, the other two hide a person at risk. */
export type AddressProtection = 'none' | 'client' | 'confidential' | 'strictly-confidential'

/** Folkeregisteret's status of a person (*status*), in our words; `other` is a value the register added after we were written. */
export type PersonStatus =
  | 'resident' | 'emigrated' | 'disappeared' | 'dead' | 'ceased' | 'birth-registered' | 'temporary' | 'inactive' | 'not-resident' | 'active' | 'other'

/** Where the print address came from; `none` means the register gives no address paper can use. */
export type AddressSource = 'postal' | 'postal-abroad' | 'stay' | 'residence' | 'none'

/** Why the register gives no address that paper can use: what is missing, or why what is there does not count. */
export type AddressLack =
  | 'no-address' | 'unknown-residence' | 'stays-elsewhere' | 'protected' | 'name' | 'lines' | 'postal-code' | 'city' | 'country'

/** Who receives letters to the estate of one who died (*kontaktinformasjonForDoedsbo*); the name stands in the address. */
export interface EstateContact {
  kind: 'person' | 'lawyer' | 'organization'
  /** Absent when what the register gives is no whole address. */
  address?: PostalAddress
}

/** What Folkeregisteret says of a person it knows. */
export interface PersonFacts {
  /** The number in use now; differs from the one asked for when that was superseded. */
  nationalIdentityNumber: NationalIdentityNumber
  /** The number asked for is no longer in use. Absent in facts stored before this was read, as are the next two. */
  isSuperseded?: boolean
  /** ISO 8601 date (*fødselsdato*). */
  birthDate?: string
  estateContact?: EstateContact
  status: PersonStatus
  isDead: boolean
  hasFalseIdentity: boolean
  protection: AddressProtection
  name: string
  address?: PostalAddress
  addressSource: AddressSource
  /** Why there is none; absent or empty when there is one. */
  addressLacks?: AddressLack[]
  /** Post to this person at this very address came back before. Our own experience, not the register's word. */
  isAddressReturned?: boolean
}

/** *Utskrifts- og forsendelsestjenesten*: who prints, and the certificate to encrypt to. */
export interface PrintService {
  provider: OrganizationNumber
  certificate: RecipientCertificate
}

/** All the facts a route is chosen from. */
export interface RecipientFacts {
  readAt: Date
  /** Absent for a letter addressed to a bare postal address. */
  contact?: ContactFacts
  /** Absent for a bare postal address; `unknown` when the register has no such person. */
  person?: PersonFacts | 'unknown'
  printService: PrintService
}
