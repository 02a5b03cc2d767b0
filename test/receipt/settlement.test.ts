import fc from 'fast-check'
import { test } from 'tap'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { Channel } from '../../src/letter/choice.ts'
import type { ReceiptKind } from '../../src/letter/receipt.ts'
import { attemptMayMove, attemptMoves, letterMoves, mayMove, type AttemptState, type LetterState } from '../../src/letter/states.ts'
import { settlement, type Settlement } from '../../src/receipt/settlement.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { anAttempt } from '../support/an-envelope.ts'

const kindsOf: Record<'digipost' | 'print', ReceiptKind[]> = {
  digipost: ['delivery', 'opening', 'notification-failed', 'failure'],
  print: ['delivery', 'print-accepted', 'returned-post', 'failure']
}
const letterStates = [
  'received', 'addressed', 'routed', 'sealed', 'dispatched', 'delivered', 'opened', 'returned', 'held', 'needs_decision', 'undeliverable', 'withdrawn'
] as const
const attemptStates = ['planned', 'sealed', 'handing_over', 'handed_over', 'uncertain', 'delivered', 'refused'] as const
const issuers: Record<Channel, string> = { eboks: '922020175', digipost: '984661185', print: '974761076' }

function channelOf (kind: ReceiptKind): Channel {
  return kind === 'print-accepted' || kind === 'returned-post' ? 'print' : 'digipost'
}

function settle (kind: ReceiptKind, letter: LetterState, attempt: AttemptState, channel = channelOf(kind)): Settlement {
  return settlement(aReceipt({ kind, issuer: issuers[channel] }), letter, anAttempt({ channel, state: attempt }))
}

const cases: [ReceiptKind, LetterState, AttemptState, object][] = [
  ['delivery', 'dispatched', 'handed_over', { kind: 'apply', letter: 'delivered', attempt: 'delivered', event: 'letter.delivered' }],
  ['delivery', 'sealed', 'uncertain', { kind: 'apply', letter: 'delivered', attempt: 'delivered', event: 'letter.delivered' }],
  ['delivery', 'delivered', 'delivered', { kind: 'ignore' }],
  ['delivery', 'opened', 'delivered', { kind: 'ignore' }],
  ['delivery', 'returned', 'delivered', { kind: 'ignore' }],
  ['delivery', 'received', 'refused', { kind: 'quarantine' }],
  ['delivery', 'withdrawn', 'handed_over', { kind: 'quarantine' }],
  ['delivery', 'sealed', 'sealed', { kind: 'quarantine' }],
  ['delivery', 'sealed', 'planned', { kind: 'quarantine' }],
  ['delivery', 'delivered', 'handed_over', { kind: 'apply', attempt: 'delivered', event: 'receipt.ignored' }],
  ['opening', 'delivered', 'delivered', { kind: 'apply', letter: 'opened', event: 'letter.opened' }],
  ['opening', 'dispatched', 'handed_over', { kind: 'apply', letter: 'opened', attempt: 'delivered', event: 'letter.opened' }],
  ['opening', 'sealed', 'handing_over', { kind: 'apply', letter: 'opened', attempt: 'delivered', event: 'letter.opened' }],
  ['opening', 'opened', 'delivered', { kind: 'ignore' }],
  ['returned-post', 'dispatched', 'handed_over', { kind: 'apply', letter: 'returned', attempt: 'delivered', event: 'letter.returned' }],
  ['returned-post', 'delivered', 'delivered', { kind: 'apply', letter: 'returned', event: 'letter.returned' }],
  ['failure', 'dispatched', 'handed_over', { kind: 'apply', letter: 'held', attempt: 'refused', event: 'letter.held' }],
  ['failure', 'sealed', 'uncertain', { kind: 'apply', letter: 'held', attempt: 'refused', event: 'letter.held' }],
  ['failure', 'needs_decision', 'handed_over', { kind: 'apply', attempt: 'refused', event: 'attempt.refused' }],
  ['failure', 'held', 'refused', { kind: 'ignore' }],
  ['failure', 'delivered', 'delivered', { kind: 'quarantine' }],
  ['failure', 'opened', 'delivered', { kind: 'quarantine' }],
  ['notification-failed', 'delivered', 'delivered', { kind: 'apply', event: 'notification.failed' }],
  ['notification-failed', 'dispatched', 'handed_over', { kind: 'apply', event: 'notification.failed' }],
  ['print-accepted', 'dispatched', 'handed_over', { kind: 'apply', event: 'print.accepted' }]
]
for (const [kind, letter, attempt, expected] of cases) {
  test(`settlement() ${kind} for a ${letter} letter with a ${attempt} attempt`, t => {
    const { why, ...rest }: { why?: string } & object = settle(kind, letter, attempt)
    t.strictSame(rest, expected)
    t.equal(typeof why, 'kind' in expected && expected.kind === 'apply' ? 'undefined' : 'string')
    t.end()
  })
}

