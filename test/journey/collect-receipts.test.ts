import { test } from 'tap'
import { collectReceipts, type CollectPorts } from '../../src/journey/collect-receipts.ts'
import type { Settled } from '../../src/journey/settle.ts'
import { aPage } from '../support/a-page.ts'

/** An inbox that lists two at a time what is not acknowledged, and everything that was done, in order. */
function aChannel (messages: string[], changes: Partial<CollectPorts> = {}): { ports: CollectPorts, done: string[] } {
  const waiting = [...messages]
  const done: string[] = []
  const ports: CollectPorts = {
    inbox: {
      list: async page => aPage(waiting.slice(2 * page, 2 * page + 2), 2),
      acknowledge: async id => {
        done.push(`acknowledged ${id}`)
        waiting.splice(waiting.indexOf(id), 1)
        return true
      }
    },
    settle: async raw => { done.push(`settled ${raw}`); return 'applied' },
    receiptIdOf: raw => raw.startsWith('nameless') ? undefined : raw,
    conversationIdOf: raw => raw,
    onSettled: () => {},
    onStuck: () => {},
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
  ports.inbox = { list: async () => aPage(left), acknowledge: async id => left.splice(left.indexOf(id), 1).length === 1 }
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
  ports.inbox = { list: async () => { lists += 1; return aPage(lists === 1 ? ['a/1', 'a/2', 'b/1'] : []) }, acknowledge: async () => true }
  t.equal(await collectReceipts(ports), 3)
  t.strictSame(steps.filter(step => step.includes('a/')), ['begun a/1', 'done a/1', 'begun a/2', 'done a/2'])
})

test('collectReceipts() stops when one after the other fails: none but those in hand are tried', async t => {
  let tried = 0
  const { ports } = aChannel([], { settle: async () => { tried += 1; throw new Error('down') } })
  ports.inbox = { list: async () => aPage(Array.from({ length: 100 }, (_, index) => String(index))), acknowledge: async () => true }
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

test('collectReceipts() gives up for now on a list that never comes to an end', async t => {
  let lists = 0
  const { ports } = aChannel([])
  ports.inbox = { list: async () => { lists += 1; return aPage([String(lists)], 1) }, acknowledge: async () => true }
  t.equal(await collectReceipts(ports), 50)
  t.equal(lists, 50)
})

for (const [what, acknowledge] of [['stays on the list all the same', true], ['may not be taken off the list', false]] as const) {
  test(`collectReceipts() passes over what ${what}, and tells of it`, async t => {
    const told: number[] = []
    const settled: string[] = []
    const { ports, done } = aChannel([...Array.from({ length: 40 }, (_, index) => `stays ${index}`), 'a', 'b'], {
      settle: async raw => { settled.push(raw); return 'quarantined' },
      onStuck: entries => { told.push(entries) }
    })
    const takeOff = ports.inbox.acknowledge
    ports.inbox.acknowledge = async id => id.startsWith('stays') ? acknowledge : takeOff(id)
    await collectReceipts(ports)
    t.strictSame(done.filter(step => step.startsWith('acknowledged')).toSorted(), ['acknowledged a', 'acknowledged b'])
    t.strictSame(told, [40])
    t.equal(new Set(settled).size, 42)
  })
}

for (const stuck of ['empty', 'nameless']) {
  test(`collectReceipts() collects what lies behind pages of entries that are ${stuck}, and tells once how many those are`, async t => {
    const told: number[] = []
    const { ports, done } = aChannel([...Array.from({ length: 5 }, (_, index) => `${stuck} ${index}`), 'a', 'b', 'c', 'd'], {
      onStuck: entries => { told.push(entries) }
    })
    t.equal(await collectReceipts(ports), 4)
    t.strictSame(done.filter(step => step.startsWith('acknowledged')).toSorted(), ['a', 'b', 'c', 'd'].map(id => `acknowledged ${id}`))
    t.strictSame(told, [5])
  })
}

test('collectReceipts() asks for no page behind one that is not full, and for 50 at most', async t => {
  const asked: number[] = []
  const { ports } = aChannel([])
  const listing = (size: number): CollectPorts['inbox']['list'] => async page => { asked.push(page); return aPage(['empty'], size) }
  await collectReceipts({ ...ports, inbox: { ...ports.inbox, list: listing(2) } })
  t.strictSame(asked.splice(0), [0])
  await collectReceipts({ ...ports, inbox: { ...ports.inbox, list: listing(1) } })
  t.strictSame(asked, Array.from({ length: 50 }, (_, page) => page))
})

test('collectReceipts() takes a message off the list by the id it is listed by, whatever id it names itself', async t => {
  const { ports, done } = aChannel([])
  const page = { ...aPage([]), messages: [{ raw: 'nameless', listedAs: 'x' }, { raw: 'says it is z', listedAs: 'y' }, { raw: 'a' }] }
  let lists = 0
  ports.inbox.list = async () => { lists += 1; return lists === 1 ? page : aPage([]) }
  t.equal(await collectReceipts(ports), 3)
  t.strictSame(done.filter(step => step.startsWith('acknowledged')), ['acknowledged x', 'acknowledged y', 'acknowledged a'])
})
