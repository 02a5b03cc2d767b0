// Whatever a step comes to, and whatever a receipt says, is a move of the table: the guards are the last net, and should never have to catch.
import fc from 'fast-check'
import { test } from 'tap'
import { afterFailure, hold, setDown, type Conclusion } from '../../src/journey/conclusion.ts'
import type { Claim } from '../../src/journey/records.ts'
import { errorTable, type ErrorCode } from '../../src/letter/error-table.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import { mayMove, stoppedStates, type LetterState } from '../../src/letter/states.ts'
import { aLetter } from '../support/a-letter.ts'

/** Which states wait for which step. */
const waiting: readonly (readonly [LetterState, Step])[] = [
  ['received', 'lookup'], ['routed', 'seal'], ['sealed', 'send'], ['dispatched', 'follow'], ['delivered', 'ladder'], ['opened', 'ladder']
]
const now = new Date('2026-03-01T10:00:00Z')
const isCode = (name: string): name is ErrorCode => name in errorTable
const codes = fc.constantFrom(...Object.keys(errorTable).filter(isCode))
const claims = fc.record({
  place: fc.constantFrom(...waiting), failures: fc.nat(40), waitedMs: fc.nat(200 * 3_600_000), unfinishedClaims: fc.nat(9), told: codes
}).map(({ place: [state, step], waitedMs, told, ...rest }): { claim: Claim, step: Step } => ({
  step,
  claim: { ...rest, letter: aLetter(), state, channel: null, claimNo: 1, reasonCode: told, since: new Date(now.getTime() - waitedMs) }
}))

/** A move of the table that leaves nothing hanging: something comes next by itself, or a person has a reason, or the letter has arrived. */
function isSound ({ state }: Claim, { move }: Conclusion): boolean {
  const to = move.state ?? state
  const mayGo = to === state || mayMove(state, to)
  const isSeen = move.next !== null || (stoppedStates.has(to) && move.reason != null) || ['delivered', 'opened', 'returned'].includes(to)
  return mayGo && isSeen && (move.next === null || move.next.at >= now)
}

test('afterFailure() makes an allowed move of any claim and any failure, and leaves no letter hanging', async t => {
  const failures = fc.oneof(codes.map(code => new GatewayError(code, 'Cannot')), fc.constant(new Error('surprise')), fc.constant('thrown'))
  fc.assert(fc.property(claims, failures, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), ({ claim, step }, failure, random) =>
    isSound(claim, afterFailure(claim, step, failure, now, () => random))), { numRuns: 5000 })
  t.end()
})

test('setDown() makes an allowed move of any claim, and takes no arrival back', async t => {
  fc.assert(fc.property(claims, codes, ({ claim }, code) => {
    const conclusion = setDown(claim, code, now)
    const isKept = !['delivered', 'opened'].includes(claim.state) || (conclusion.move.state ?? claim.state) === claim.state
    return isSound(claim, conclusion) && isKept && conclusion.move.next === null
  }), { numRuns: 2000 })
  t.end()
})

test('hold() may be asked of every letter on its way', async t => {
  for (const state of ['received', 'addressed', 'routed', 'sealed', 'dispatched', 'needs_decision'] as const) {
    t.ok(mayMove(state, hold('ERR_QUEUE_DEADLINE', now).move.state ?? state), state)
  }
})
