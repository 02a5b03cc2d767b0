// What holds of every letter after every single thing that happens to it, whatever it was.
import { mayMove, type LetterState } from '../../src/letter/states.ts'
import type { Picture } from './keeper.ts'

const sent: ReadonlySet<string> = new Set(['handing_over', 'handed_over', 'uncertain', 'delivered'])
const ends: ReadonlySet<LetterState> = new Set(['delivered', 'opened', 'returned', 'undeliverable', 'withdrawn'])
const forPeople: ReadonlySet<LetterState> = new Set(['held', 'needs_decision', 'undeliverable'])

/** Everything of a picture that breaks a promise, also against what it was before. */
export function broken (now: Picture, before: Picture | undefined): string[] {
  return [...brokenOfLetter(now), ...brokenOfAttempts(now), ...brokenOfLog(now), ...before === undefined ? [] : brokenSince(before, now)]
}

function brokenOfLetter ({ state, next, reasonCode }: Picture): string[] {
  const problems: string[] = []
  if (ends.has(state) && next !== null) problems.push(`${state} is an end, and has a next step`)
  if (forPeople.has(state) && (next !== null || reasonCode === null)) problems.push(`${state} without a reason, or with a next step`)
  if (!ends.has(state) && !forPeople.has(state) && next === null) problems.push(`${state} is stuck unseen`)
  return problems
}

function brokenOfAttempts ({ attempts }: Picture): string[] {
  const problems: string[] = []
  if (attempts.filter(({ state }) => state !== 'refused').length > 1) problems.push('more than one living attempt')
  if (attempts.some(({ state, fingerprint }) => sent.has(state) && fingerprint === undefined)) problems.push('sent without a stored fingerprint')
  if (attempts.some(({ ordinal }, index) => ordinal !== index + 1)) problems.push('ordinals with a gap')
  return problems
}

/** The states a log tells of, in order. */
function told ({ events }: Picture): LetterState[] {
  return events.flatMap(({ type, action }): LetterState[] => {
    if (type === 'letter.rechecked' || (type === 'letter.decided' && action !== 'stop')) return ['received']
    const state = stateNames[type]
    return state === undefined ? [] : [state]
  })
}

const stateNames: Readonly<Record<string, LetterState>> = {
  'letter.received': 'received', 'letter.addressed': 'addressed', 'letter.routed': 'routed', 'letter.sealed': 'sealed',
  'letter.dispatched': 'dispatched', 'letter.delivered': 'delivered', 'letter.opened': 'opened', 'letter.returned': 'returned',
  'letter.held': 'held', 'letter.needs_decision': 'needs_decision', 'letter.undeliverable': 'undeliverable'
}

function brokenOfLog (picture: Picture): string[] {
  const states = told(picture)
  const wrong = states.flatMap((to, index) => {
    const from = states[index - 1]
    return from === undefined || mayMove(from, to) ? [] : [`the log tells of a move from ${from} to ${to}`]
  })
  return states[0] === 'received' && states.at(-1) === picture.state ? wrong : [...wrong, `the log ends at ${states.at(-1) ?? 'nothing'}, the letter at ${picture.state}`]
}

function brokenSince (before: Picture, now: Picture): string[] {
  const problems: string[] = []
  const [was, is] = [before.attempts.map(({ messageId }) => messageId), now.attempts.map(({ messageId }) => messageId)]
  if (was.some((id, index) => is[index] !== id)) problems.push('an attempt is gone, or has another message id')
  if (now.claimNo < before.claimNo || now.round < before.round) problems.push('a claim or round number fell')
  if (now.state !== before.state && now.claimNo === before.claimNo) problems.push('a move without a claim')
  if (now.events.length < before.events.length) problems.push('the log grew shorter')
  if (before.id !== now.id) problems.push('the letter has another id')
  return problems
}
