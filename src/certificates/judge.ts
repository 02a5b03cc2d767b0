// The last word on a certificate of somebody else's, or our own: may it be used for this, now?
import type { X509Certificate } from 'node:crypto'
import { certificateExtras } from '../crypto/certificate-extras.ts'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import { proveChain, type CertificateUse, type Trust } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { isSameOrganization } from '../letter/organizations.ts'
import type { Revocation } from './revocation.ts'

/** What is asked of a certificate. */
export interface JudgeOptions {
  at: Date
  /** `seal-to`: a letter's key is encrypted to it. `receipt`: it signed a receipt. `own`: we sign with it. */
  purpose: 'seal-to' | 'receipt' | 'own'
  /** Whose it must be, when that is known. */
  organization?: string
}

/** What is asked of a certificate besides itself, when only revocation matters. */
export interface RevocationQuestion {
  /** The moment for which the path must be valid, and from when on a revocation counts. */
  at: Date
  purpose: JudgeOptions['purpose']
  /** Helps to find the way to a root. */
  issuer?: X509Certificate
}

/** Judges certificates. */
export interface CertificateJudge {
  /**
   * @param chain the certificate first; what follows only helps to find the way to a root
   * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` if path, use, policy or organization is wrong, `ERR_CRYPTO_REVOKED`, or under a hard
   *   policy `ERR_CRYPTO_REVOCATION_UNKNOWN` if nobody can be asked
   */
  judge (chain: readonly X509Certificate[], options: JudgeOptions): Promise<void>
  /**
   * Whether a certificate, or an authority above it, was taken back. Never rejects, and takes no longer than the deadline. `unknown` also for
   * what does not lead to a root of ours, or may not be used so.
   */
  isRevoked (certificate: X509Certificate, question: RevocationQuestion): Promise<'good' | 'revoked' | 'unknown'>
}

/** `off`: nobody is asked. `soft`: who cannot be asked is taken as willing. `hard`: without an answer nothing goes on. */
export type RevocationPolicy = 'off' | 'soft' | 'hard'

/** What became of one question: counted, so that a soft policy does not hide an authority that is never there. */
export type RevocationVerdict = 'good' | 'good-stale' | 'revoked' | 'unknown'

/** What a judge is made of. */
export interface JudgePorts {
  trust: Trust
  /** Certificate policies of which one must be named, dotted. */
  policies: readonly string[]
  revocation: Revocation
  policy: RevocationPolicy
  /** For all questions about one path together: a letter does not wait longer for an authority that is slow. */
  deadlineMs: number
  onVerdict?: (verdict: RevocationVerdict) => void
}

/** Makes a judge. The network comes last: only addresses in certificates that lead to our own roots are ever asked. */
export function createJudge (ports: JudgePorts): CertificateJudge {
  return {
    judge: async (chain, { at, purpose, organization }) => {
      const path = proveChain(chain, ports.trust, at, useFor(purpose))
      const [leaf] = path
      if (leaf === undefined) throw refusal('there is none')
      if (!certificateExtras(leaf).policies.some(policy => ports.policies.includes(policy))) throw refusal('it is issued under no policy we accept')
      const owner = organizationNumberOf(leaf)
      if (owner === undefined) throw refusal('it names no organization')
      if (organization !== undefined && !isSameOrganization(owner, organization)) throw refusal('it belongs to another organization')
      refuseBy(await standingOf(ports, path, at), ports.policy)
    },
    isRevoked: async (certificate, { at, purpose, issuer }) => {
      try {
        const chain = issuer === undefined ? [certificate] : [certificate, issuer]
        return await standingOf(ports, proveChain(chain, ports.trust, at, useFor(purpose)), at)
      } catch {
        return 'unknown' // it does not lead to a root of ours: who may be asked about it?
      }
    }
  }
}

function useFor (purpose: JudgeOptions['purpose']): CertificateUse {
  return purpose === 'seal-to' ? 'encrypt' : 'sign'
}

function refuseBy (standing: 'good' | 'revoked' | 'unknown', policy: RevocationPolicy): void {
  if (standing === 'revoked') throw new GatewayError('ERR_CRYPTO_REVOKED', 'Cannot use the certificate: it was revoked')
  if (standing === 'good' || policy !== 'hard') return
  throw new GatewayError('ERR_CRYPTO_REVOCATION_UNKNOWN', 'Cannot use the certificate: nobody says whether it was revoked')
}

/** Every certificate but the root, which nobody above could take back. */
async function standingOf (ports: JudgePorts, path: readonly X509Certificate[], at: Date): Promise<'good' | 'revoked' | 'unknown'> {
  if (ports.policy === 'off') return 'good'
  const asked = path.slice(0, -1).map((certificate, index) => verdictOf(ports, certificate, path[index + 1], at))
  const verdicts = await inTime(asked, ports.deadlineMs)
  for (const verdict of verdicts) ports.onVerdict?.(verdict)
  return verdicts.find(verdict => verdict === 'revoked') ?? verdicts.find(verdict => verdict === 'unknown') ?? 'good'
}

async function verdictOf (
  { revocation }: JudgePorts, certificate: X509Certificate, issuer: X509Certificate | undefined, at: Date
): Promise<RevocationVerdict> {
  if (issuer === undefined) return 'unknown'
  const status = await revocation.statusOf(certificate, issuer)
  switch (status.kind) {
    case 'good': return status.age === 'grace' ? 'good-stale' : 'good'
    case 'revoked': return isInForce(status, at) ? 'revoked' : 'good'
    case 'unknown': return 'unknown'
  }
}

/** A stolen key was stolen before anybody said so: then the date does not help. */
function isInForce ({ at, reason }: { at: Date, reason: string }, moment: Date): boolean {
  return reason === 'key-compromise' || reason === 'authority-compromise' || at <= moment
}

/**
 * What was answered: one revocation is enough, and at the deadline all that is without an answer is unknown. The questions go on when nobody
 * waits any more, so that the next letter finds their answers.
 */
async function inTime (asked: readonly Promise<RevocationVerdict>[], deadlineMs: number): Promise<RevocationVerdict[]> {
  const heard = new Map<number, RevocationVerdict>()
  const { promise: enough, resolve: stop } = Promise.withResolvers<undefined>()
  const answers = asked.map(async (question, index) => {
    const verdict = await question
    heard.set(index, verdict)
    if (verdict === 'revoked') stop(undefined)
  })
  const timer = setTimeout(() => { stop(undefined) }, deadlineMs)
  try {
    await Promise.race([Promise.all(answers), enough])
  } finally {
    clearTimeout(timer)
  }
  const verdicts = [...heard.values()]
  return verdicts.includes('revoked') ? verdicts : asked.map((_, index) => heard.get(index) ?? 'unknown')
}

function refusal (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_CERTIFICATE', `Cannot trust the certificate: ${why}`)
}
