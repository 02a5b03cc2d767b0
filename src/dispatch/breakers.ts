// A breaker a channel: when hand-overs find the channel in trouble time and again, it is left alone, and then tried by one alone.
import { CircuitState, CountBreaker, IterableBackoff, circuitBreaker, handleWhenResult, isBrokenCircuitError, type CircuitBreakerPolicy } from 'cockatiel'
import { channels, type Channel } from '../letter/choice.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Outcome } from '../letter/outcome.ts'

/** How breakers are set. */
export interface BreakerOptions {
  now: () => Date
  /** How long an open one rests: the first time, the second in a row, and so on; the last holds on. In milliseconds; default 5, 15, 30, 60 s. */
  restsMs?: readonly number[]
}

/** Where a breaker stands. `resting`: nothing is tried before a moment; `probing`: one hand-over tries the channel, or is about to. */
export type BreakerState = { kind: 'closed' } | { kind: 'resting', until: Date } | { kind: 'probing' }

/** The breakers of all channels, of this process. */
export interface Breakers {
  /**
   * Hands over, unless the channel rests, wants to be left alone, or is being tried by another: then the answer is `wait`. A repeat, of what failed
   * before, does not open a breaker: it tells of its letter rather than of the channel, and a process may come to hand over little else.
   */
  run (channel: Channel, handOver: () => Promise<Outcome>, isRepeat?: boolean): Promise<Outcome>
  /** Asks the channel something, unless it rests. What it says of when to come back holds for hand-overs, too. Rejects with `ERR_DISPATCH_…`. */
  ask<T> (channel: Channel, question: () => Promise<T>): Promise<T>
  stateOf (channel: Channel): BreakerState
}

interface Breaker {
  policy: CircuitBreakerPolicy
  /** End of the rest that the breaker gives. */
  restsUntil: Date
  /** End of the quiet the channel asked for. The pause says the same to all processes, a moment later than to this one. */
  aloneUntil: Date
}

const defaultRestsMs = [5_000, 15_000, 30_000, 60_000]

/**
 * Of the last twenty hand-overs that were no repeats, more than half; of fewer than ten, none. A share, not so many in a row: letters that fail
 * whatever the channel does come in clumps, and must not keep it from all others.
 */
const window = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 }

/** What tells that the channel is in trouble. The refusal of a letter is an answer, and an answer is a sign of life. */
const trouble: ReadonlySet<ErrorCode> = new Set([
  'ERR_DISPATCH_UNAVAILABLE', 'ERR_DISPATCH_UNCERTAIN', 'ERR_DISPATCH_THROTTLED', 'ERR_DISPATCH_CERTIFICATE'
])

/** Makes breakers that are all closed. */
export function createBreakers (options: BreakerOptions): Breakers {
  const breakers = new Map(channels.map(channel => [channel, createBreaker(options)]))
  const of = (channel: Channel): Breaker => {
    const breaker = breakers.get(channel)
    if (breaker === undefined) throw new TypeError(`Cannot hand over to "${channel}": no such channel`)
    return breaker
  }
  return {
    run: (channel, handOver, isRepeat = false) => run(of(channel), handOver, isRepeat, options),
    ask: (channel, question) => ask(of(channel), question, options),
    stateOf: channel => stateOf(of(channel), options.now())
  }
}

function createBreaker ({ now, restsMs = defaultRestsMs }: BreakerOptions): Breaker {
  // What says nothing about the channel, because it never got so far, does not close a breaker either.
  const tellsTrouble = (outcome: unknown): boolean => {
    const code = codeOf(outcome)
    return code !== undefined && (trouble.has(code) || (policy.state === CircuitState.HalfOpen && !code.startsWith('ERR_DISPATCH_')))
  }
  const policy = circuitBreaker(handleWhenResult(tellsTrouble), {
    halfOpenAfter: new IterableBackoff(restsMs), breaker: new CountBreaker(window)
  })
  const breaker: Breaker = { policy, restsUntil: new Date(0), aloneUntil: new Date(0) }
  let rests = 0
  policy.onBreak(() => {
    breaker.restsUntil = new Date(now().getTime() + (restsMs[Math.min(rests, restsMs.length - 1)] ?? 0))
    rests += 1
  })
  policy.onReset(() => { rests = 0 })
  return breaker
}

function codeOf (outcome: unknown): ErrorCode | undefined {
  const error = typeof outcome === 'object' && outcome !== null && 'error' in outcome ? outcome.error : undefined
  return error instanceof GatewayError ? error.code : undefined
}

async function run (
  breaker: Breaker, handOver: () => Promise<Outcome>, isRepeat: boolean, { now, restsMs = defaultRestsMs }: BreakerOptions
): Promise<Outcome> {
  if (breaker.aloneUntil > now()) return rest(breaker.aloneUntil)
  const soon = new Date(now().getTime() + (restsMs[0] ?? 0))
  // Others would be kept until the one that tries the channel comes back, which may take a minute.
  if (breaker.policy.state === CircuitState.HalfOpen) return rest(soon)
  try {
    const counts = !isRepeat || breaker.policy.state !== CircuitState.Closed
    const outcome = await (counts ? breaker.policy.execute(handOver) : handOver())
    if (outcome.kind === 'retry') heed(breaker, outcome.error)
    return outcome
  } catch (error) {
    if (!isBrokenCircuitError(error)) throw error
    return rest(breaker.restsUntil > now() ? breaker.restsUntil : soon)
  }
}

async function ask<T> (breaker: Breaker, question: () => Promise<T>, { now }: BreakerOptions): Promise<T> {
  const state = stateOf(breaker, now())
  if (state.kind === 'resting') {
    throw new GatewayError('ERR_DISPATCH_RESTING', 'Cannot ask for the status: the channel is left alone for a while', { notBefore: state.until })
  }
  try {
    return await question()
  } catch (error) {
    if (error instanceof GatewayError) heed(breaker, error)
    throw error
  }
}

/** Keeps when the channel wants to be asked again, if it says so. */
function heed (breaker: Breaker, { code, notBefore }: GatewayError): void {
  if (trouble.has(code) && notBefore !== undefined && notBefore > breaker.aloneUntil) breaker.aloneUntil = notBefore
}

function rest (until: Date): Outcome {
  return { kind: 'wait', until, code: 'ERR_DISPATCH_RESTING' }
}

function stateOf ({ policy, restsUntil, aloneUntil }: Breaker, now: Date): BreakerState {
  if (aloneUntil > now) return { kind: 'resting', until: aloneUntil }
  if (policy.state === CircuitState.Closed) return { kind: 'closed' }
  return policy.state === CircuitState.Open && restsUntil > now ? { kind: 'resting', until: restsUntil } : { kind: 'probing' }
}
