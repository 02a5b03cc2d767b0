import type { Receiver } from '../receivers/receiver.ts'
import type { PlannedReceipt } from '../ledger/entry.ts'
import type { MessageRecord } from '../ledger/state.ts'
import type { World } from '../world.ts'

/** Takes accepted messages the rest of their way. */
export interface Carrier {
  carry (messageId: string): void
  /** Goes on with everything that was under way when the sandbox stopped. */
  resume (): void
}

/**
 * Makes the carrier: a delay after each step SENDT (or FEILET), then the receiver's judgment, then its receipts one by one.
 *
 * Each step is planned from what the ledger says, so a stop between two steps loses nothing.
 */
export function createCarrier (world: World, receivers: readonly Receiver[]): Carrier {
  const { clock, ledger, faults } = world
  const later = (message: MessageRecord, at: Date, task: (due: Date) => Promise<void>): void => { clock.at(at, message.messageId, task) }
  const soon = (from = clock.now()): Date => new Date(from.getTime() + world.delayMs)
  const stamp = (): string => clock.now().toISOString()

  // Access point to access point (C2 to C3). Nobody answers for a receiver that is not in the address book (SMP).
  const forward = async (message: MessageRecord, due: Date): Promise<void> => {
    const { messageId } = message
    const receiver = receivers.find(one => one.organization === message.receiver)
    const fails = receiver === undefined || faults.take('access-point', ['send-fails']) !== undefined
    const detail = receiver === undefined ? 'No such receiver in SMP' : fails ? 'Bad Gateway mot postkasse' : 'Accepted by C3'
    await ledger.record({ kind: 'status', messageId, status: fails ? 'failed' : 'forwarded', detail, at: stamp() })
    if (!fails) later(message, soon(due), async at => { await judge(message, receiver, at) })
  }
  // The receiver opens and proves. What it makes of the message is written down before the first receipt is issued.
  const judge = async (message: MessageRecord, receiver: Receiver, due: Date): Promise<void> => {
    const verdict = await receiver.judge(message, due)
    await ledger.record({ kind: 'judged', messageId: message.messageId, ...verdict, at: stamp() })
    issueLater(message, receiver)
  }
  // What was issued before a stop is not issued again.
  const issueLater = (message: MessageRecord, receiver: Receiver): void => {
    const open = message.planned.filter(planned => !message.receipts.some(({ kind }) => kind === planned.kind))
    for (const planned of open) later(message, new Date(planned.dueAt), async () => { await issue(message, receiver, planned) })
  }
  const issue = async (message: MessageRecord, receiver: Receiver, planned: PlannedReceipt): Promise<void> => {
    for (const entry of await receiver.receipts(message, planned)) await ledger.record(entry)
  }
  // Where a message goes on is read from the ledger, never remembered apart from it.
  const step = (message: MessageRecord): void => {
    const receiver = receivers.find(one => one.organization === message.receiver)
    const isForwarded = message.statuses.some(({ status }) => status === 'forwarded')
    if (message.statuses.some(({ status }) => status === 'failed')) return
    if (!isForwarded) later(message, soon(), async due => { await forward(message, due) })
    else if (receiver !== undefined && message.judgedAt === undefined) later(message, soon(), async due => { await judge(message, receiver, due) })
    else if (receiver !== undefined) issueLater(message, receiver)
  }

  return {
    carry: messageId => {
      const message = ledger.state.messages.get(messageId)
      if (message !== undefined) step(message)
    },
    resume: () => { for (const message of ledger.state.messages.values()) step(message) }
  }
}
