// docs/alerts.yml is run by somebody else's Prometheus; what it asks for can be held against what we tell.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { parse } from 'yaml'
import { taskKinds } from '../src/letter/task.ts'
import { createMetrics } from '../src/metrics/registry.ts'

interface Rule { alert: string, expr: string, labels: { severity: string }, annotations: { summary: string, description: string } }

const { groups } = parse(readFileSync(new URL('../docs/alerts.yml', import.meta.url), 'utf8')) as { groups: { rules: Rule[] }[] }
const rules = groups.flatMap(group => group.rules)

async function knownNames (): Promise<Set<string>> {
  const metrics = createMetrics(async () => ({
    letters: [], waiting: [], uncertainAttempts: 0, parkedReceipts: 0, missingReceipts: 0, quarantinedReceipts: 0, missedDeadlines: 0,
    channelsLeftAlone: [], duties: [],
    late: 0, tasks: [], clockSkewMs: 0, roomUsed: 0, certificates: [], recipients: []
  }))
  return new Set([...(await metrics.expose()).text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ''))
}

test('docs/alerts.yml asks only for metrics there are', async t => {
  const known = await knownNames()
  for (const { alert, expr } of rules) {
    const asked = [...expr.matchAll(/postbud_\w+/g)].map(([name]) => name)
    t.ok(asked.length > 0, alert)
    t.strictSame(asked.filter(name => !known.has(name)), [], alert)
  }
})

test('docs/alerts.yml names every rule once, and says what to do', async t => {
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) {
    t.match(alert, /^Postbud[A-Z]/)
    t.match(labels, { severity: /^(warning|critical)$/ }, alert)
    t.match(annotations, { summary: /./, description: /./ }, alert)
  }
})

test('docs/alerts.yml has a rule for every kind of task', async t => {
  for (const kind of taskKinds) t.ok(rules.some(({ expr }) => expr.includes(`kind="${kind}"`)), kind)
})
