import { test } from 'tap'
import { task } from '../support/fake-ports.ts'
import { authorized, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

test('GET /v1/tasks lists what is open, or what was', async t => {
  const { app } = await testApp(t)
  const judge = await answerJudge(t, app)
  for (const [query, closedAt] of [['', null], ['?state=open', null], ['?state=closed', task.openedAt.toISOString()]] as const) {
    const answer = await app.inject({ url: `/v1/tasks${query}`, headers: authorized })
    judge('GET', '/v1/tasks', answer)
    t.match(answer.json(), { tasks: [{ id: task.id, kind: 'receipt-missing', closedAt, data: { receiver: '984661185' } }] })
  }
})

test('GET /v1/tasks takes no other state, and needs a key', async t => {
  const { app } = await testApp(t)
  t.equal((await app.inject({ url: '/v1/tasks?state=all', headers: authorized })).statusCode, 400)
  t.equal((await app.inject({ url: '/v1/tasks' })).statusCode, 401)
})
