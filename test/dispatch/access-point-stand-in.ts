import type { ServerResponse } from 'node:http'
import type { Test } from 'tap'
import { createDispatch, type DispatchOptions } from '../../src/dispatch/dispatch.ts'
import { benchNow, type Behavior, type ChannelBench } from '../support/exercise-channel.ts'
import { json, serve, type LocalServer, type Seen } from '../support/serve.ts'

/** One part of a multipart body. */
export interface Part { headers: string, content: Buffer }

/** Splits a multipart body by its own boundary, byte by byte right. */
export function partsOf (seen: Seen): Part[] {
  const boundary = /boundary=(.+)$/.exec(seen.headers['content-type'] ?? '')?.[1] ?? ''
  const pieces = seen.body.toString('latin1').split(`--${boundary}`).slice(1, -1)
  return pieces.map(piece => {
    const end = piece.indexOf('\r\n\r\n')
    return { headers: piece.slice(2, end), content: Buffer.from(piece.slice(end + 4, -2), 'latin1') }
  })
}

const knownDetail = 'Unable to send message : ERROR: duplicate key value violates unique constraint "unique_message_uuid"'

const answers: Record<Behavior, (response: ServerResponse) => void> = {
  accepted: response => { response.writeHead(201).end() },
  duplicate: response => { json(response, { title: 'Operation Failed', status: 400, detail: knownDetail }, 400) },
  slow: () => {},
  busy: response => { json(response, { title: 'Busy' }, 429, { 'retry-after': '60' }) },
  refused: response => { json(response, { title: 'Validation failed', status: '400', detail: '#/utskrift/mottaker/navn: Ola Nordmann' }, 400) },
  garbage: response => { response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>') }
}

/** Options for a dispatch that talks to a local server. */
export function optionsFor (server: LocalServer, changes: Partial<DispatchOptions> = {}): DispatchOptions {
  return { baseUrl: server.url, token: () => Promise.resolve('token-1'), fetch, timeoutMs: 5000, channelName: 'postbud', now: () => benchNow, ...changes }
}

/** An access point that behaves as told. It takes what it accepts, and what it answers too late. */
export async function accessPointBench (t: Test): Promise<ChannelBench> {
  let behavior: Behavior = 'accepted'
  const taken = new Map<string, Buffer>()
  const server = await serve(t, (seen, response) => {
    const [message, content] = partsOf(seen)
    if (message !== undefined && content !== undefined && ['accepted', 'slow'].includes(behavior)) {
      taken.set(String(message.content).split('.')[0] ?? '', content.content)
    }
    answers[behavior](response)
  })
  const transport = createDispatch(optionsFor(server, { timeoutMs: 1500 }))
  return { transport, behave: next => { behavior = next }, taken }
}
