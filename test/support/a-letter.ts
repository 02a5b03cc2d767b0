import type { Letter } from '../../src/letter/letter.ts'

/** A letter as accepted: a decision of one PDF to a synthetic person. */
export function aLetter (changes: Partial<Letter> = {}): Letter {
  return {
    id: '01890000-0000-7000-8000-000000000001',
    sender: '313000001',
    reference: 'case-1',
    recipient: { kind: 'person', nationalIdentityNumber: '20914695016' },
    class: 'decision',
    title: 'Letter about your case',
    language: 'nb',
    securityLevel: 4,
    openingReceipt: false,
    notification: { emailText: 'You have a letter', repeatDays: [0, 7] },
    print: { color: 'black-and-white', undeliverable: 'return', returnAddress: { name: 'Testkommune', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' } },
    documents: [{ number: 0, fileName: 'letter.pdf', title: 'Letter', mediaType: 'application/pdf', bytes: 1000, sha256: 'a'.repeat(64) }],
    acceptedAt: new Date('2026-03-01T10:00:00Z'),
    ...changes
  }
}
