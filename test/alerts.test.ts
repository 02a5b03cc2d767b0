// docs/alerts.yml is run by somebody else's Prometheus; what it asks for can be held against what we tell.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { parse } from 'yaml'
import { readSettings } from '../src/config.ts'
import { letterStates } from '../src/letter/states.ts'
import { taskKinds } from '../src/letter/task.ts'
import type { Gateway } from '../src/main/open-gateway.ts'
import { dailyDutiesOf, dutiesOf } from '../src/main/roles.ts'
import { createMetrics } from '../src/metrics/registry.ts'

interface Rule { alert: string, expr: string, labels: { severity: string }, annotations: { summary: string, description: string } }

const { groups } = parse(readFileSync(new URL('../docs/alerts.yml', import.meta.url), 'utf8')) as { groups: { rules: Rule[] }[] }
const rules = groups.flatMap(group => group.rules)

async function knownNames (): Promise<Set<string>> {
  const metrics = createMetrics(async () => ({
    letters: [], waiting: [], uncertainAttempts: 0, parkedReceipts: 0, missingReceipts: 0, quarantinedReceipts: 0, missedDeadlines: 0,
    channelsLeftAlone: [], duties: [], dailyDuties: [], late: 0, tasks: [], clockSkewMs: 0, roomUsed: 0, certificates: [], recipients: []
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

// Only named, never run.
const gateway = { settings: readSettings({}), store: {} } as unknown as Gateway

/** The duties each rule names, and the age in seconds from which it tells of them. */
const watched = rules.flatMap(({ alert, expr }) => {
  const [, names, seconds] = /postbud_duty_age_seconds\{duty=~"([^"]+)"\}\) > (\d+)$/.exec(expr) ?? []
  return names === undefined ? [] : [{ alert, names: names.split('|').map(name => new RegExp(`^${name}$`)), seconds: Number(seconds) }]
})

test('docs/alerts.yml names every timed duty once, with room for a missed turn, and no other', async t => {
  const duties = dutiesOf(gateway)
  for (const { name, everyMs } of duties) {
    const rulesOf = watched.filter(({ names }) => names.some(pattern => pattern.test(name)))
    t.equal(rulesOf.length, 1, name)
    t.ok(rulesOf.every(({ seconds }) => seconds * 1000 > 2 * everyMs), name)
  }
  const idle = watched.flatMap(({ names }) => names).filter(pattern => !duties.some(({ name }) => pattern.test(name)))
  t.strictSame(idle, [])
})

test('docs/alerts.yml watches over what is done once a date, and over a scheduler that never was', async t => {
  t.ok(dailyDutiesOf(gateway).length > 0)
  const told = (part: string): boolean => rules.some(({ expr }) => expr.includes(part))
  t.ok(told('min by (duty) (postbud_daily_duty_age_seconds) > 93600'))
  t.ok(told('max by (duty) (postbud_daily_duty_given_up) > 0'))
  for (const name of ['postbud_duty_age_seconds', 'postbud_daily_duty_age_seconds']) t.ok(told(`absent(${name})`), name)
})

test('docs/alerts.yml knows the states of letters by their names', async t => {
  const asked = rules.flatMap(({ expr }) => [...expr.matchAll(/postbud_letters\{state=~"([^"]+)"/g)].flatMap(([, names]) => names?.split('|') ?? []))
  t.ok(asked.length > 0)
  t.strictSame(asked.filter(name => !letterStates.some(state => state === name)), [])
})

const promtool = (...args: string[]) => spawnSync('promtool', args, { encoding: 'utf8' })

test('docs/alerts.yml fires when it should, says promtool where there is one', async t => {
  if (promtool('--version').error !== undefined) { t.comment('skipped: promtool is not installed'); return }
  const { status, stdout, stderr } = promtool('test', 'rules', fileURLToPath(new URL('alerts.promtool.yml', import.meta.url)))
  t.equal(status, 0, stdout + stderr)
})
