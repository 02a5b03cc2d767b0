import { test } from 'tap'
import { costRow, knownId } from '../support/fake-ports.ts'
import { authorized, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const url = '/v1/costs?from=2026-03-01&to=2026-03-31&by=invoiceReference'

test('GET /v1/costs answers rows as described', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ url, headers: authorized })
  t.equal(answer.statusCode, 200)
  t.same(answer.json(), { rows: [costRow] })
  ;(await answerJudge(t, app))('GET', '/v1/costs', answer)
})

test('GET /v1/costs gives a table on request, in which no reference is a formula', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ url, headers: { ...authorized, accept: 'text/csv' } })
  t.match(answer.headers, { 'content-type': 'text/csv; charset=utf-8', 'vary': /accept/ })
  t.equal(answer.body, 'sender,group,letters,forecastOre,paidLetters,actualOre,savedOre,isEstimate\r\n313000001,"\'=1+1,""a""",2,168,1,84,2171,true\r\n')
})

test('GET /v1/costs asks for the days, the group and the senders of the key', async t => {
  const asked: unknown[] = []
  const { app } = await testApp(t, { reportCosts: async (...question) => { asked.push(question); return [] } })
  await app.inject({ url: '/v1/costs?from=2026-03-01&to=2026-03-01', headers: authorized })
  t.same(asked, [[{ from: '2026-03-01', to: '2026-03-01' }, 'sender', ['313000001']]])
})

for (const query of ['', '?from=2026-03-01', '?from=2026-02-30&to=2026-03-01', '?from=2026-03-02&to=2026-03-01', '?from=2025-03-01&to=2026-03-02', '?from=2026-03-01&to=2026-03-02&by=recipient']) {
  test(`GET /v1/costs${query} is refused`, async t => {
    const { app } = await testApp(t, { reportCosts: () => { throw new Error('never') } })
    t.match((await app.inject({ url: `/v1/costs${query}`, headers: authorized })).json(), { status: 400, code: 'ERR_HTTP_MALFORMED' })
  })
}

test('GET /v1/letters/{id}/decision tells the cost, and null where nothing was priced', async t => {
  const priced = await testApp(t)
  t.match((await priced.app.inject({ url: `/v1/letters/${knownId}/decision`, headers: authorized })).json(), { rule: 'R1', cost: { forecastOre: 84, actualOre: null, lines: [{ kind: 'digital' }, {}] } })
  const unpriced = await testApp(t, { readCost: async () => undefined })
  t.match((await unpriced.app.inject({ url: `/v1/letters/${knownId}/decision`, headers: authorized })).json(), { rule: 'R1', cost: null })
})
