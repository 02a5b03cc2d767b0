import type { Person } from '../population/person.ts'
import type { World } from '../world.ts'
import type { ProvedLetter } from './prove-message.ts'
import { Rejected } from './rejected.ts'

/**
 * Checks what a digital mailbox needs: an open mailbox here, the same one in message and manifest, and no name twice.
 *
 * @returns the owner
 * @throws {Rejected} `mailbox`, `duplicate-name` or `breaks`
 */
export function checkMailbox ({ message, package: opened }: ProvedLetter, name: 'eboks' | 'digipost', world: World): Person {
  const address = message.mailboxAddress
  const owner = address === undefined ? undefined : world.population.byMailbox(name, address)
  if (owner === undefined) throw new Rejected('mailbox', 'the mailbox does not exist')
  if (opened.mailboxAddress !== undefined && opened.mailboxAddress !== address) throw new Rejected('mailbox', 'manifest and message name two mailboxes')
  const names = opened.documents.map(document => document.name.toLowerCase())
  // Only e-Boks is known to refuse this (digipost-eboks-print §1).
  if (name === 'eboks' && new Set(names).size < names.length) throw new Rejected('duplicate-name', 'two documents have one name')
  if (owner.contact.mailbox?.behavior === 'breaks') throw new Rejected('breaks', 'the operator fails')
  return owner
}
