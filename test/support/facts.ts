import type { ContactFacts, PersonFacts, RecipientCertificate, RecipientFacts } from '../../src/letter/recipient-facts.ts'

/** The moment the facts below are read, and the moment tests route at. */
export const factsReadAt = new Date('2026-03-01T10:00:00Z')

/** A certificate that is valid in all of 2026; its text is never read by rules. */
export const validCertificate: RecipientCertificate = { pem: 'certificate', validFrom: new Date('2025-01-01T00:00:00Z'), validTo: new Date('2027-01-01T00:00:00Z') }

/** A grown resident with an open home address. */
export function aPerson (changes: Partial<PersonFacts> = {}): PersonFacts {
  return {
    nationalIdentityNumber: '20914695016',
    birthDate: '1946-11-20',
    status: 'resident',
    isDead: false,
    hasFalseIdentity: false,
    protection: 'none',
    name: 'STADIG KUBBESTOL',
    address: { name: 'STADIG KUBBESTOL', lines: ['Stavangvegen 90'], postalCode: '6944', city: 'STAVANG' },
    addressSource: 'residence',
    ...changes
  }
}

/** An active, notifiable user with fresh contact data and a mailbox at Digipost. */
export function aContact (changes: Partial<ContactFacts> = {}): ContactFacts {
  return {
    status: 'active',
    isReserved: false,
    isNotifiable: true,
    email: { value: 'stadig@example.com', updatedAt: new Date('2026-01-01T00:00:00Z') },
    mobile: { value: '+4790000000', verifiedAt: new Date('2026-01-01T00:00:00Z') },
    mailbox: { address: 'stadig.kubbestol#4ABC', provider: '984661185', certificate: validCertificate },
    ...changes
  }
}

/** Facts about a person who can have digital post. */
export function facts (changes: Partial<RecipientFacts> = {}): RecipientFacts {
  return { readAt: factsReadAt, contact: aContact(), person: aPerson(), printService: { provider: '974761076', certificate: validCertificate }, ...changes }
}
