// A gateway that takes letters over real HTTP and remembers them, as far as a night run can see.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

/** One POST as it came. */
export interface Posted {
  key: string
  authorization: string | undefined
  body: string
}

/** An answer to a POST. */
export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

/** A gateway for one test. */
export interface FakeGateway {
  url: string
  posts: Posted[]
  /** Decides an answer in place of "accepted". Given the post and how many came with its key before. */
  decide: (post: Posted, before: number) => Reply | 'hang up' | undefined
}

const letterIdOf = (number: number) => `019ab000-0000-7000-8000-${String(number).padStart(12, '0')}`

/** Starts one that accepts everything. */
export async function aGateway (t: Test): Promise<FakeGateway> {
  const gateway: FakeGateway = { url: '', posts: [], decide: () => undefined }
  const server = createServer((request, response) => { void answer(gateway, request, response) })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { server.close(); server.closeAllConnections() })
  const address = server.address()
  gateway.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return gateway
}

async function answer (gateway: FakeGateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request).catch(() => '')
  if (request.url !== '/v1/letters') { response.end('{}'); return }
  const key = String(request.headers['idempotency-key'])
  const before = gateway.posts.filter(post => post.key === key).length
  const post = { key, authorization: request.headers.authorization, body }
  gateway.posts.push(post)
  const reply = gateway.decide(post, before) ?? accepted(gateway, key)
  if (reply === 'hang up') { request.socket.destroy(); return }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(JSON.stringify(reply.body ?? {}))
}

function accepted ({ posts }: FakeGateway, key: string): Reply {
  const number = posts.findIndex(post => post.key === key)
  const isReplay = number < posts.length - 1
  const id = letterIdOf(number)
  return { status: 201, headers: { location: `/v1/letters/${id}`, ...isReplay && { 'idempotency-replayed': 'true' } }, body: { id, state: 'received' } }
}

/** A refusal as the gateway words it. */
export function refusal (code: string, field: string): Reply {
  return { status: 422, body: { code, detail: 'Cannot accept 20914695016', errors: [{ code, field, detail: 'value "20914695016"', remedy: 'x' }] } }
}
