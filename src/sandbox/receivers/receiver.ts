import { createHash } from 'node:crypto'
import type { OrganizationNumber } from '../../letter/letter.ts'
import type { EntryOf, PlannedReceipt, SandboxReceiptKind, StoredLetter } from '../ledger/entry.ts'
import type { MessageRecord } from '../ledger/state.ts'
import { returningStreet } from '../population/cases.ts'
import type { Person } from '../population/person.ts'
import type { World } from '../world.ts'
import { checkMailbox } from './check-mailbox.ts'
import { checkPrint } from './check-print.ts'
import { proveMessage, type ProvedLetter } from './prove-message.ts'
import { Rejected, type RejectionReason } from './rejected.ts'
import { signReceipt } from './sign-receipt.ts'
import { writeReceipt } from './wire.ts'

/** What a receiver makes of a message: a letter it keeps, and the receipts that follow. */
export interface Verdict {
  letter?: StoredLetter
  receipts: PlannedReceipt[]
}

/** A mailbox operator or the print shop (C4). */
export interface Receiver {
  readonly name: ReceiverName
  readonly organization: OrganizationNumber
  /** @param at the receipts follow from then on */
  judge (message: MessageRecord, at: Date): Promise<Verdict>
  /** Issues a receipt: one entry, or none or two when faults are set. */
  receipts (message: MessageRecord, planned: PlannedReceipt): Promise<EntryOf<'receipt'>[]>
}

/** Names of the receivers. */
export type ReceiverName = 'eboks' | 'digipost' | 'print'

interface Row {
  algorithm: 'RS256' | 'RS512'
  /** The receiver's own words for a refusal (*detaljer*). */
  words: (reason: RejectionReason, detail: string) => string
}

/** All that differs between the receivers. Known words of the live services are in dpi-json §6; the rest are ours. */
const rows: Readonly<Record<ReceiverName, Row>> = {
  eboks: {
    algorithm: 'RS256',
    words: (reason, detail) => {
      if (reason === 'duplicate-name') return 'Reason code: SBD:5023. Vedhæftning må kun optræde 1 gang'
      if (reason === 'format') return `Reason code: SBD:4069. Bad format in document package - System.FormatException: ${detail} at eboks.`
      return `e-Boks refused the message: ${detail}`
    }
  },
  digipost: {
    algorithm: 'RS512',
    words: (reason, detail) => reason === 'breaks' ? 'Digipost could not process the message.' : `Digipost refused the message: ${detail}`
  },
  print: { algorithm: 'RS256', words: (_reason, detail) => `The print service refused the message: ${detail}` }
}

/** Makes a receiver that opens what it gets with its own private key. */
export function createReceiver (name: ReceiverName, world: World): Receiver {
  const party = world.parties[name]
  return {
    name,
    organization: party.organization,
    judge: async (message, at) => {
      try {
        if (world.faults.take('receivers', ['failure-receipt']) !== undefined) throw new Rejected('breaks', 'the sandbox was told to fail')
        return await judge(message, name, world, at)
      } catch (error) {
        const rejected = error instanceof Rejected ? error : new Rejected('breaks', 'the receiver failed')
        if (rejected !== error) world.logger.error({ err: error, receiver: name }, 'A receiver failed')
        world.logger.info({ receiver: name, messageId: message.messageId, reason: rejected.reason }, 'A receiver rejected a message')
        return { receipts: [failure(rejected, name, at)] }
      }
    },
    receipts: async (message, planned) => {
      const { faults, parties } = world
      if (faults.take('receivers', ['no-receipt']) !== undefined) return []
      const real = await issue(message, planned, name, world)
      const isDoubled = faults.take('receivers', ['duplicate-receipt']) !== undefined
      const isForged = faults.take('receivers', ['forged-receipt']) !== undefined
      // Says it is from the receiver, and is signed by somebody else whose certificate is good.
      const forged = isForged ? [await issue(message, planned, name, world, { ...party, ...pick(parties.maskinporten) })] : []
      return [...forged, real, ...(isDoubled ? [real] : [])]
    }
  }
}

