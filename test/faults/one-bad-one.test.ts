// One bad message or job never holds up the others.
import { test } from 'tap'
import { collectReceipts, type CollectPorts } from '../../src/journey/collect-receipts.ts'
import type { Ticket } from '../../src/journey/conclusion.ts'
import { reconcile } from '../../src/queue/reconcile.ts'
import { acceptOne, aJourney, carryStep, eventsOf, letterBefore, statusOf } from '../support/a-journey.ts'
import { aPage } from '../support/a-page.ts'
import { spoil } from '../support/a-store.ts'

/** An inbox that lists at most `page` of what is not acknowledged. */
function inboxOf (messages: string[], page: number): CollectPorts['inbox'] {
  const waiting = [...messages]
  return {
    list: async () => aPage(waiting.slice(0, page)),
    acknowledge: async id => {
      if (id.startsWith('refused')) throw new Error('status 400')
      waiting.splice(waiting.indexOf(id), 1)
      return true
    }
  }
}

function portsOf (messages: string[], page: number): { ports: CollectPorts, settled: Set<string> } {
  const settled = new Set<string>()
  const settle: CollectPorts['settle'] = async raw => {
    if (raw.startsWith('unstorable')) throw new Error('invalid byte sequence')
    settled.add(raw)
    return 'applied'
  }
  const inbox = inboxOf(messages, page)
  return { ports: { inbox, settle, receiptIdOf: raw => raw, conversationIdOf: raw => raw, onSettled: () => {}, onStuck: () => {} }, settled }
}

test('collectReceipts() collects everything behind a message that cannot be stored or acknowledged, and then tells', async t => {
  const { ports, settled } = portsOf(['unstorable', 'refused', 'a', 'b', 'c'], 3)
  await t.rejects(collectReceipts(ports), { message: 'invalid byte sequence' })
  t.strictSame([...settled], ['refused', 'a', 'b', 'c'])
})

test('collectReceipts() comes back later when nothing goes through', async t => {
  const { ports, settled } = portsOf(Array.from({ length: 50 }, (_, number) => `refused ${number}`), 50)
  await t.rejects(collectReceipts(ports), { message: 'status 400' })
  t.equal(settled.size, 32, 'those in hand')
})

test('carry() carries the whole batch although a job cannot be ended', async t => {
  const bench = await aJourney()
  const [done, waiting] = [await letterBefore(bench, 'seal'), await acceptOne(bench)]
  const ticketOf = (letterId: string): Ticket => ({ letterId, acknowledge: async () => { if (letterId === done) throw new Error('the connection broke') } })
  await bench.journey.carry('lookup', [done, waiting].map(ticketOf))
  t.match(await statusOf(bench, waiting), { state: 'routed' })
  t.match(bench.unexpected, [{ message: 'the connection broke' }])
})

test('carry() holds a letter that cannot be opened, and carries the others of its batch', async t => {
  const bench = await aJourney()
  const [broken, whole] = [await acceptOne(bench), await acceptOne(bench)]
  await spoil(bench, broken)
  await carryStep(bench, 'lookup', broken, whole)
  t.match(await statusOf(bench, broken), { state: 'held', reason: { code: 'ERR_STORE_KEY' }, next: null })
  t.equal((await statusOf(bench, whole)).state, 'routed')
  t.strictSame([bench.acknowledged.sort(), bench.unexpected], [[broken, whole].sort(), []])
})

test('carry() holds a letter whose decision cannot be opened, and carries the others of its batch', async t => {
  const bench = await aJourney()
  const [broken, whole] = [await letterBefore(bench, 'seal'), await letterBefore(bench, 'seal')]
  await bench.database.query('update decision set decided = set_byte(decided, 20, 255 - get_byte(decided, 20)) where letter_id = $1', [broken])
  await carryStep(bench, 'seal', broken, whole)
  t.match(await statusOf(bench, broken), { state: 'held', reason: { code: 'ERR_STORE_KEY' }, next: null })
  t.equal((await statusOf(bench, whole)).state, 'sealed')
})

test('settle() by two processes at once applies a receipt once', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'follow')
  const { attempts: [attempt] } = await statusOf(bench, id)
  const raw = JSON.stringify({
    id: 'r1', conversationId: attempt?.conversationId, kind: 'notification-failed', issuer: attempt?.receiver, occurredAt: bench.clock.now.toISOString()
  })
  t.strictSame((await Promise.all([bench.journey.settle(raw), bench.journey.settle(raw)])).sort(), ['applied', 'known'])
  t.equal((await eventsOf(bench, id)).filter(type => type === 'notification.failed').length, 1)
})

test('reconcile() mends the letters behind one that cannot be mended, and then tells', async t => {
  const mended: string[] = []
  const reconciled = reconcile({
    queue: { fates: async steps => steps.map(() => 'done'), enqueue: async () => {}, idle: async () => [], cancel: async () => {} },
    late: async () => ['bad', 'a', 'b'].map(letterId => ({ letterId, step: 'seal', channel: null, sender: '313000001', class: 'decision', round: 1 })),
    waitingFor: async () => [],
    setAside: async () => false,
    reschedule: async letterId => {
      if (letterId === 'bad') throw new Error('its details cannot be opened')
      mended.push(letterId)
    },
    now: () => new Date('2026-03-01T10:00:00Z')
  })
  await t.rejects(reconciled, { message: 'its details cannot be opened' })
  t.strictSame(mended, ['a', 'b'])
})
