import { Type, type Static } from 'typebox'

/** Whom a fault strikes. The registers' feeds are struck apart from their lookups: pollers come at any time. */
export const faultTargets = ['maskinporten', 'krr', 'krr-changes', 'folkeregisteret', 'folkeregisteret-events', 'access-point', 'receivers', 'ca'] as const

/**
 * What can go wrong.
 *
 * Before the call is acted on:
 * - `latency`: waits `ms`, then goes on
 * - `status`: answers `status`, 503 when none is given
 * - `rate-limit`: 429, with a Retry-After of `ms`
 * - `html`: a firewall's page, with `status` or 200
 * - `hang-up`: the socket is cut at once
 *
 * After it was acted on:
 * - `lost-answer`: the socket is cut
 * - `wrong-status`: the true body under another status
 * - `slow-body`: one byte each `ms`
 *
 * At the access point alone: `send-fails` (the status becomes FEILET), `damaged-upload` (one bit of the package is turned over).
 *
 * At the receivers alone: `duplicate-receipt`, `reorder-receipts`, `forged-receipt` (one more, signed by somebody else), `no-receipt`,
 * `failure-receipt` (*feil* with SERVER).
 *
 * At the certificate authority alone: `stale` (a list or answer whose time is long over), `wrong-signer` (signed by somebody else).
 */
export const faultKinds = [
  'latency', 'status', 'rate-limit', 'html', 'hang-up', 'lost-answer', 'wrong-status', 'slow-body', 'send-fails', 'damaged-upload',
  'duplicate-receipt', 'reorder-receipts', 'forged-receipt', 'no-receipt', 'failure-receipt',
  'stale', 'wrong-signer'
] as const

/** One rule, as `PUT /sandbox/faults` takes it. */
export const faultRuleSchema = Type.Object({
  target: Type.Enum([...faultTargets]),
  kind: Type.Enum([...faultKinds]),
  /** How many times; until deleted when absent. */
  count: Type.Optional(Type.Integer({ minimum: 1 })),
  ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
  status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 }))
}, { additionalProperties: false })

/** One rule. */
export type FaultRule = Static<typeof faultRuleSchema>

/** Whom a fault strikes. */
export type FaultTarget = FaultRule['target']

/** What goes wrong. */
export type FaultKind = FaultRule['kind']

/** The rules in force. */
export interface Faults {
  list (): readonly FaultRule[]
  /** Puts these rules in the place of all former ones. */
  replace (rules: readonly FaultRule[]): void
  /** Uses up one strike of the first rule that fits; undefined when all shall go well. */
  take (target: FaultTarget, kinds: readonly FaultKind[]): FaultRule | undefined
}

/** Starts without any fault. */
export function createFaults (): Faults {
  let rules: FaultRule[] = []
  return {
    list: () => rules,
    replace: fresh => { rules = fresh.map(rule => ({ ...rule })) },
    take: (target, kinds) => {
      const rule = rules.find(one => one.target === target && kinds.includes(one.kind))
      if (rule?.count === undefined) return rule
      rule.count -= 1
      if (rule.count <= 0) rules = rules.filter(one => one !== rule)
      return rule
    }
  }
}
