import { X509Certificate } from 'node:crypto'
import type { RecipientFacts } from '../letter/recipient-facts.ts'

/**
 * Notes whose mailbox certificate was taken back, so that the rules lead the letter elsewhere instead of sealing stopping it. Many people share
 * a certificate: each is asked about once. What nobody can say is left to sealing, which knows the policy for that.
 */
export async function markRevoked<Key> (
  facts: ReadonlyMap<Key, RecipientFacts>, isRevoked: (certificate: X509Certificate) => Promise<'good' | 'revoked' | 'unknown'>
): Promise<Map<Key, RecipientFacts>> {
  const pems = new Set([...facts.values()].flatMap(({ contact }) => contact?.mailbox?.certificate?.pem ?? []))
  const standings = await Promise.all([...pems].map(async pem => [pem, await isRevoked(new X509Certificate(pem))] as const))
  const revoked = new Set(standings.filter(([, standing]) => standing === 'revoked').map(([pem]) => pem))
  return new Map([...facts].map(([key, known]) => [key, marked(known, revoked)]))
}

function marked (facts: RecipientFacts, revoked: ReadonlySet<string>): RecipientFacts {
  const { contact } = facts
  const certificate = contact?.mailbox?.certificate
  if (contact?.mailbox === undefined || certificate === undefined || !revoked.has(certificate.pem)) return facts
  return { ...facts, contact: { ...contact, mailbox: { ...contact.mailbox, certificate: { ...certificate, isRevoked: true } } } }
}
