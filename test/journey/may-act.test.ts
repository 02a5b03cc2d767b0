import fc from 'fast-check'
import { test } from 'tap'
import { obstacleTo, possibleActs, refusalOf, toBeSettled } from '../../src/journey/may-act.ts'
import { acts, type Act, type Tried } from '../../src/letter/act.ts'
import { attemptMoves, endStates, letterMoves, letterStates, mayMove, type AttemptState, type LetterState } from '../../src/letter/states.ts'

const attemptStates = Object.keys(attemptMoves) as AttemptState[]
const mayHaveLeft: readonly AttemptState[] = ['handing_over', 'uncertain', 'handed_over', 'delivered']

const tried = (ordinal: number, state: AttemptState, changes: Partial<Tried> = {}): Tried => ({ messageId: String(ordinal), ordinal, state, channel: 'digipost', ...changes })

/** A letter in any state whose attempts stand in any way: refused ones, and one or two more, of which the second may follow the first. */
const anyLetter = fc.record({
  state: fc.constantFrom(...letterStates),
  attempts: fc.tuple(
    fc.nat(2), fc.option(fc.record({ state: fc.constantFrom(...attemptStates), channel: fc.constantFrom('digipost' as const, 'print' as const) })),
    fc.option(fc.constantFrom(...attemptStates))
  ).map(([refused, last, paper]) => {
    const all: Tried[] = Array.from({ length: refused }, (_, index) => tried(index + 1, 'refused'))
    if (last !== null) all.push(tried(all.length + 1, last.state, { channel: last.channel }))
    const followed = all.at(-1)
    if (paper !== null && followed?.state === 'delivered') all.push(tried(all.length + 1, paper, { channel: 'print', follows: followed.messageId }))
    return all
  })
})

/** Where each act takes a letter. */
const leadsTo: Record<Act, readonly LetterState[]> = {
  hold: ['held'], release: ['received', 'sealed', 'dispatched'], withdraw: ['withdrawn'], resend: ['received'], redirect: ['received']
}

test('obstacleTo() lets no act touch a letter that may have left, but for the release of a held one', async t => {
  fc.assert(fc.property(anyLetter, ({ state, attempts }) => {
    const last = attempts.at(-1)
    if (last === undefined || !mayHaveLeft.includes(last.state)) return true
    const cameBack = last.state === 'delivered' && last.channel === 'print' && last.follows === undefined
    const able = possibleActs(state, attempts)
    if (cameBack) return !able.includes('withdraw')
    return able.every(act => act === 'release' && state === 'held' && last.state !== 'delivered')
  }), { numRuns: 2000 })
  t.pass('held')
})

test('obstacleTo() withdraws only what nobody can have got', async t => {
  fc.assert(fc.property(anyLetter, ({ state, attempts }) =>
    obstacleTo('withdraw', state, attempts) !== undefined || (!endStates.has(state) && attempts.every(attempt => !mayHaveLeft.includes(attempt.state)))))
  t.pass('held')
})

test('obstacleTo() allows only acts that the table of moves allows', async t => {
  fc.assert(fc.property(anyLetter, fc.constantFrom(...acts), ({ state, attempts }, act) =>
    obstacleTo(act, state, attempts) !== undefined || leadsTo[act].some(to => to === state || mayMove(state, to))))
  t.pass('held')
})

test('obstacleTo() gives an end nothing to start from, but for post that came back', async t => {
  fc.assert(fc.property(anyLetter, ({ state, attempts }) =>
    !endStates.has(state) || possibleActs(state, attempts).length === 0 || state === 'returned'))
  for (const state of ['undeliverable', 'withdrawn', 'delivered', 'opened', 'dispatched'] as const) t.strictSame(possibleActs(state, [tried(1, 'delivered')]), [], state)
  t.strictSame(possibleActs('returned', [tried(1, 'delivered', { channel: 'print' })]), ['resend', 'redirect'])
})

test('obstacleTo() names the state, or the hand-over, that stands in the way', async t => {
  t.strictSame(obstacleTo('hold', 'dispatched', [tried(1, 'handed_over')]), { state: 'dispatched' })
  t.strictSame(obstacleTo('withdraw', 'sealed', [tried(1, 'refused'), tried(2, 'handing_over')]), { state: 'sealed', attempt: { ordinal: 2, state: 'handing_over' } })
  t.equal(refusalOf('withdraw', { state: 'sealed', attempt: { ordinal: 2, state: 'handing_over' } }).message,
    'Cannot withdraw the letter: it is sealed, and hand-over 2 is handing_over')
  t.match(refusalOf('hold', { state: 'opened' }), { code: 'ERR_ACTION_STATE', message: 'Cannot hold the letter: it is opened' })
})

test('obstacleTo() sends a letter that came back anew once, and never one that lies in a mailbox', async t => {
  const print = tried(1, 'delivered', { channel: 'print' })
  const digital = tried(1, 'delivered')
  const again = (state: AttemptState): Tried => tried(2, state, { channel: 'print', follows: '1' })
  t.equal(obstacleTo('resend', 'returned', [print]), undefined)
  t.equal(obstacleTo('resend', 'returned', [print, again('refused')]), undefined)
  t.match(obstacleTo('resend', 'returned', [print, again('delivered')]), { attempt: { ordinal: 2, state: 'delivered' } })
  t.match(obstacleTo('resend', 'returned', [digital, again('delivered')]), { attempt: { ordinal: 2, state: 'delivered' } })
})

test('obstacleTo() does not resend what was never tried', async t => {
  t.match(obstacleTo('resend', 'held', []), { state: 'held' })
  t.equal(obstacleTo('resend', 'held', [tried(1, 'refused')]), undefined)
})

test('toBeSettled() finds the hand-over that a released letter asks about', async t => {
  t.match(toBeSettled([tried(1, 'refused'), tried(2, 'uncertain')]), { ordinal: 2 })
  t.equal(toBeSettled([tried(1, 'refused'), tried(2, 'sealed')]), undefined)
})

test('every state a letter can be in is a state of the table', async t => {
  t.strictSame(letterStates, Object.keys(letterMoves))
})
