import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { paperRules } from '../../src/route/paper-rules.ts'
import { mailboxPolicyRules, printPolicyRules } from '../../src/route/policy-rules.ts'
import { readPolicy } from '../../src/route/read-policy.ts'
import { createTable } from '../../src/route/rule.ts'
import { rules, ruleset } from '../../src/route/rules.ts'
import { viewOf } from '../../src/route/view.ts'
import { aLetter } from '../support/a-letter.ts'
import { facts, factsReadAt as now } from '../support/facts.ts'

const table = [...rules, ...paperRules, ...mailboxPolicyRules, ...printPolicyRules]

/** What stands in decisions that are stored. An id may only be added here; one that no table has any more must never be used again. */
const everUsed = [
  'bare-address', 'unknown-person', 'facts-missing', 'false-identity', 'dead', 'uncertain-status', 'reserved', 'reserved-information',
  'not-in-contact-register', 'not-notifiable', 'contact-stale', 'no-mailbox', 'unknown-provider', 'mailbox-certificate-missing',
  'mailbox-certificate-not-valid', 'mailbox-formats', 'mailbox-size', 'mailbox', 'otherwise',
  'paper-no-address', 'paper-emigrated', 'paper-temporary', 'paper-pdf-only', 'paper-size', 'paper-certificate', 'paper-possible'
]

test('rules have the ids of ruleset 2026-1 still, each once', t => {
  t.equal(ruleset, '2026-2')
  const law = [...rules, ...paperRules].map(({ id }) => id)
  t.equal(new Set(law).size, law.length)
  t.strictSame(everUsed.filter(id => !law.includes(id)), [])
  t.end()
})

test('rules each have a source, and a sentence in three languages', t => {
  for (const { source, sentence } of table) {
    t.match(source, /\S{3}/)
    for (const text of [sentence.nb, sentence.nn, sentence.en]) t.match(text, /^[A-ZÅØÆ].{10,}\.$/)
  }
  t.end()
})

test('rules end in a row that always matches', t => {
  const view = viewOf(aLetter(), facts(), now, { source: 'none', lacks: null })
  for (const last of [rules.at(-1), paperRules.at(-1)]) t.ok(last?.matches(view))
  const sight = { view, isProtected: true, rows: [] }
  for (const last of [mailboxPolicyRules.at(-1), printPolicyRules.at(-1)]) t.ok(last?.matches(sight))
  t.end()
})

test('docs/rules.md lists every rule of every table, in order, and no other; its policy can be read', t => {
  const text = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
  const told = [...text.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.+) \| (.+) \|$/gm)].map(([, ...cells]) => cells)
  t.strictSame(told, table.map(({ id, outcome, sentence, source }) => [id, outcome, sentence.en, source]))
  t.match(text, `now \`${ruleset}\``)
  t.equal(readPolicy(/```json\n([^]*?)```/.exec(text)?.[1] ?? '').rows.length, 4)
  t.end()
})

test('createTable() gives the first that matches and what was tried, and refuses a table without an answer', t => {
  const ask = createTable([{ id: 'small', matches: (seen: number) => seen < 10 }, { id: 'even', matches: (seen: number) => seen % 2 === 0 }])
  t.match(ask(2), { rule: { id: 'small' }, evaluated: [{ rule: 'small', matched: true }] })
  t.strictSame(ask(12).evaluated, [{ rule: 'small', matched: false }, { rule: 'even', matched: true }])
  t.throws(() => ask(13), { code: 'ERR_ROUTE_NO_CHOICE' })
  t.end()
})