const whys: [ReceiptKind, LetterState, AttemptState, Channel, string][] = [
  ['opening', 'dispatched', 'handed_over', 'print', 'print gives no receipt of the kind opening'],
  ['delivery', 'sealed', 'sealed', 'digipost', 'the attempt was never handed over'],
  ['delivery', 'delivered', 'delivered', 'digipost', 'the attempt is delivered already'],
  ['opening', 'opened', 'delivered', 'digipost', 'the letter is opened already'],
  ['delivery', 'received', 'refused', 'digipost', 'the letter is received and cannot become delivered'],
  ['failure', 'dispatched', 'delivered', 'digipost', 'a failure cannot undo that the attempt is delivered'],
  ['failure', 'returned', 'handed_over', 'print', 'a failure cannot undo that the letter is returned'],
  ['failure', 'held', 'refused', 'digipost', 'the attempt is refused already']
]
test('settlement() says why a receipt changes nothing', async t => {
  for (const [kind, letter, attempt, channel, why] of whys) t.match(settle(kind, letter, attempt, channel), { why })
  t.match(settlement(aReceipt({ issuer: '922020175' }), 'dispatched', anAttempt()), { why: 'issued by another organization than the letter went to' })
})

test('settlement() lets nothing be undone by a failure of paper that follows no delivery', async t => {
  for (const letter of ['delivered', 'opened', 'returned'] as const) {
    t.match(settle('failure', letter, 'handed_over', 'print'), { kind: 'quarantine' })
    t.match(settle('failure', letter, 'uncertain', 'digipost'), { kind: 'quarantine' })
  }
})

test('settlement() takes a refused attempt for no proof of a letter that is begun anew, or waits for people', async t => {
  for (const letter of ['received', 'routed', 'needs_decision'] as const) {
    for (const kind of ['delivery', 'opening'] as const) t.match(settle(kind, letter, 'refused'), { kind: 'quarantine' })
    t.match(settle('opening', letter, 'delivered'), { kind: 'apply', letter: 'opened' })
  }
})

test('settlement() of post that comes back returns an opened letter, unless it was paper after a delivery', async t => {
  t.match(settle('returned-post', 'opened', 'handed_over'), { kind: 'apply', letter: 'returned', attempt: 'delivered' })
  const refused = anAttempt({ channel: 'print', state: 'refused', follows: 'the first' })
  t.match(settlement(aReceipt({ kind: 'delivery', issuer: issuers.print }), 'opened', refused), { kind: 'ignore' })
})

test('settlement() of an opening that says nothing new leaves paper its way', async t => {
  const first = anAttempt({ channel: 'digipost', state: 'delivered' })
  const paper = anAttempt({ channel: 'print', state: 'sealed', follows: first.messageId })
  t.strictSame(settlement(aReceipt({ kind: 'opening' }), 'opened', first, paper), { kind: 'ignore', why: 'the letter is opened already' })
})

test('settlement() lets late proof lift a letter that a failure had stopped', t => {
  t.match(settle('delivery', 'held', 'refused'), { kind: 'apply', letter: 'delivered' })
  t.match(settle('opening', 'held', 'refused'), { kind: 'apply', letter: 'opened' })
  t.end()
})

test('settlement() moves an attempt only as the state table allows', t => {
  const allowed = attemptMayMove('refused', 'delivered') ? 'delivered' : undefined
  t.match(settle('delivery', 'held', 'refused'), { attempt: allowed })
  t.end()
})

