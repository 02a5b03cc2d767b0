import type { Settings } from '../config.ts'

/** The certificate policies, dotted, of which every certificate that we judge must name one. */
export function acceptedPolicies (settings: Settings): string[] {
  return settings.POSTBUD_CERTIFICATE_POLICIES.split(/[\s,]+/)
}
