import { test } from 'tap'
import { tasksPage } from '../../src/dashboard/tasks-page.ts'
import { openView } from '../../src/dashboard/view.ts'
import { aTaskOfEach, letterId, now } from './fake-desk.ts'

const english = openView({ params: {}, query: { lang: 'en' } }, now)

test('tasksPage() says of each task what it is about, and leads to its letter', async t => {
  const page = tasksPage(aTaskOfEach(), english)
  for (const words of ['Receipt is missing', 'Receipt without a letter', 'Case system is silent', '984661185', 'Print and post', '2.5', '1 h 30 min']) t.match(page, words)
  t.match(page, `/desk/letters/${letterId(7)}?lang=en`)
})

test('tasksPage() writes what systems are called as text', async t => {
  t.match(tasksPage(aTaskOfEach(), english), 'payroll &lt;b&gt;')
})

test('tasksPage() says so when there is nothing to do', async t => {
  t.match(tasksPage([], english), 'Nothing to look into')
  t.notMatch(tasksPage([], english), '<table')
})
