import { test } from 'tap'
import { deskPages } from '../../src/dashboard/desk-pages.ts'
import { readFilter, toDeskFilter } from '../../src/dashboard/filter.ts'
import { fakePorts, letterId, minutesAgo, now } from './fake-desk.ts'

/** As people write them, right and mistyped. */
const spellings = [
  '20914612345', '209146 12345', 'sak 20914612345', '010190-12345', '010190.12345', '010190\u00a012345', '010190\u201312345', '010190\t12345',
  '\uff12\uff10\uff19\uff11\uff14\uff1612345'
]
const plain = ['0190f3a2-7c1e-7bd2-9a31-209146123450', '2026/1001', '209146123456', 'A-12345678901234']

test('readFilter() reads every condition', async t => {
  const query = { state: 'held', channel: 'print', sender: '313 000 001', reference: ' 2026/1 ', age: '1h', cursor: 'a.b-c' }
  t.same(readFilter(query), { asked: { ...query, sender: '313000001', reference: '2026/1' }, hasUnreadable: false })
})

test('readFilter() takes an empty condition for none', async t => {
  const { asked, hasUnreadable } = readFilter({ state: '', lang: 'nn' })
  t.same([asked.state, hasUnreadable], [undefined, false])
})

test('readFilter() leaves out and tells what it cannot read', async t => {
  for (const query of [{ state: 'lost' }, { channel: ['print', 'eboks'] }, { sender: '12' }, { age: '2h' }, { age: 'toString' }, { cursor: 'a b' }]) {
    t.match(readFilter(query), { hasUnreadable: true })
  }
})

test('readFilter() never asks for an identity number', async t => {
  for (const reference of spellings) t.match(readFilter({ reference }), { asked: { reference: undefined }, hasUnreadable: true }, reference)
})

test('readFilter() asks for references that only hold such digits by chance', async t => {
  for (const reference of plain) t.match(readFilter({ reference }), { asked: { reference }, hasUnreadable: false }, reference)
})

test('the list\'s form lets browsers send no identity number, neither as reference nor as sender', async t => {
  const { html } = await deskPages(fakePorts(), { now: () => now, newId: () => letterId(1) })
    .find(({ path }) => path === '/desk/letters')?.render({ params: {}, query: {} }) ?? { html: '' }
  const patternOf = (name: string): RegExp => {
    const [, pattern = ''] = new RegExp(`name="${name}"[^>]* pattern="([^"]*)"`).exec(html) ?? []
    t.not(pattern, '', name)
    // As browsers take it.
    return new RegExp(`^(?:${pattern.replaceAll('&lt;', '<')})$`, 'v')
  }
  const [reference, sender] = [patternOf('reference'), patternOf('sender')]
  // Full-width digits are left to the server.
  for (const text of spellings.slice(0, -1)) t.notMatch(text, reference, text)
  for (const text of ['2026/1001', 'A 123456', '']) t.match(text, reference, text)
  for (const text of ['20914612345', '209146 1234', '12345678', '1234567890']) t.notMatch(text, sender, text)
  for (const text of ['313000001', '313 000 001', ' 313000001 ']) t.match(text, sender, text)
})

test('toDeskFilter() turns an age into a moment', async t => {
  t.match(toDeskFilter(readFilter({ age: '1d', state: 'held' }).asked, now, 50), { state: 'held', changedBefore: minutesAgo(1440), limit: 50 })
})
