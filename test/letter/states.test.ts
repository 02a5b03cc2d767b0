import { test } from 'tap'
import {
  attemptMayMove, attemptMoves, attemptStates, endStates, letterMoves, letterStates, mayMove, stoppedStates, workingStates, type LetterState
} from '../../src/letter/states.ts'

function kindsOf (state: LetterState): string {
  return [workingStates.has(state) && 'worked on', stoppedStates.has(state) && 'stopped', endStates.has(state) && 'end'].filter(Boolean).join(', ')
}

test('every letter is worked on, has stopped for a person, or has come to an end', async t => {
  t.strictSame(Object.fromEntries(letterStates.map(state => [state, kindsOf(state)])), {
    received: 'worked on',
    addressed: 'worked on',
    routed: 'worked on',
    sealed: 'worked on',
    dispatched: 'worked on',
    delivered: 'end',
    opened: 'end',
    returned: 'end',
    held: 'stopped',
    needs_decision: 'stopped',
    undeliverable: 'stopped, end',
    withdrawn: 'end'
  })
  t.strictSame([workingStates.size, stoppedStates.size, endStates.size], [5, 3, 5])
})

test('every letter that is worked on can be held, and nothing is left for one that cannot move', async t => {
  for (const state of workingStates) t.ok(mayMove(state, 'held'), state)
  for (const state of letterStates) if (letterMoves[state].length === 0) t.ok(endStates.has(state), state)
})

test('states stand in the order of the way, those of a hand-over too', async t => {
  t.strictSame(letterStates.slice(0, 7), ['received', 'addressed', 'routed', 'sealed', 'dispatched', 'delivered', 'opened'])
  t.strictSame(attemptStates, ['planned', 'sealed', 'handing_over', 'handed_over', 'uncertain', 'delivered', 'refused'])
})

test('mayMove() and attemptMayMove() are their tables', async t => {
  for (const from of letterStates) t.strictSame(letterStates.filter(to => mayMove(from, to)).toSorted(), letterMoves[from].toSorted(), from)
  for (const from of attemptStates) t.strictSame(attemptStates.filter(to => attemptMayMove(from, to)).toSorted(), attemptMoves[from].toSorted(), from)
})
