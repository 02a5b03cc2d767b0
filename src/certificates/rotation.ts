import type { ErrorCode } from '../letter/error-table.ts'
import type { OrganizationNumber } from '../letter/letter.ts'

/** How the last rehearsal of a certificate went. */
export interface Rehearsal {
  at: Date
  /** Null when it went well. */
  failure: ErrorCode | null
}

/** What is remembered of certificates, for all processes. store/ implements it. */
export interface Rotation {
  /** The certificate last activated for each sender, by fingerprint. */
  activated: () => Promise<Map<OrganizationNumber, string>>
  /** The last rehearsal of each certificate, by fingerprint. */
  rehearsals: () => Promise<Map<string, Rehearsal>>
  noteRehearsal: (rehearsal: Rehearsal & { sender: OrganizationNumber, fingerprint: string }) => Promise<void>
  /** Makes a certificate the current one of its sender from now on. */
  activate: (change: { sender: OrganizationNumber, fingerprint: string, at: Date, by: string }) => Promise<void>
}
