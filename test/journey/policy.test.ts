// A letter decided under a sender's policy: it goes where the policy says, and the decision that is kept says so.
import { test } from 'tap'
import type { Policy } from '../../src/route/policy.ts'
import { route } from '../../src/route/route.ts'
import { acceptOne, aJourney, carryStep, statusOf, type TestJourney } from '../support/a-journey.ts'

function under (policy: Policy): Promise<TestJourney> {
  return aJourney({ route: (letter, facts, now) => route(letter, facts, now, policy) })
}

test('a letter goes where its sender\'s policy says, with the version and the row on its decision', async t => {
  const bench = await under({ version: '2026-03', rows: [{ id: 'decisions-on-paper', class: 'decision', channels: ['print'] }] })
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'routed', channel: 'print', reason: { code: 'policy-channel' } })
  t.match(await bench.records.decisions.latest(id), {
    ruleset: '2026-2', rule: 'policy-channel', policy: { version: '2026-03', row: 'decisions-on-paper' }, inputs: { policyRows: 'decisions-on-paper' }
  })
})

test('a letter its sender wants a person for stops with that reason', async t => {
  const bench = await under({ version: '2026-03', rows: [{ id: 'small', maxPackageBytes: 1 }] })
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'needs_decision', channel: null, reason: { code: 'policy-size' }, next: null })
})
