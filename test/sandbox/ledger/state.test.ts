import { test } from 'tap'
import type { Entry } from '../../../src/sandbox/ledger/entry.ts'
import { applyEntry, emptyState, type State } from '../../../src/sandbox/ledger/state.ts'

const at = '2026-03-01T10:00:00.000Z'
const accepted: Entry = {
  kind: 'accepted', messageId: 'm', conversationId: 'c', type: 'digital', process: 'p', sender: '313000001', onBehalfOf: '313000001',
  receiver: '922020175', fingerprint: 'f', packageBytes: 1, jws: 'j', tokenCheckedAt: at, at
}
const receipt: Entry = { kind: 'receipt', receiptId: 'r', messageId: 'm', receipt: 'delivery', jws: 'x', at }

function stateOf (...entries: Entry[]): State {
  const state = emptyState()
  for (const entry of entries) applyEntry(state, entry)
  return state
}

test('applyEntry() adds up what happened to a message', t => {
  const state = stateOf(
    accepted, { kind: 'repeat', messageId: 'm', at }, { kind: 'status', messageId: 'm', status: 'forwarded', detail: 'd', at },
    { kind: 'judged', messageId: 'm', receipts: [{ kind: 'delivery', dueAt: at }], at }, receipt, { kind: 'opened', messageId: 'm', at }
  )
  t.match(state.messages.get('m'), {
    acceptedAt: new Date(at), repeats: 1, statuses: [{ status: 'forwarded' }], judgedAt: new Date(at), planned: [{ kind: 'delivery' }],
    receipts: [{ receiptId: 'r' }], openedAt: new Date(at)
  })
  t.end()
})

test('applyEntry() keeps receipts until they are read', t => {
  t.equal(stateOf(accepted, receipt).unread.length, 1)
  const state = stateOf(accepted, receipt, { kind: 'read', receiptId: 'r', at })
  t.equal(state.unread.length, 0)
  t.match(state.messages.get('m')?.receipts, [{ readAt: new Date(at) }])
  t.end()
})

test('applyEntry() takes one of two equal receipts off the list at a time', t => {
  t.equal(stateOf(accepted, receipt, receipt, { kind: 'read', receiptId: 'r', at }).unread.length, 1)
  t.end()
})

test('applyEntry() keeps the first opening', t => {
  const state = stateOf(accepted, { kind: 'opened', messageId: 'm', at }, { kind: 'opened', messageId: 'm', at: '2027-01-01T00:00:00Z' })
  t.same(state.messages.get('m')?.openedAt, new Date(at))
  t.end()
})

test('applyEntry() changes nothing for a message or receipt nobody knows', t => {
  t.same(stateOf(receipt, { kind: 'read', receiptId: 'r', at }, { kind: 'opened', messageId: 'm', at }), emptyState())
  t.end()
})

test('applyEntry() keeps clock and changes of people', t => {
  t.match(stateOf({ kind: 'clock', offsetMs: 7 }, { kind: 'person', id: 'p', change: { isDead: true }, at }), { offsetMs: 7, changes: [{ id: 'p' }] })
  t.end()
})
