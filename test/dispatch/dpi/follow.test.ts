import { readFile } from 'node:fs/promises'
import { test, type Test } from 'tap'
import { createDispatch } from '../../../src/dispatch/dispatch.ts'
import type { TransportStatus } from '../../../src/dispatch/transport.ts'
import { anAttempt } from '../../support/an-envelope.ts'
import { json, serve } from '../../support/serve.ts'
import { published } from '../../support/shared.ts'
import { optionsFor } from '../access-point-stand-in.ts'

async function follow (t: Test, answer: Parameters<typeof serve>[1]): Promise<TransportStatus> {
  const server = await serve(t, answer)
  const status = await createDispatch(optionsFor(server)).follow(anAttempt(), '313000001')
  t.match(server.seen, [{ method: 'GET', url: '/messages/out/601a9fcd-8bae-4076-a2d7-37f9dd17e050/statuses' }])
  return status
}

const statuses: [string, unknown[], TransportStatus][] = [
  ['an empty list as unknown', [], { status: 'unknown' }],
  ['a word it does not know as unknown', [{ status: 'PARKERT', timestamp: '2022-01-01T00:00:00Z' }], { status: 'unknown' }],
  ['a status without time', [{ status: 'SENDT' }], { status: 'forwarded' }],
  ['a status with a broken time', [{ status: 'SENDT', timestamp: 'now' }], { status: 'forwarded' }],
  ['statuses in the wrong order', [{ status: 'SENDT', timestamp: '2022-01-01T00:00:01Z' }, { status: 'OPPRETTET', timestamp: '2022-01-01T00:00:00Z' }],
    { status: 'forwarded', at: new Date('2022-01-01T00:00:01Z') }],
  ['the first of two equal ones', [{ status: 'SENDT', timestamp: '2022-01-02T00:00:00Z' }, { status: 'sendt', timestamp: '2022-01-01T00:00:00Z' }],
    { status: 'forwarded', at: new Date('2022-01-01T00:00:00Z') }],
  ['a failure beside an acceptance as accepted', [{ status: 'FEILET' }, { status: 'SENDT' }], { status: 'forwarded' }]
]
for (const [name, list, expected] of statuses) {
  test(`follow() reads ${name}`, async t => {
    t.strictSame(await follow(t, (_, response) => { json(response, list) }), expected)
  })
}

const observed: [string, TransportStatus][] = [
  ['nav-observed/c2-get-statuses-feilet.json', { status: 'failed', at: new Date('2022-03-30T09:21:59Z') }],
  ['nav-observed/c2-get-statuses-with-offset.json', { status: 'registered', at: new Date('2019-08-24T13:15:22Z') }],
  ['efm-dpi-client/message_statuses.json', { status: 'forwarded', at: new Date('2021-06-29T07:12:40Z') }]
]
for (const [file, expected] of observed) {
  test(`follow() reads ${file}`, async t => {
    const vector = published(t, `dpi-json/${file}`)
    if (vector === undefined) return
    const body = await readFile(vector)
    t.strictSame(await follow(t, (_, response) => { response.writeHead(200).end(body) }), expected)
  })
}

test('follow() takes 204 and 404 as unknown: the message may be on its way in', async t => {
  for (const code of [204, 404]) t.strictSame(await follow(t, (_, response) => { response.writeHead(code).end() }), { status: 'unknown' })
})

test('follow() throws when the question got no answer', async t => {
  const failures: [number, string, string][] = [[200, 'text/html', '<html>'], [500, 'text/plain', ''], [401, 'text/plain', ''], [303, 'text/plain', '']]
  for (const [code, type, body] of failures) {
    await t.rejects(follow(t, (_, response) => { response.writeHead(code, { 'content-type': type }).end(body) }), { code: 'ERR_DISPATCH_UNAVAILABLE' })
  }
  await t.rejects(follow(t, (_, response) => { json(response, {}, 403) }), { code: 'ERR_DISPATCH_UNAUTHORIZED' })
})