test('settlement() quarantines a receipt that another organization issued', t => {
  const receipt = aReceipt({ issuer: '922020175' })
  t.match(settlement(receipt, 'dispatched', anAttempt({ state: 'handed_over' })), { kind: 'quarantine' })
  t.end()
})

test('settlement() takes both numbers of e-Boks as one organization', t => {
  for (const [issuer, receiver] of [['996460320', '922020175'], ['922020175', '996460320']] as const) {
    const attempt = anAttempt({ channel: 'eboks', receiver, state: 'handed_over' })
    t.match(settlement(aReceipt({ issuer }), 'dispatched', attempt), { kind: 'apply' })
  }
  t.end()
})

test('settlement() quarantines a receipt its channel does not give', t => {
  t.match(settle('opening', 'dispatched', 'handed_over', 'print'), { kind: 'quarantine' })
  t.match(settle('returned-post', 'dispatched', 'handed_over', 'eboks'), { kind: 'quarantine' })
  t.match(settle('print-accepted', 'dispatched', 'handed_over', 'digipost'), { kind: 'quarantine' })
  t.end()
})

test('settlement() never asks for a move the state tables forbid', t => {
  const letters = fc.constantFrom<LetterState>(...letterStates)
  const attempts = fc.constantFrom<AttemptState>(...attemptStates)
  fc.assert(fc.property(fc.constantFrom('digipost', 'print'), fc.nat(3), letters, attempts, (channel, index, letter, attempt) => {
    const kind = kindsOf[channel][index]
    const settled = kind === undefined ? undefined : settle(kind, letter, attempt, channel)
    if (settled?.kind !== 'apply') return true
    const letterMay = settled.letter === undefined || mayMove(letter, settled.letter)
    return letterMay && (settled.attempt === undefined || attemptMayMove(attempt, settled.attempt))
  }), { numRuns: 1000 })
  t.end()
})

test('settlement() knows every state there is', t => {
  t.strictSame([...letterStates].toSorted(), Object.keys(letterMoves).toSorted())
  t.strictSame([...attemptStates].toSorted(), Object.keys(attemptMoves).toSorted())
  t.end()
})

/** Settles receipts one after the other, as they came, and gives where the letter ends. */
function endOf (kinds: readonly ReceiptKind[], channel: 'digipost' | 'print', letter: LetterState, attempt: Attempt): LetterState {
  let state = letter
  let current = attempt
  for (const kind of kinds) {
    const settled = settlement(aReceipt({ kind, issuer: issuers[channel] }), state, current)
    if (settled.kind !== 'apply') continue
    state = settled.letter ?? state
    current = { ...current, state: settled.attempt ?? current.state }
  }
  return state
}

/** What a set of receipts means, whatever their order: the furthest arrival, else the failure, else nothing. */
function meaningOf (kinds: readonly ReceiptKind[], before: LetterState): LetterState {
  if (kinds.includes('returned-post')) return 'returned'
  if (kinds.includes('opening')) return 'opened'
  if (kinds.includes('delivery')) return 'delivered'
  return kinds.includes('failure') ? 'held' : before
}

for (const channel of ['digipost', 'print'] as const) {
  test(`settlement() ends in the same state for every order and repeat of receipts (${channel})`, t => {
    const received = fc.array(fc.constantFrom(...kindsOf[channel]), { maxLength: 8 })
    const before = fc.constantFrom<LetterState>('sealed', 'dispatched')
    const state = fc.constantFrom<AttemptState>('handing_over', 'handed_over', 'uncertain')
    fc.assert(fc.property(received, before, state, (kinds, letter, attempt) => {
      return endOf(kinds, channel, letter, anAttempt({ channel, state: attempt })) === meaningOf(kinds, letter)
    }), { numRuns: 5000 })
    t.end()
  })
}

function settleFirst (kind: ReceiptKind, letter: LetterState, paper: AttemptState): Settlement {
  const first = anAttempt({ channel: 'digipost', state: 'delivered' })
  return settlement(aReceipt({ kind, issuer: issuers.digipost }), letter, first, anAttempt({ channel: 'print', state: paper, follows: first.messageId }))
}

