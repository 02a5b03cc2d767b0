import { test } from 'tap'
import { problemPath } from '../../src/http/problem.ts'
import { errorTable } from '../../src/letter/error-table.ts'
import { testApp } from '../support/test-app.ts'

test('every code of the error table has a page, for programs and for people', async t => {
  const { app } = await testApp(t)
  for (const [code, { title, remedy, status }] of Object.entries(errorTable)) {
    const url = `/problems/${code.toLowerCase().replaceAll('_', '-')}`
    t.match((await app.inject({ url })).json(), { code, title, remedy, status }, code)
    const page = await app.inject({ url, headers: { accept: 'text/html,application/xhtml+xml' } })
    t.equal(page.headers['content-type'], 'text/html; charset=utf-8')
    t.ok(page.body.includes(code))
  }
})

test('problemPath() is where the catalogue answers', async t => {
  t.equal(problemPath('ERR_INTAKE_FIELD_INVALID'), '/problems/err-intake-field-invalid')
})

test('GET /problems/{code} escapes what looks like a tag', async t => {
  const { app } = await testApp(t)
  const page = await app.inject({ url: '/problems/err-http-unauthenticated', headers: { accept: 'text/html' } })
  t.match(page.body, 'Bearer &lt;key&gt;')
})

test('GET /problems/{code} does not know other codes, and does not repeat them', async t => {
  const { app } = await testApp(t)
  for (const code of ['err-nope', '20914695016', '__proto__', 'x'.repeat(101), 'x'.repeat(3000)]) {
    const answer = await app.inject({ url: `/problems/${code}` })
    t.equal(answer.statusCode, 404, code.slice(0, 20))
    t.match(answer.json(), { code: 'ERR_HTTP_NOT_FOUND' })
    t.notOk(answer.body.includes(code))
  }
})
