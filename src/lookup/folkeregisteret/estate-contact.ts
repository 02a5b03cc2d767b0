import type { EstateContact } from '../../letter/recipient-facts.ts'
import { assembleAddress } from './assemble-address.ts'
import type { RegisterEstate } from './register-person.ts'

/**
 * Turns the register's contact for an estate into one that paper can be sent to.
 *
 * A lawyer's firm or an organization stands first in the name, the person there after "v/". Without a whole address the contact is known all
 * the same, so that somebody can look for the rest.
 */
export function estateContact ({ kind, organization, contact, address }: RegisterEstate): EstateContact {
  const name = [organization, contact].filter(part => part !== undefined && part !== '').join(' v/ ')
  const assembled = assembleAddress(name, address)
  return { kind, ...assembled.address === undefined ? {} : { address: assembled.address } }
}
