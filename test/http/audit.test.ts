import { test } from 'tap'
import type { AuditPlace } from '../../src/letter/audit.ts'
import { auditEntries, fakePorts } from '../support/fake-ports.ts'
import { authorized, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const chain = 'ab'.repeat(32)

test('GET /v1/audit gives the log with its chain, from a number on', async t => {
  const { app } = await testApp(t)
  const judge = await answerJudge(t, app)
  for (const [query, entries] of [['', auditEntries], ['?after=1', auditEntries.slice(1)], ['?limit=1', auditEntries.slice(0, 1)], ['?after=2', []]] as const) {
    const answer = await app.inject({ url: `/v1/audit${query}`, headers: authorized })
    judge('GET', '/v1/audit', answer)
    t.strictSame(answer.json(), { entries })
  }
})

test('GET /v1/audit/proof begins at the beginning, and goes on from a place', async t => {
  const asked: (AuditPlace | undefined)[] = []
  const { audit } = fakePorts()
  const { app } = await testApp(t, { audit: { ...audit, prove: from => { asked.push(from); return audit.prove(from) } } })
  const judge = await answerJudge(t, app)
  for (const [query, checked] of [['', 1], [`?from=1:${chain}`, 2]] as const) {
    const answer = await app.inject({ url: `/v1/audit/proof${query}`, headers: authorized })
    judge('GET', '/v1/audit/proof', answer)
    t.strictSame(answer.json(), { outside: 0, end: 2, checked, chain, broken: null })
  }
  t.strictSame(asked, [undefined, { checked: 1, chain }])
})

test('GET /v1/audit needs a key, and places that can be', async t => {
  const { app } = await testApp(t)
  for (const path of ['', '/proof']) t.equal((await app.inject({ url: `/v1/audit${path}` })).statusCode, 401)
  for (const query of ['?after=-1', '?limit=5001', '/proof?from=1', '/proof?from=1:AB', `/proof?from=1:${chain}0`]) {
    t.equal((await app.inject({ url: `/v1/audit${query}`, headers: authorized })).statusCode, 400, query)
  }
})