/** Proves the message first, whoever it is for; only then its content is looked at. */
async function judge (message: MessageRecord, name: ReceiverName, world: World, at: Date): Promise<Verdict> {
  const proved = await proveMessage(message, name, world)
  if ((name === 'print') !== (proved.message.kind === 'print')) throw new Rejected('format', 'this kind of message is not for this receiver')
  const letter = storedLetter(proved)
  if (name === 'print') {
    await checkPrint(proved.package, proved.message.address)
    return { letter, receipts: plan(printReceipts(proved), at, world.delayMs) }
  }
  const owner = checkMailbox(proved, name, world)
  return { letter, receipts: [...plan(['delivery'], at), ...failedNotice(proved, owner, at)] }
}

/** Names and titles for the citizen's pages. The bytes stay in the package. */
function storedLetter ({ message, package: opened }: ProvedLetter): StoredLetter {
  return {
    ...(message.mailboxAddress === undefined ? {} : { mailboxAddress: message.mailboxAddress }),
    title: message.title ?? '',
    openingReceipt: message.openingReceipt,
    ...(message.availableFrom === undefined ? {} : { availableFrom: message.availableFrom.toISOString() }),
    addressee: digest(message.mailboxAddress ?? message.address?.name ?? ''),
    documents: opened.documents.map(({ name, title, mediaType, content }) => ({ title: title ?? name, mediaType, sha256: digest(content) }))
  }
}

/** What a checker compares by, where nothing may be told. */
function digest (content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A letter to a returning street comes back; only one that shall be destroyed is reported, the other is sent to its return address. */
function printReceipts ({ message }: ProvedLetter): SandboxReceiptKind[] {
  const comesBack = message.address?.lines.some(line => line.toLowerCase().includes(returningStreet.toLowerCase())) === true
  const isReported = message.print?.undeliverable === 'destroy-and-report'
  return ['print-accepted', 'delivery', ...(comesBack && isReported ? ['returned-post'] as const : [])]
}

/** One after another, a delay apart. */
function plan (kinds: readonly SandboxReceiptKind[], from: Date, delayMs = 0): PlannedReceipt[] {
  return kinds.map((kind, index) => ({ kind, dueAt: new Date(from.getTime() + delayMs * index).toISOString() }))
}

/** The text message bounced. The words of the live service hold the number, so they are personal data (dpi-json §6). */
function failedNotice ({ message }: ProvedLetter, owner: Person, at: Date): PlannedReceipt[] {
  if (owner.contact.mailbox?.behavior !== 'notice-fails' || message.notices.sms === undefined) return []
  const detail = `Smstil ${message.notices.sms.to} feilet. Feilkode: 1404`
  return plan(['notification-failed'], at).map(planned => ({ ...planned, detail }))
}

/** *KLIENT* means correct and send anew, *SERVER* that the receiver itself is in trouble. */
function failure (error: Rejected, name: ReceiverName, at: Date): PlannedReceipt {
  const fault = error.reason === 'breaks' ? 'server' : 'client'
  return { kind: 'failure', dueAt: at.toISOString(), fault, detail: rows[name].words(error.reason, error.message) }
}

/** Signs one receipt, addressed to whoever handed the message over: the sender, or its data processor (dpi-json §4.1). */
async function issue (
  message: MessageRecord, planned: PlannedReceipt, name: ReceiverName, world: World, signedBy = world.parties[name]
): Promise<EntryOf<'receipt'>> {
  const occurredAt = world.clock.now()
  const receiptId = world.newId()
  const { conversationId, process, sender, messageId } = message
  const { kind, fault, detail } = planned
  const payload = writeReceipt({
    receiptId, conversationId, process, kind, issuer: world.parties[name].organization, addressee: sender, occurredAt,
    ...(fault === undefined ? {} : { fault }), ...(detail === undefined ? {} : { detail })
  }, name)
  const jws = await signReceipt(payload, signedBy, rows[name].algorithm)
  return { kind: 'receipt', receiptId, messageId, receipt: kind, jws, at: occurredAt.toISOString() }
}

/** Another party's signature, under this party's name. */
function pick ({ key, chain }: World['parties']['maskinporten']): Pick<World['parties']['maskinporten'], 'key' | 'chain'> {
  return { key, chain }
}
