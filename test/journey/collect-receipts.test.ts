import { test } from 'tap'
import { collectReceipts, type CollectPorts } from '../../src/journey/collect-receipts.ts'
import type { Settled } from '../../src/journey/settle.ts'

/** An inbox that lists two at a time what is not acknowledged, and everything that was done, in order. */
function aChannel (messages: string[], changes: Partial<CollectPorts> = {}): { ports: CollectPorts, done: string[] } {
  const waiting = [...messages]
  const done: string[] = []
  const ports: CollectPorts = {
    inbox: {
      list: async () => waiting.slice(0, 2).map(raw => ({ raw })),
      acknowledge: async id => {
        done.push(`acknowledged ${id}`)
        waiting.splice(waiting.indexOf(id), 1)
      }
    },
    settle: async raw => { done.push(`settled ${raw}`); return 'applied' },
    receiptIdOf: raw => raw.startsWith('nameless') ? undefined : raw,
    onSettled: () => {},
    ...changes
  }
  return { ports, done }
}

test('collectReceipts() is done with an empty inbox at once', async t => {
  const { ports, done } = aChannel([])
  t.equal(await collectReceipts(ports), 0)
  t.strictSame(done, [])
})

test('collectReceipts() empties an inbox page by page, and acknowledges each only when it is settled', async t => {
  const { ports, done } = aChannel(['a', 'b', 'c'])
  t.equal(await collectReceipts(ports), 3)
  t.strictSame(done, ['a', 'b', 'c'].flatMap(raw => [`settled ${raw}`, `acknowledged ${raw}`]))
})

test('collectReceipts() acknowledges bad messages too, so that they stand in nobody\'s way', async t => {
  const fates: Record<string, Settled> = { bad: 'quarantined', stray: 'parked', good: 'applied' }
  const told: Settled[] = []
  const { ports, done } = aChannel(Object.keys(fates), { settle: async raw => fates[raw] ?? 'known', onSettled: settled => { told.push(settled) } })
  t.equal(await collectReceipts(ports), 3)
  t.strictSame(told, ['quarantined', 'parked', 'applied'])
  t.equal(done.length, 3)
})

test('collectReceipts() passes over a message without an id, and comes to an end', async t => {
  const { ports, done } = aChannel(['nameless 1', 'a'])
  t.equal(await collectReceipts(ports), 1)
  t.strictSame(done, ['settled nameless 1', 'settled a', 'acknowledged a', 'settled nameless 1'])
})

test('collectReceipts() leaves with the channel what could not be stored', async t => {
  const { ports, done } = aChannel(['a'], { settle: async () => { throw new Error('disk full') } })
  await t.rejects(collectReceipts(ports), { message: 'disk full' })
  t.strictSame(done, [])
})

test('collectReceipts() gives up for now on a list that never grows shorter', async t => {
  let lists = 0
  const { ports } = aChannel([])
  ports.inbox = { list: async () => { lists += 1; return [{ raw: 'a' }] }, acknowledge: async () => {} }
  t.equal(await collectReceipts(ports), 50)
  t.equal(lists, 50)
})
