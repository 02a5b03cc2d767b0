import { test } from 'tap'
import type { NewTask } from '../../src/letter/task.ts'
import { createTasks, type Tasks } from '../../src/store/tasks.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const at = new Date('2026-03-01T10:00:00Z')
const later = new Date('2026-03-01T11:00:00Z')
const sender = '313000001'

const aTask = (key: string, changes: Partial<NewTask> = {}): NewTask => ({ key, sender, letterId: null, data: { channel: 'print' }, ...changes })

async function emptyTasks (): Promise<Tasks> {
  return createTasks(await anEmptyDatabase())
}

const keys = async (tasks: Tasks, state: 'open' | 'closed', senders = [sender]): Promise<string[]> =>
  (await tasks.list(state, senders, 100)).map(({ key }) => key).toSorted()

test('keep() opens what is wanted and closes what is not', async t => {
  const tasks = await emptyTasks()
  await tasks.keep('receipt-missing', [aTask('a'), aTask('b')], at)
  await tasks.keep('receipt-missing', [aTask('b'), aTask('c')], later)
  t.strictSame(await keys(tasks, 'open'), ['b', 'c'])
  t.match(await tasks.list('closed', [sender], 10), [{ key: 'a', openedAt: at, closedAt: later, data: { channel: 'print' } }])
})

test('keep() leaves an open task as it was, and other kinds alone', async t => {
  const tasks = await emptyTasks()
  await tasks.keep('source-silent', [aTask('s')], at)
  await tasks.keep('receipt-missing', [aTask('a')], at)
  await tasks.keep('receipt-missing', [aTask('a', { data: { channel: 'eboks' } })], later)
  t.match(await tasks.list('open', [sender], 10), [{ openedAt: at, data: { channel: 'print' } }, { openedAt: at }])
  t.strictSame(await keys(tasks, 'open'), ['a', 's'])
})

test('keep() opens a task anew when its cause comes back', async t => {
  const tasks = await emptyTasks()
  for (const wanted of [[aTask('a')], [], [aTask('a')]]) await tasks.keep('receipt-missing', wanted, at)
  t.strictSame([await keys(tasks, 'open'), await keys(tasks, 'closed')], [['a'], ['a']])
})

test('keep() by several processes at once makes one open task', async t => {
  const tasks = await emptyTasks()
  await Promise.all([1, 2, 3].map(() => tasks.keep('receipt-missing', [aTask('a')], at)))
  t.strictSame(await keys(tasks, 'open'), ['a'])
})

test('list() tells nobody of another sender\'s tasks, and everybody of those that are nobody\'s', async t => {
  const tasks = await emptyTasks()
  await tasks.keep('receipt-unmatched', [aTask('nobody', { sender: null }), aTask('other', { sender: '313000028' })], at)
  t.strictSame(await keys(tasks, 'open'), ['nobody'])
})
