import { X509Certificate } from 'node:crypto'
import type { Recipients } from '../certificates/recipients.ts'
import type { PrintService, RecipientFacts } from '../letter/recipient-facts.ts'

/** Facts as far as they hold certificates. */
type Holding = Pick<RecipientFacts, 'contact'> & { printService: PrintService }

/**
 * Notes the certificates that registers give out outside their validity. The rules lead such letters elsewhere or to a person, so that sealing
 * never meets one.
 */
export async function meetExpired (facts: Iterable<Holding>, recipients: Pick<Recipients, 'meet'>, now: Date): Promise<void> {
  const held = [...facts].flatMap(({ contact, printService }) => [contact?.mailbox?.certificate ?? [], printService.certificate].flat())
  const expired = new Set(held.filter(({ validFrom, validTo }) => now < validFrom || now > validTo).map(({ pem }) => pem))
  await Promise.all([...expired].map(pem => recipients.meet(new X509Certificate(pem), 'ERR_SEAL_CERTIFICATE')))
}
