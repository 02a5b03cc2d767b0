import { test } from 'tap'
import type { Letter } from '../../src/letter/letter.ts'
import { route } from '../../src/route/route.ts'
import { acceptedAt, aStore, spoil, storeLetter, type TestStore } from '../support/a-store.ts'
import { facts } from '../support/facts.ts'

const period = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') }
const later = (minutes: number): Date => new Date(acceptedAt.getTime() + minutes * 60_000)
const senders = ['313000001']

async function decide ({ records }: TestStore, letter: Letter, at: Date, rule = 'mailbox'): Promise<void> {
  await records.decisions.insert(letter.id, { ...route(letter, facts(), at), rule }, facts(), at)
}

test('page() gives letter, facts and decision as they were', async t => {
  const store = await aStore()
  const letter = await storeLetter(store)
  await decide(store, letter, later(1))
  const decision = route(letter, facts(), later(1))
  const page = await store.pastDecisions.page(period, senders, 10, null)
  t.strictSame(page, { decisions: [{ letter, facts: facts(), decision, decidedAt: later(1) }], unreadable: 0, next: null })
})

test('page() gives each letter once, with its last decision in the period that is no follow-up', async t => {
  const store = await aStore()
  const letter = await storeLetter(store)
  for (const [minute, rule] of [[1, 'first'], [2, 'second'], [3, 'ladder-print']] as const) await decide(store, letter, later(minute), rule)
  await decide(store, letter, period.to, 'too late')
  const { decisions } = await store.pastDecisions.page(period, senders, 10, null)
  t.strictSame(decisions.map(({ decision }) => decision.rule), ['second'])
})

test('page() goes on where the page before ended, newest first, also within one moment', async t => {
  const store = await aStore()
  const letters = await Promise.all(Array.from({ length: 5 }, () => storeLetter(store)))
  for (const [index, letter] of letters.entries()) await decide(store, letter, later(Math.floor(index / 2)))
  const seen: string[] = []
  let mark: Awaited<ReturnType<typeof store.pastDecisions.page>>['next'] = null
  do {
    const page = await store.pastDecisions.page(period, senders, 2, mark)
    seen.push(...page.decisions.map(({ letter }) => letter.id))
    mark = page.next
  } while (mark !== null)
  t.strictSame([new Set(seen).size, seen.length, seen[0]], [5, 5, letters[4]?.id])
})

test('page() leaves out other senders, and counts what cannot be opened', async t => {
  const store = await aStore()
  const [broken, foreign] = [await storeLetter(store), await storeLetter(store, { sender: '313000028' })]
  for (const letter of [broken, foreign]) await decide(store, letter, later(1))
  await spoil(store, broken.id)
  t.strictSame(await store.pastDecisions.page(period, senders, 10, null), { decisions: [], unreadable: 1, next: null })
})
