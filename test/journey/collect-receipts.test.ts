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
    conversationIdOf: raw => raw,
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
  t.equal(done.length, 6)
  for (const raw of ['a', 'b', 'c']) t.strictSame(done.filter(step => step.endsWith(raw)), [`settled ${raw}`, `acknowledged ${raw}`])
})

test('collectReceipts() settles 32 at a time', async t => {
  const [most, names] = [{ inHand: 0, seen: 0 }, Array.from({ length: 50 }, (_, index) => String(index))]
  const { ports } = aChannel(names, {
    settle: async () => {
      most.inHand += 1
      most.seen = Math.max(most.seen, most.inHand)
      await new Promise(resolve => setTimeout(resolve, 5))
      most.inHand -= 1
      return 'applied'
    }
  })
  const left = [...names]
  ports.inbox = { list: async () => left.map(raw => ({ raw })), acknowledge: async id => { left.splice(left.indexOf(id), 1) } }
  t.equal(await collectReceipts(ports), 50)
  t.equal(most.seen, 32)
})

test('collectReceipts() settles what is of one conversation in its order', async t => {
  const steps: string[] = []
  const { ports } = aChannel(['a/1', 'a/2', 'b/1'], {
    conversationIdOf: raw => raw.slice(0, 1),
    settle: async raw => {
      steps.push(`begun ${raw}`)
      await new Promise(resolve => setTimeout(resolve, 5))
      steps.push(`done ${raw}`)
      return 'applied'
    }
  })
  let lists = 0
  ports.inbox = { list: async () => { lists += 1; return lists === 1 ? ['a/1', 'a/2', 'b/1'].map(raw => ({ raw })) : [] }, acknowledge: async () => {} }
  t.equal(await collectReceipts(ports), 3)
  t.strictSame(steps.filter(step => step.includes('a/')), ['begun a/1', 'done a/1', 'begun a/2', 'done a/2'])
})

test('collectReceipts() stops when one after the other fails: none but those in hand are tried', async t => {
  let tried = 0
  const { ports } = aChannel([], { settle: async () => { tried += 1; throw new Error('down') } })
  ports.inbox = { list: async () => Array.from({ length: 100 }, (_, index) => ({ raw: String(index) })), acknowledge: async () => {} }
  await t.rejects(collectReceipts(ports), { message: 'down' })
  t.equal(tried, 32)
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
  t.strictSame(done.filter(step => !step.startsWith('settled nameless')), ['settled a', 'acknowledged a'])
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
