// Changing a sender's certificate while letters flow: look, rehearse the next one, activate it.
import { organizationNumberOf } from '../crypto/organization-number.ts'
import type { CertificateStatus } from '../letter/certificate-status.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { daysOf } from './days-by-key.ts'
import { expiryLevel } from './expiry-level.ts'
import type { HeldKey, Keyring } from './keyring.ts'
import type { Rotation } from './rotation.ts'

/** What an operator may do with certificates. What belongs to another sender is as if it were not there. */
export interface Certificates {
  /** Every certificate of these senders, the current ones first. */
  list: (senders: readonly OrganizationNumber[]) => Promise<CertificateStatus[]>
  /** Seals a test letter with a certificate, opens it again, and remembers how that went. */
  rehearse: (fingerprint: string, senders: readonly OrganizationNumber[]) => Promise<CertificateStatus | undefined>
  /**
   * Makes a certificate the one its sender signs with; every process follows within seconds.
   *
   * @param by who asks, for the record
   * @throws {GatewayError} `ERR_CERTIFICATES_NOT_REHEARSED` unless its last rehearsal went well, `ERR_CERTIFICATES_NOT_USABLE` if it must not
   * be signed with now
   */
  activate: (fingerprint: string, senders: readonly OrganizationNumber[], by: string) => Promise<CertificateStatus | undefined>
}

/** What changing certificates needs. */
export interface RotatePorts {
  keyring: Keyring
  rotation: Rotation
  /** Seals a test letter with a key and proves what comes out of it. Rejects with what is wrong. */
  rehearse: (key: HeldKey, at: Date) => Promise<void>
  now: () => Date
}

/** Joins keyring and memory. */
export function createCertificates (ports: RotatePorts): Certificates {
  const { keyring, rotation, now } = ports
  const find = async (fingerprint: string, senders: readonly OrganizationNumber[]): Promise<HeldKey | undefined> =>
    (await keyring.all()).find(key => key.fingerprint === fingerprint && senders.includes(key.sender))
  const list: Certificates['list'] = async senders => {
    const rehearsals = await rotation.rehearsals()
    const keys = (await keyring.all()).filter(({ sender }) => senders.includes(sender))
    return Promise.all(keys.map(key => statusOf(key, keyring, rehearsals.get(key.fingerprint) ?? null, now())))
  }
  const told = async (fingerprint: string, senders: readonly OrganizationNumber[]): Promise<CertificateStatus | undefined> =>
    (await list(senders)).find(status => status.fingerprint === fingerprint)
  return {
    list,
    rehearse: async (fingerprint, senders) => {
      const key = await find(fingerprint, senders)
      if (key === undefined) return undefined
      const failure = await faultOf(rehearse(ports, key))
      await rotation.noteRehearsal({ sender: key.sender, fingerprint, at: now(), failure })
      return told(fingerprint, senders)
    },
    activate: async (fingerprint, senders, by) => {
      const key = await find(fingerprint, senders)
      if (key === undefined) return undefined
      await demandReady(ports, key)
      await rotation.activate({ sender: key.sender, fingerprint, at: now(), by })
      await keyring.look()
      return told(fingerprint, senders)
    }
  }
}

/** A certificate that is not valid yet is rehearsed for its first moment, so that it is ready when the time comes. */
async function rehearse ({ keyring, rehearse: seal, now }: RotatePorts, key: HeldKey): Promise<void> {
  const begins = Math.max(...key.signer.chain.map(one => one.validFromDate.getTime()))
  const at = new Date(Math.max(now().getTime(), begins))
  await keyring.demandUsable(key, at)
  await seal(key, at)
}

async function demandReady ({ keyring, rotation, now }: RotatePorts, key: HeldKey): Promise<void> {
  const fault = await faultOf(keyring.demandUsable(key, now()))
  if (fault !== null) throw new GatewayError('ERR_CERTIFICATES_NOT_USABLE', `Cannot activate the certificate: it must not be signed with now (${fault})`)
  const rehearsal = (await rotation.rehearsals()).get(key.fingerprint)
  if (rehearsal?.failure !== null) {
    const why = rehearsal === undefined ? 'it has not been rehearsed' : `its last rehearsal failed (${rehearsal.failure})`
    throw new GatewayError('ERR_CERTIFICATES_NOT_REHEARSED', `Cannot activate the certificate: ${why}`)
  }
}

async function statusOf (key: HeldKey, keyring: Keyring, rehearsal: CertificateStatus['rehearsal'], at: Date): Promise<CertificateStatus> {
  const { sender, fingerprint, role, signer: { chain } } = key
  const [leaf] = chain
  if (leaf === undefined) throw new RangeError('Cannot tell of a certificate: the key has none')
  const days = daysOf(key, at)
  return {
    sender,
    fingerprint,
    organization: organizationNumberOf(leaf) ?? null,
    validFrom: leaf.validFromDate,
    validTo: leaf.validToDate,
    daysLeft: days,
    level: expiryLevel(days),
    role,
    fault: await faultOf(keyring.demandUsable(key, at)),
    rehearsal
  }
}

async function faultOf (work: Promise<void>): Promise<ErrorCode | null> {
  try {
    await work
    return null
  } catch (error) {
    return error instanceof GatewayError ? error.code : 'ERR_HTTP_INTERNAL'
  }
}
