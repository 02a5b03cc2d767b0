import { openPackage } from '../../open/open-package.ts'
import type { OpenedDocument } from '../../open/open-container.ts'
import type { MessageRecord } from '../ledger/state.ts'
import type { Person } from '../population/person.ts'
import type { Receiver } from '../receivers/receiver.ts'
import type { World } from '../world.ts'

/** Whose letters are looked at: a person's mailbox, or everything the print shop made. */
export type Owner = { kind: 'person', id: string, person: Person } | { kind: 'print', id: 'print' }

/** Letters as their owner sees them. */
export interface Letters {
  /** Newest first, and only those that are available by now. */
  of (owner: Owner): MessageRecord[]
  /** Opens a letter; the first time, and if the sender asked, this issues the opening receipt (*åpningskvittering*). */
  open (message: MessageRecord): Promise<void>
  /** Decrypts the package again: documents are never kept in clear. */
  document (message: MessageRecord, number: number): Promise<OpenedDocument | undefined>
}

/** Finds letters for the citizen's pages. */
export function createLetters (world: World, receivers: readonly Receiver[]): Letters {
  const { ledger, clock } = world
  const receiverOf = (message: MessageRecord): Receiver | undefined => receivers.find(one => one.organization === message.receiver)
  const isOf = (owner: Owner, message: MessageRecord): boolean => {
    const name = receiverOf(message)?.name
    if (owner.kind === 'print') return name === 'print'
    const { mailbox } = owner.person.contact
    return mailbox !== undefined && name === mailbox.provider && message.letter?.mailboxAddress === mailbox.address
  }
  return {
    of: owner => [...ledger.state.messages.values()].filter(message => isAvailable(message, clock.now()) && isOf(owner, message)).reverse(),
    open: async message => {
      if (message.openedAt !== undefined) return
      const now = clock.now().toISOString()
      await ledger.record({ kind: 'opened', messageId: message.messageId, at: now })
      const receiver = receiverOf(message)
      if (message.letter?.openingReceipt !== true || receiver === undefined) return
      for (const entry of await receiver.receipts(message, { kind: 'opening', dueAt: now })) await ledger.record(entry)
    },
    document: async (message, number) => {
      const receiver = receiverOf(message)
      const cms = await world.packages.get(message.messageId)
      if (receiver === undefined || cms === undefined) return undefined
      const { key } = world.parties[receiver.name]
      return (await openPackage(cms, { key, trust: world.parties.trust, at: world.machineNow() })).documents[number]
    }
  }
}

/** *Virkningstidspunkt*: before it the letter lies there, and the citizen does not see it. */
function isAvailable ({ letter }: MessageRecord, now: Date): boolean {
  return letter !== undefined && (letter.availableFrom === undefined || new Date(letter.availableFrom) <= now)
}
