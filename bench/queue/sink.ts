// An access point that takes every message whole and looks at none: what a hand-over costs the gateway, without what opening it costs a stand-in.
import { createServer } from 'node:http'

/** A running sink. */
export interface Sink {
  url: string
  /** How many messages were taken so far. */
  taken: () => number
  /** Resolves when so many were taken. */
  until: (count: number) => Promise<void>
  stop: () => Promise<void>
}

/** Starts one on a free port. */
export async function startSink (): Promise<Sink> {
  let taken = 0
  const waiting: { count: number, done: () => void }[] = []
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      if (request.method !== 'POST') {
        // Statuses: passed on. Receipts: none wait.
        const isStatus = request.url?.includes('/statuses') === true
        response.writeHead(isStatus ? 200 : 204, { 'content-type': 'application/json' })
        response.end(isStatus ? '[{"status":"SENDT","timestamp":"2026-01-01T00:00:00Z"}]' : undefined)
        return
      }
      taken += 1
      for (const { count, done } of waiting) if (taken >= count) done()
      response.writeHead(200).end()
    })
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    taken: () => taken,
    until: count => new Promise(resolve => {
      if (taken >= count) resolve()
      else waiting.push({ count, done: resolve })
    }),
    stop: () => new Promise(resolve => {
      server.close(() => { resolve() })
      server.closeAllConnections()
    })
  }
}