for (const [letter, paper, expected] of [
  ['routed', 'planned', 'called-off'], ['sealed', 'sealed', 'called-off'], ['received', 'refused', undefined], ['held', 'planned', 'called-off'],
  ['needs_decision', 'refused', undefined], ['sealed', 'handing_over', 'asked-about'], ['sealed', 'uncertain', 'asked-about'],
  ['held', 'uncertain', 'asked-about'], ['dispatched', 'handed_over', 'crossed'], ['delivered', 'delivered', 'crossed'], ['returned', 'delivered', 'crossed']
] as const) {
  test(`settlement() of an opening while the letter is ${letter} and its paper ${paper}`, async t => {
    const { kind, ...rest } = settleFirst('opening', letter, paper)
    t.strictSame([kind, rest], ['apply', { letter: 'opened', event: 'letter.opened', ...expected !== undefined && { paper: expected } }])
  })
}

test('settlement() of anything else about an attempt that is delivered leaves the paper on its way', async t => {
  for (const letter of ['received', 'routed', 'sealed', 'dispatched', 'held', 'needs_decision', 'delivered'] as const) {
    t.match(settleFirst('delivery', letter, 'sealed'), { kind: 'ignore' })
    t.match(settleFirst('failure', letter, 'sealed'), { kind: 'quarantine' })
    t.strictSame(settleFirst('notification-failed', letter, 'sealed'), { kind: 'apply', event: 'notification.failed' })
  }
})

for (const [kind, state, expected] of [
  ['delivery', 'handed_over', { kind: 'apply', attempt: 'delivered', event: 'receipt.ignored' }],
  ['returned-post', 'delivered', { kind: 'apply', event: 'receipt.ignored' }],
  ['returned-post', 'handed_over', { kind: 'apply', attempt: 'delivered', event: 'receipt.ignored' }],
  ['failure', 'handed_over', { kind: 'apply', attempt: 'refused', event: 'attempt.refused' }],
  ['failure', 'uncertain', { kind: 'apply', attempt: 'refused', event: 'attempt.refused' }]
] as const) {
  test(`settlement() of ${kind} for ${state} paper of an opened letter tells it and changes nothing of the letter`, async t => {
    const paper = anAttempt({ channel: 'print', state, follows: 'the first' })
    t.strictSame(settlement(aReceipt({ kind, issuer: issuers.print }), 'opened', paper), expected)
  })
}

test('settlement() ends in the same state for every order of receipts of a mailbox and of the paper after it', t => {
  const fromMailbox = fc.constantFrom(...kindsOf.digipost).map(kind => ({ kind, of: 'mailbox' as const }))
  const fromPrint = fc.constantFrom(...kindsOf.print).map(kind => ({ kind, of: 'paper' as const }))
  const states = fc.constantFrom<AttemptState>('handing_over', 'handed_over', 'uncertain')
  fc.assert(fc.property(fc.array(fc.oneof(fromMailbox, fromPrint), { maxLength: 8 }), states, (receipts, handedOver) => {
    const first = anAttempt({ messageId: 'first', channel: 'digipost', state: 'delivered' })
    let paper = anAttempt({ messageId: 'paper', channel: 'print', state: handedOver, follows: 'first' })
    let letter: LetterState = 'dispatched'
    for (const { kind, of } of receipts) {
      const isPaper = of === 'paper'
      const settled = settlement(aReceipt({ kind, issuer: issuers[isPaper ? 'print' : 'digipost'] }), letter, isPaper ? paper : first, isPaper ? undefined : paper)
      if (settled.kind !== 'apply') continue
      letter = settled.letter ?? letter
      if (isPaper) paper = { ...paper, state: settled.attempt ?? paper.state }
    }
    const ofPaper = receipts.filter(({ of }) => of === 'paper').map(({ kind }) => kind)
    return letter === (receipts.some(({ kind }) => kind === 'opening') ? 'opened' : meaningOf(ofPaper, 'dispatched'))
  }), { numRuns: 3000 })
  t.end()
})
