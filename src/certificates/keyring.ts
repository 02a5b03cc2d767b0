// The senders' keys of this process, and which of them is in use: the file says what there is, the database what was activated.
import type { OpenSigner } from '../crypto/custody/pkcs11.ts'
import { fingerprintOf } from '../crypto/fingerprint.ts'
import type { Signer } from '../crypto/signer.ts'
import { asError, GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { demandUsable, type IsRevoked } from './demand-usable.ts'
import type { KeyEntry } from './keyring-file.ts'

/** One key at hand, with its certificate. */
export interface HeldKey {
  sender: OrganizationNumber
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  fingerprint: string
  role: 'current' | 'next'
  signer: Signer
  /** At Maskinporten, when the sender has one of its own. */
  clientId?: string
}

/** The keys of a process. It looks again by itself, so a switch or a new entry is seen within seconds, without a restart. */
export interface Keyring {
  /** Whom letters may be sent for, as of the last look. */
  senders: () => OrganizationNumber[]
  /** Where a sender wants paper back, as the file has it. */
  returnAddressOf: (sender: OrganizationNumber) => string | undefined
  /** Every key, the current ones first. */
  all: () => Promise<HeldKey[]>
  /**
   * The key a sender signs with now, judged at this very moment.
   *
   * @throws {GatewayError} `ERR_SEAL_CERTIFICATE_…` when it must not be signed with
   */
  signingKey: (sender: OrganizationNumber) => Promise<HeldKey>
  /**
   * The key a package was sealed with, judged likewise: what is sent again must be signed as it was. Without a fingerprint, the one in use.
   *
   * @throws {GatewayError} `ERR_SEAL_CERTIFICATE_…` when it must not be signed with, `ERR_SEAL_CERTIFICATE_GONE` when it is not at hand any more
   */
  sealingKey: (sender: OrganizationNumber, fingerprint: string | undefined) => Promise<HeldKey>
  /** Judges any key as `signingKey` does. */
  demandUsable: (key: HeldKey, at: Date) => Promise<void>
  /** Looks again at once: for the process that made a switch. */
  look: () => Promise<void>
  close: () => Promise<void>
}

/** What a keyring is made of. */
export interface KeyringPorts {
  /** The entries as they are now. Throws when they cannot be read. */
  readEntries: () => Promise<KeyEntry[]>
  openEntry: (entry: KeyEntry) => Promise<OpenSigner>
  /** Fingerprint of the certificate last activated for each sender that has switched. */
  activated: () => Promise<ReadonlyMap<OrganizationNumber, string>>
  isRevoked: IsRevoked
  /** Default true. */
  allowsUnknown?: boolean
  now: () => Date
  /** Told when the entries changed and cannot be used, once a reason; the ones before stay in use. */
  onTrouble: (error: unknown) => void
}

interface Opened { entry: KeyEntry, held: OpenSigner, fingerprint: string }

/** How old what is known may be, in milliseconds. */
const freshMs = 1_000

/**
 * Opens every key.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming every entry that cannot be opened
 */
export async function openKeyring (ports: KeyringPorts): Promise<Keyring> {
  let opened = await openAll(await ports.readEntries(), [], ports)
  // The database is asked at first use: keys are opened before it, so that a wrong setting is told before anything else happens.
  let activated: ReadonlyMap<OrganizationNumber, string> = new Map()
  let lookedAt = -Infinity
  let looking: Promise<void> | undefined

  const reopened = reopening(ports)

  const look = async (): Promise<void> => {
    const before = opened
    opened = await reopened(before)
    await Promise.all(unlike(before, opened).map(async held => held.close().catch(() => {})))
    activated = await ports.activated()
    lookedAt = ports.now().getTime()
  }
  const refresh = async (): Promise<void> => {
    if (Math.abs(ports.now().getTime() - lookedAt) < freshMs) return
    looking ??= look().finally(() => { looking = undefined })
    await looking
  }
  const keys = (): HeldKey[] => roles(opened, activated)
  const usable = async (sender: OrganizationNumber, isWanted: (key: HeldKey) => boolean, orElse: () => GatewayError): Promise<HeldKey> => {
    await refresh()
    const key = keys().find(one => one.sender === sender && isWanted(one))
    if (key === undefined) throw orElse()
    await judge(key, ports.now())
    return key
  }
  const signingKey: Keyring['signingKey'] = sender => usable(sender, ({ role }) => role === 'current',
    () => new GatewayError('ERR_SEAL_CERTIFICATE_ORGANIZATION', `Cannot sign: there is no certificate of ${sender}`))
  const judge = (key: HeldKey, at: Date): Promise<void> => demandUsable(key.signer.chain, { ...ports, sender: key.sender, at })

  return {
    senders: () => [...new Set(opened.map(({ entry }) => entry.sender))],
    returnAddressOf: sender => opened.find(({ entry }) => entry.sender === sender && entry.returnAddress !== undefined)
      ?.entry.returnAddress,
    all: async () => { await refresh(); return keys() },
    signingKey,
    sealingKey: async (sender, fingerprint) => {
      if (fingerprint === undefined) return signingKey(sender)
      return usable(sender, key => key.fingerprint === fingerprint,
        () => new GatewayError('ERR_SEAL_CERTIFICATE_GONE', `Cannot sign: the certificate of ${sender} that the package bears is not at hand any more`))
    },
    demandUsable: judge,
    look,
    close: async () => { await Promise.all(unlike(opened, []).map(held => held.close())) }
  }
}

/** Gives a function that opens the keys as the file has them now, and gives those from before where it cannot be used. */
function reopening (ports: KeyringPorts): (before: Opened[]) => Promise<Opened[]> {
  let trouble: string | undefined
  return async before => {
    try {
      const opened = await openAll(await ports.readEntries(), before, ports)
      trouble = undefined
      return opened
    } catch (error) {
      const reason = asError(error, 'Cannot open the keys').message
      if (reason !== trouble) ports.onTrouble(error)
      trouble = reason
      return before
    }
  }
}

/** Keys that are open already stay open; all that cannot be opened are named at once. */
async function openAll (entries: readonly KeyEntry[], before: readonly Opened[], ports: KeyringPorts): Promise<Opened[]> {
  const results = await Promise.allSettled(entries.map(async (entry): Promise<Opened> => {
    const kept = before.find(one => openedBy(one.entry) === openedBy(entry))
    if (kept !== undefined) return { ...kept, entry }
    const held = await ports.openEntry(entry)
    const [leaf] = held.signer.chain
    if (leaf === undefined) throw new TypeError('Cannot hold a key that has no certificate')
    return { entry, held, fingerprint: fingerprintOf(leaf) }
  }))
  const good = results.flatMap(result => result.status === 'fulfilled' ? [result.value] : [])
  const reasons = results.flatMap(result => result.status === 'rejected' ? [result.reason as unknown] : [])
  if (reasons.length === 0) return good
  await Promise.all(unlike(good, before).map(held => held.close()))
  const sentences = reasons.map(reason => reason instanceof GatewayError ? reason.message : 'Cannot open a key: an unexpected failure')
  throw new GatewayError('ERR_CONFIG_INVALID', sentences.join('; '), { cause: reasons[0] })
}

/** All of an entry that opening it takes. The rest may change while others hold the key and sign with it. */
function openedBy (entry: KeyEntry): string {
  return JSON.stringify({ ...entry, role: undefined, clientId: undefined, returnAddress: undefined })
}

/** What some hold and others do not, each once. */
function unlike (some: readonly Opened[], others: readonly Opened[]): OpenSigner[] {
  return [...new Set(some.map(({ held }) => held))].filter(held => !others.some(other => other.held === held))
}

/** What was activated wins over the file, as long as it is at hand; so a file that was cleaned up begins anew. */
function roles (opened: readonly Opened[], activated: ReadonlyMap<OrganizationNumber, string>): HeldKey[] {
  const keys = opened.map(({ entry, held: { signer }, fingerprint }): HeldKey => {
    const chosen = activated.get(entry.sender)
    const isKnown = opened.some(other => other.entry.sender === entry.sender && other.fingerprint === chosen)
    const isCurrent = isKnown ? fingerprint === chosen : entry.role === 'current'
    return {
      sender: entry.sender,
      fingerprint,
      role: isCurrent ? 'current' : 'next',
      signer,
      ...entry.clientId !== undefined && { clientId: entry.clientId }
    }
  })
  return keys.sort((one, other) => one.role.localeCompare(other.role))
}
