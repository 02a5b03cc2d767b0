import { test } from 'tap'
import { markRevoked } from '../../src/main/mark-revoked.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { facts } from '../support/facts.ts'
import { testParty } from '../support/test-certificates.ts'

/** Facts of somebody whose mailbox has this certificate. */
async function withCertificateOf (party: 'eboks' | 'digipost'): Promise<RecipientFacts> {
  const { certificate } = await testParty(party)
  const known = facts()
  const { contact } = known
  if (contact?.mailbox === undefined) throw new Error('somebody without a mailbox')
  const held = { pem: certificate.toString(), validFrom: certificate.validFromDate, validTo: certificate.validToDate }
  return { ...known, contact: { ...contact, mailbox: { ...contact.mailbox, certificate: held } } }
}

test('markRevoked() marks those whose certificate was taken back, and asks about each certificate once', async t => {
  const [eboks, digipost] = [await withCertificateOf('eboks'), await withCertificateOf('digipost')]
  const asked: string[] = []
  const marked = await markRevoked(new Map([['a', eboks], ['b', digipost], ['c', eboks]]), async certificate => {
    asked.push(certificate.fingerprint256)
    return certificate.toString() === eboks.contact?.mailbox?.certificate?.pem ? 'revoked' : 'unknown'
  })
  t.equal(asked.length, 2)
  t.strictSame([...marked].map(([key, { contact }]) => [key, contact?.mailbox?.certificate?.isRevoked]), [['a', true], ['b', undefined], ['c', true]])
  t.equal(marked.get('b'), digipost)
})

test('markRevoked() has nothing to ask of people without a mailbox', async t => {
  const nobody: RecipientFacts = { ...facts(), person: 'unknown' }
  delete nobody.contact
  const marked = await markRevoked(new Map([['a', nobody]]), () => Promise.reject(new Error('nobody is to be asked')))
  t.equal(marked.get('a'), nobody)
})
