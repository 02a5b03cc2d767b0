import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { groupCommit } from '../../src/store/group-commit.ts'

/** A transaction that only counts: how many works each had, and whether it committed. */
function counted (options: { abreast?: number, most?: number } = {}) {
  const groups: { works: number, end: 'committed' | 'rolled back' }[] = []
  let works = 0
  const together = groupCommit({
    ...options,
    hasWrittenNothing: reason => reason instanceof RangeError,
    transaction: async work => {
      const before = works
      try {
        const result = await work()
        groups.push({ works: works - before, end: 'committed' })
        return result
      } catch (error) {
        groups.push({ works: works - before, end: 'rolled back' })
        throw error
      }
    }
  })
  const go = <T>(work: () => T): Promise<T> => together(async () => { works += 1; return work() })
  return { go, groups }
}

test('groupCommit() does what is asked in the same turn in one transaction, and gives each its own result', async t => {
  const { go, groups } = counted()
  t.strictSame(await Promise.all([go(() => 1), go(() => 'two'), go(() => 3)]), [1, 'two', 3])
  t.strictSame(groups, [{ works: 3, end: 'committed' }])
})

test('groupCommit() gathers behind the groups under way, and leaves nobody there', async t => {
  const { go, groups } = counted({ abreast: 1, most: 2 })
  const later: Promise<number>[] = []
  await go(() => { later.push(...[1, 2, 3].map(number => go(() => number))) })
  t.strictSame(await Promise.all(later), [1, 2, 3])
  t.strictSame(groups.map(({ works }) => works), [1, 2, 1])
})

test('groupCommit() commits the others where one has written nothing', async t => {
  const { go, groups } = counted()
  const [stale, good] = await Promise.allSettled([go(() => { throw new RangeError('overtaken') }), go(() => 2)])
  t.match(stale, { status: 'rejected', reason: { message: 'overtaken' } })
  t.match(good, { status: 'fulfilled', value: 2 })
  t.strictSame(groups, [{ works: 2, end: 'committed' }])
})

test('groupCommit() rolls all back where one fails, and does each again by itself', async t => {
  const { go, groups } = counted()
  const tried: string[] = []
  const [bad, good] = await Promise.allSettled([
    go(() => { tried.push('bad'); throw new Error('no such row') }),
    go(() => { tried.push('good'); return 2 })
  ])
  t.match(bad, { status: 'rejected', reason: { message: 'no such row' } })
  t.match(good, { status: 'fulfilled', value: 2 })
  t.strictSame(tried, ['bad', 'good', 'bad', 'good'])
  t.strictSame(groups.map(({ end }) => end), ['rolled back', 'rolled back', 'committed'])
})

test('groupCommit() waits for all of a group before it gives it up: nothing may write when the transaction is over', async t => {
  let isSlowDone = false
  const seen: boolean[] = []
  const together = groupCommit({
    hasWrittenNothing: () => false,
    transaction: async work => work().finally(() => { seen.push(isSlowDone) })
  })
  const slow = together(async () => { await new Promise(resolve => { setTimeout(resolve, 20) }); isSlowDone = true })
  await t.rejects(together(async () => { throw new Error('at once') }))
  await slow
  t.equal(seen[0], true)
})

test('groupCommit() does works of one turn one after the other, whatever became of the one before, and others beside them', async t => {
  const steps: string[] = []
  const together = groupCommit({ hasWrittenNothing: reason => reason instanceof RangeError, transaction: work => work() })
  const work = (name: string, isOvertaken = false) => async (): Promise<string> => {
    steps.push(`${name} begins`)
    await new Promise(resolve => { setTimeout(resolve, 5) })
    steps.push(`${name} ends`)
    if (isOvertaken) throw new RangeError('overtaken')
    return name
  }
  const results = await Promise.allSettled([together(work('a1', true), 'a'), together(work('a2'), 'a'), together(work('b'), 'b'), together(work('alone'))])
  t.strictSame(results.map(({ status }) => status), ['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  t.strictSame(steps.slice(0, 3).toSorted(), ['a1 begins', 'alone begins', 'b begins'])
  t.ok(steps.indexOf('a2 begins') > steps.indexOf('a1 ends'))
})

test('groupCommit() tries nobody again without a database', async t => {
  const { go, groups } = counted()
  const lost = new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database')
  const results = await Promise.allSettled([go(() => { throw lost }), go(() => 2)])
  t.strictSame(results.map(result => result.status === 'rejected' && result.reason === lost), [true, true])
  t.equal(groups.length, 1)
})

test('groupCommit() goes on after a group that failed', async t => {
  const { go } = counted({ abreast: 1 })
  await t.rejects(go(() => { throw new Error('first') }))
  t.equal(await go(() => 'second'), 'second')
})
