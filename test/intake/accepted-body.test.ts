import { test } from 'tap'
import { acceptedBody } from '../../src/intake/accepted-body.ts'
import { readDraft } from '../../src/intake/read-draft.ts'
import { letterInput, returnAddress } from '../support/letter-input.ts'

const now = new Date('2026-03-01T08:00:00Z')
const bodyOf = (changes: Record<string, unknown>): string => {
  const result = readDraft(letterInput(changes), now)
  if (!result.ok) throw new TypeError('the letter is right')
  const documents = result.draft.documents.map(document => ({ ...document, bytes: 1, sha256: 'aa' }))
  return acceptedBody({ ...result.draft, id: 'id-1', acceptedAt: now, documents })
}

test('acceptedBody() tells id, state and what was understood, defaults included', async t => {
  t.match(JSON.parse(bodyOf({ availableFrom: '2026-04-01T08:00:00+02:00' })), {
    id: 'id-1', state: 'received', acceptedAt: '2026-03-01T08:00:00.000Z',
    letter: { title: 'Svar på søknad', securityLevel: 4, availableFrom: '2026-04-01T06:00:00.000Z', documents: [{ number: 0, bytes: 1, sha256: 'aa' }] }
  })
})

test('acceptedBody() masks a person and an address', async t => {
  const person = bodyOf({})
  t.match(person, '"recipient":{"nationalIdentityNumber":"209146*****"}')
  t.notMatch(person, /20914695016/)
  const address = bodyOf({ recipient: { address: { name: 'Kari Prøve', lines: ['Lia 3'], postalCode: '0150', city: 'Oslo' } }, print: { returnAddress } })
  t.match(address, '"recipient":{"address":{"postalCode":"0150","city":"Oslo","countryCode":"NO"}}')
  t.notMatch(address, /Kari|Lia/)
})

test('acceptedBody() shows an organization, and of its address the place', async t => {
  const recipient = { organizationNumber: '984661185', address: { name: 'Posten', lines: ['Biskop Gunnerus gate 14'], postalCode: '0185', city: 'Oslo' } }
  const body = bodyOf({ recipient })
  t.match(body, '"recipient":{"organizationNumber":"984661185","address":{"postalCode":"0185","city":"Oslo","countryCode":"NO"}}')
  t.notMatch(body, /Gunnerus/)
  t.match(bodyOf({ recipient: { organizationNumber: '984661185' } }), '"recipient":{"organizationNumber":"984661185"}')
})
