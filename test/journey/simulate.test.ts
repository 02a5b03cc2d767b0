import { test } from 'tap'
import { simulate, type DecisionPage, type PastDecision, type PastDecisions, type SimulateResult } from '../../src/journey/simulate.ts'
import type { SimulationAnswer } from '../../src/letter/simulation.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { createPricing } from '../../src/route/forecast.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, facts, factsReadAt as decidedAt } from '../support/facts.ts'
import { publicPrices } from '../support/prices.ts'

const pricing = createPricing(publicPrices)
const now = (): Date => decidedAt
const digital = facts()
const onPaper = facts({ contact: aContact({ isReserved: true }) })

function decided (known: RecipientFacts, changes: Partial<PastDecision> = {}): PastDecision {
  const letter = aLetter({ documents: [{ number: 0, fileName: 'a.pdf', title: 'a', mediaType: 'application/pdf', bytes: 1000, pages: 2, sha256: 'a' }] })
  return { letter, facts: known, decision: route(letter, known, decidedAt), decidedAt, ...changes }
}

/** Decisions in pages of two, and what was asked for. */
function past (...decisions: PastDecision[]): PastDecisions & { asked: unknown[] } {
  const asked: unknown[] = []
  return {
    asked,
    page: async (period, senders, limit, mark): Promise<DecisionPage> => {
      asked.push({ ...period, senders, limit, mark })
      const start = mark === null ? 0 : Number(mark.letterId)
      const end = start + Math.min(limit, 2)
      return { decisions: decisions.slice(start, end), unreadable: 0, next: end < decisions.length ? { decidedAt, letterId: String(end) } : null }
    }
  }
}

const draft = (...rows: unknown[]): object => ({ from: '2026-03-01', to: '2026-03-31', policy: { version: 'draft', rows } })

function answerOf (result: SimulateResult): SimulationAnswer {
  if (result.kind === 'refused') throw new Error(result.problems.map(({ message }) => message).join())
  return result.answer
}

test('simulate() of no policy changes nothing, and costs what it did', async t => {
  const decisions = past(decided(digital), decided(onPaper), decided(facts({ person: 'unknown' })))
  t.strictSame(answerOf(await simulate({ pastDecisions: decisions, pricing, now }, draft(), ['313000001'])), {
    letters: 3, unchanged: 3, changed: 0, decidedByPeople: 0, unreadable: 0, isWhole: true, rules: [], channels: [],
    // 69 + 14.7, and by the example prices 70 + 170 + 2000 + 14.7.
    cost: { beforeOre: 2338, afterOre: 2338, isEstimate: true }
  })
})

test('simulate() counts what a draft would change by rule and by channel, and its price', async t => {
  const decisions = past(decided(digital), decided(digital), decided(digital), decided(onPaper))
  const answer = answerOf(await simulate({ pastDecisions: decisions, pricing, now }, draft({ id: 'only-paper', channels: ['print'] }), ['313000001']))
  t.match(answer, {
    letters: 4, unchanged: 1, changed: 3, channels: [{ from: 'digipost', to: 'print', letters: 3 }],
    // 3 × 83.7 + 2254.7 and 4 × 2254.7.
    cost: { beforeOre: 2506, afterOre: 9019 }
  })
  t.match(answer.rules, [{ from: 'mailbox', to: /^policy-/, letters: 3 }])
})

test('simulate() tells of letters that would go nowhere', async t => {
  const answer = answerOf(await simulate({ pastDecisions: past(decided(onPaper)), pricing, now }, draft({ id: 'no-paper', channels: ['eboks', 'digipost'] }), ['313000001']))
  t.match(answer, { channels: [{ from: 'print', to: 'needs_decision', letters: 1 }], cost: { beforeOre: 2255, afterOre: 0 } })
})

test('simulate() leaves alone what people decided', async t => {
  const { decision } = decided(digital)
  const override = { ordinal: 1, action: 'stop', client: 'x', by: 'x', reason: 'x', at: decidedAt, isHonored: true } as const
  const answer = answerOf(await simulate({ pastDecisions: past(decided(digital, { decision: { ...decision, override } })), pricing, now }, draft({ id: 'a', channels: ['print'] }), ['313000001']))
  t.match(answer, { letters: 0, changed: 0, decidedByPeople: 1 })
})

test('simulate() reads page after page for the senders of the key, up to its bound', async t => {
  const decisions = past(...Array.from({ length: 5 }, () => decided(digital)))
  t.match(answerOf(await simulate({ pastDecisions: decisions, pricing, now }, draft(), ['313000001'])), { letters: 5, isWhole: true })
  t.match(decisions.asked[0], { from: new Date('2026-02-28T23:00:00Z'), to: new Date('2026-03-31T22:00:00Z'), senders: ['313000001'], mark: null })
  const bounded = answerOf(await simulate({ pastDecisions: decisions, pricing, now }, draft(), [], { mostLetters: 3, mostMs: 1, pageLetters: 2 }))
  t.match(bounded, { letters: 3, isWhole: false })
})

test('simulate() stops when its time is up, and says so', async t => {
  const decisions = past(...Array.from({ length: 5 }, () => decided(digital)))
  let ms = 0
  const clock = (): Date => new Date(ms += 1000)
  const answer = await simulate({ pastDecisions: decisions, pricing, now: clock }, draft(), [], { mostLetters: 5, mostMs: 1500, pageLetters: 2 })
  t.match(answerOf(answer), { letters: 4, isWhole: false })
})

test('simulate() decides as of the moment of the decision', async t => {
  const then = new Date('2024-06-01T10:00:00Z')
  const old = { value: 'x', verifiedAt: new Date('2024-01-01T10:00:00Z') }
  const mailbox = { address: 'x', provider: '984661185', certificate: { pem: '', validFrom: old.verifiedAt, validTo: then } }
  const known = facts({ readAt: then, contact: aContact({ email: old, mobile: old, mailbox }) })
  const decisions = past(decided(known, { decidedAt: then, decision: route(aLetter(), known, then) }))
  const answer = answerOf(await simulate({ pastDecisions: decisions, pricing, now }, draft(), []))
  t.match(answer, { letters: 1, unchanged: 1 })
})

const refused: [what: string, input: unknown, field: string][] = [
  ['a day that is none', { ...draft(), from: '2026-02-30' }, '/from'],
  ['a period that ends before it begins', { ...draft(), to: '2026-02-28' }, '/to'],
  ['a row that demands nothing', draft({ id: 'a' }), '/policy'],
  ['a policy that loosens the law', draft({ id: 'a', maxContactAgeMonths: 19 }), '/policy/rows/0/maxContactAgeMonths'],
  ['a policy without version', { ...draft(), policy: { rows: [] } }, '/policy/version']
]

for (const [what, input, field] of refused) {
  test(`simulate() refuses ${what}`, async t => {
    const result = await simulate({ pastDecisions: past(), pricing, now }, input, [])
    t.match(result, { kind: 'refused', problems: [{ code: 'ERR_INTAKE_FIELD_INVALID', field, message: /^Cannot simulate the policy: / }] })
  })
}
