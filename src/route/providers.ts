import type { MailboxChoice } from '../letter/choice.ts'
import type { OrganizationNumber } from '../letter/letter.ts'

/** Who runs which mailbox (digipost-eboks-print.md §1). The second e-Boks number is the company's old one and still stands in old KRR data. */
const providers: Readonly<Record<OrganizationNumber, MailboxChoice['channel']>> = {
  922020175: 'eboks',
  996460320: 'eboks',
  984661185: 'digipost'
}

/** The channel that reaches a mailbox provider; undefined for a provider we have no agreement with. */
export function channelOf (provider: OrganizationNumber): MailboxChoice['channel'] | undefined {
  return providers[provider]
}
