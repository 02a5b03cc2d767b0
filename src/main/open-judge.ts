// The judge of certificates, joined to settings, database and network.
import { randomBytes } from 'node:crypto'
import { testAuthorityUrl } from '../../certs/make-test-certificates.ts'
import { createJudge, type CertificateJudge, type RevocationVerdict } from '../certificates/judge.ts'
import { openBundle } from '../certificates/revocation-bundle.ts'
import { createRevocation } from '../certificates/revocation.ts'
import type { Settings } from '../config.ts'
import type { Trust } from '../crypto/trust.ts'
import type { Database } from '../store/database.ts'
import { createProofShelf } from '../store/proofs.ts'
import { acceptedPolicies } from './accepted-policies.ts'

/** What the judge is joined to. */
export interface OpenJudgePorts {
  settings: Settings
  trust: Trust
  database: Database
  now: () => Date
  onVerdict: (verdict: RevocationVerdict) => void
}

/** One call to an authority; two of them fit into the time a letter waits. */
const callMs = 1_400
const deadlineMs = 3_000

/** Makes the judge. It asks nobody until it is asked itself. */
export function openJudge ({ settings, trust, database, now, onVerdict }: OpenJudgePorts): CertificateJudge {
  const folder = settings.POSTBUD_REVOCATION_BUNDLE
  const revocation = createRevocation({
    fetch: authorityFetch(settings),
    now,
    random: randomBytes,
    shelf: createProofShelf(database),
    first: settings.POSTBUD_REVOCATION_FIRST,
    timeoutMs: callMs,
    graceMs: settings.POSTBUD_REVOCATION_GRACE_MINUTES * 60_000,
    ...folder !== undefined && { bundle: openBundle(folder, now) }
  })
  return createJudge({ trust, policies: acceptedPolicies(settings), revocation, policy: settings.POSTBUD_REVOCATION, deadlineMs, onVerdict })
}

/** Test certificates all name one address. A sandbox elsewhere is reached by putting its own in that one's place; production asks as written. */
function authorityFetch (settings: Settings): typeof globalThis.fetch {
  if (settings.POSTBUD_MODE === 'production') return globalThis.fetch
  const sandbox = `http://${settings.POSTBUD_SANDBOX_HOST}:${settings.POSTBUD_SANDBOX_PORT}/ca`
  return (input, init) => {
    const isOurs = typeof input === 'string' && input.startsWith(`${testAuthorityUrl}/`)
    return globalThis.fetch(isOurs ? `${sandbox}${input.slice(testAuthorityUrl.length)}` : input, init)
  }
}
