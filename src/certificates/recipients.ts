// The recipients' certificates that letters meet. They are other people's: all there is to do is to see their end, and their faults, in time.
import type { X509Certificate } from 'node:crypto'
import { fingerprintOf } from '../crypto/fingerprint.ts'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import type { RecipientCertificateStatus } from '../letter/certificate-status.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { daysLeft } from './days-left.ts'
import { expiryLevel } from './expiry-level.ts'

/** A certificate as it was met last. */
export type MetCertificate = Omit<RecipientCertificateStatus, 'daysLeft' | 'level'>

/** What is remembered of recipients' certificates, for all processes. store/ implements it. */
export interface MetCertificates {
  note: (met: MetCertificate) => Promise<void>
  /** Those met since a moment, the first to expire first. */
  since: (moment: Date) => Promise<MetCertificate[]>
}

/** What watching recipients' certificates needs. */
export interface RecipientsPorts {
  met: MetCertificates
  now: () => Date
}

/** Recipients' certificates, as letters meet them. */
export interface Recipients {
  /** Passes a judgement on, and remembers it. */
  judged: (certificate: X509Certificate, judgement: Promise<void>) => Promise<void>
  /** Remembers that a certificate was met, and what spoke against it. Never rejects: no letter stops for want of this. */
  meet: (certificate: X509Certificate, fault: ErrorCode | null) => Promise<void>
  /** Those met lately, by default in the last 90 days, the first to expire first. */
  list: (withinMs?: number) => Promise<RecipientCertificateStatus[]>
}

/** So long nothing is written of a certificate that stands as it stood, in milliseconds: it is met with every letter. */
const quietMs = 5 * 60_000

/** One that no letter has met for so long is nobody's any more, in milliseconds. */
const forgottenMs = 90 * 24 * 60 * 60_000

/** Watches the certificates that this process meets. */
export function watchRecipients ({ met, now }: RecipientsPorts): Recipients {
  const noted = new Map<string, { fault: ErrorCode | null, at: number }>()
  const meet: Recipients['meet'] = async (certificate, fault) => {
    const fingerprint = fingerprintOf(certificate)
    const at = now()
    const last = noted.get(fingerprint)
    if (last?.fault === fault && at.getTime() - last.at < quietMs) return
    noted.set(fingerprint, { fault, at: at.getTime() })
    const { validFromDate: validFrom, validToDate: validTo } = certificate
    try {
      await met.note({ fingerprint, organization: organizationNumberOf(certificate) ?? null, validFrom, validTo, metAt: at, fault })
    } catch {
      noted.delete(fingerprint)
    }
  }
  return {
    meet,
    judged: async (certificate, judgement) => {
      try {
        await judgement
      } catch (error) {
        if (error instanceof GatewayError) await meet(certificate, error.code)
        throw error
      }
      await meet(certificate, null)
    },
    list: async (withinMs = forgottenMs) => {
      const at = now()
      const all = await met.since(new Date(at.getTime() - withinMs))
      // One that was renewed in time is met no more, and its end is nobody's trouble.
      return all.filter(({ validTo, metAt }) => validTo > at || metAt > validTo).map(one => {
        const days = daysLeft({ validToDate: one.validTo }, at)
        return { ...one, daysLeft: days, level: expiryLevel(days) }
      })
    }
  }
}
