import { test, type Test } from 'tap'
import { testApp } from '../support/test-app.ts'

interface Operation {
  operationId?: string
  responses?: Record<string, { description?: string }>
  security?: unknown
  requestBody?: { content: Record<string, object> }
  parameters?: { name: string, in: string, required?: boolean }[]
}

interface Description {
  openapi: string
  info: Record<string, unknown>
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

const described = async (t: Test): Promise<{ api: Description, text: string }> => {
  const { app } = await testApp(t)
  const answer = await app.inject({ url: '/openapi.json' })
  return { api: answer.json<Description>(), text: answer.body }
}

const paths = [
  '/health/live', '/health/ready', '/metrics', '/problems/{code}', '/v1/actions', '/v1/actions/preview', '/v1/actions/{id}', '/v1/actions/{id}/approve', '/v1/actions/{id}/refuse', '/v1/audit', '/v1/audit/proof', '/v1/certificates', '/v1/certificates/{fingerprint}/activate', '/v1/certificates/{fingerprint}/rehearse', '/v1/costs', '/v1/dead-letters', '/v1/doctor', '/v1/events', '/v1/forecast', '/v1/letters', '/v1/letters/{id}', '/v1/letters/{id}/decide', '/v1/letters/{id}/decision', '/v1/letters/{id}/events', '/v1/letters/{id}/hold', '/v1/letters/{id}/redirect', '/v1/letters/{id}/release', '/v1/letters/{id}/resend', '/v1/letters/{id}/withdraw', '/v1/pauses', '/v1/pauses/{id}/end', '/v1/precheck', '/v1/reports/{date}', '/v1/routing-policies/simulate', '/v1/tasks'
]

test('/openapi.json describes every route once, as OpenAPI 3.1', async t => {
  const { api } = await described(t)
  t.equal(api.openapi, '3.1.0')
  t.match(api.info, { title: 'Postbud', version: '0.0.0' })
  t.same(Object.keys(api.paths).sort(), paths)
  const operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.values(methods).map(operation => ({ path, operation })))
  t.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, operations.length)
  for (const { path, operation } of operations) {
    t.match(operation, { operationId: /^[a-zA-Z]+$/, summary: /./, responses: {} }, path)
    for (const response of Object.values(operation.responses ?? {})) t.match(response.description, /./)
    t.same(operation.security, path.startsWith('/v1/') ? [{ key: [] }] : undefined)
  }
})

test('/openapi.json describes both forms of a letter and the key', async t => {
  const { api } = await described(t)
  const post = api.paths['/v1/letters']?.post
  t.same(Object.keys(post?.requestBody?.content ?? {}), ['application/json', 'multipart/form-data'])
  const required = ['sender', 'reference', 'recipient', 'class', 'title', 'language', 'documents']
  t.match(post?.requestBody?.content, { 'application/json': { schema: { required, additionalProperties: false } } })
  t.match(post?.parameters, [{ name: 'Idempotency-Key', in: 'header', required: true }])
})

test('/openapi.json refers only to what it has, and no parameter is personal', async t => {
  const { api, text } = await described(t)
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) t.ok(name in api.components.schemas, name)
  t.notMatch(text, /"\$ref":"(?!#\/components)/)
  const operations = Object.values(api.paths).flatMap(methods => Object.values(methods))
  const names = operations.flatMap(({ parameters = [] }) => parameters.map(({ name }) => name))
  t.same(new Set(names), new Set(['Idempotency-Key', 'reference', 'id', 'after', 'limit', 'from', 'to', 'by', 'state', 'fingerprint', 'code', 'date']))
})
