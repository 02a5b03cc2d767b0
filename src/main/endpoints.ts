import type { Settings } from '../config.ts'

/** Where the other side of each wire is. */
export interface Endpoints {
  tokenUrl: string
  issuer: string
  contactRegister: string
  populationRegister: string
  accessPoint: string
}

/** The addresses set, or the sandbox's. The path of Folkeregisteret's rights package is part of its setting's default. */
export function endpointsOf (settings: Settings): Endpoints {
  const sandbox = `http://${settings.POSTBUD_SANDBOX_HOST}:${settings.POSTBUD_SANDBOX_PORT}`
  const maskinporten = settings.POSTBUD_MASKINPORTEN_URL ?? `${sandbox}/maskinporten`
  return {
    tokenUrl: `${maskinporten}/token`,
    // The issuer has a final slash, in production too (registries §3).
    issuer: `${maskinporten}/`,
    contactRegister: settings.POSTBUD_KRR_URL ?? `${sandbox}/krr`,
    populationRegister: settings.POSTBUD_FOLKEREGISTERET_URL ?? `${sandbox}/folkeregisteret/offentlig-med-hjemmel/api`,
    accessPoint: settings.POSTBUD_ACCESS_POINT_URL ?? `${sandbox}/dpi`
  }
}
