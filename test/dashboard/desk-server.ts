// Serves the desk over plain HTTP for the browser's tests, with the strictest policy the gateway would send.
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { deskAssets } from '../../src/dashboard/desk-assets.ts'
import { deskPages } from '../../src/dashboard/desk-pages.ts'
import type { DeskPorts } from '../../src/dashboard/ports.ts'
import { letterId, now } from './fake-desk.ts'

const policy = 'default-src \'none\'; script-src \'self\'; style-src \'self\'; img-src \'self\' data:; connect-src \'self\'; form-action \'self\'; '
  + 'frame-ancestors \'none\'; base-uri \'none\''
const mediaTypes: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' }

/** A desk that is being served. */
export interface DeskServer {
  url: string
  stop (): void
}

/** Serves the pages of these ports on a free port of this machine. */
export async function serveDesk (ports: () => DeskPorts): Promise<DeskServer> {
  const server = createServer((request, response) => { void serve(ports(), request, response) })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  return { url: `http://127.0.0.1:${portOf(server)}`, stop: () => { server.close(); server.closeAllConnections() } }
}

function portOf (server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function serve (ports: DeskPorts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('content-security-policy', policy)
  const asset = deskAssets.find(({ prefix }) => pathname.startsWith(prefix))
  if (asset !== undefined) {
    response.setHeader('content-type', mediaTypes[extname(pathname)] ?? 'application/octet-stream')
    response.end(await readFile(join(asset.folder, pathname.slice(asset.prefix.length))))
    return
  }
  const [, list, id] = /^\/desk\/(letters|actions)\/(?!new$)([^/]+)$/.exec(pathname) ?? []
  const pages = deskPages(ports, { now: () => now, newId: () => letterId(99) })
  const page = pages.find(({ path }) => path === (id === undefined ? pathname : `/desk/${list ?? ''}/:id`))
  const answer = await page?.render({ params: { id }, query: Object.fromEntries(searchParams), language: request.headers['accept-language'] })
  response.writeHead(answer?.status ?? 404, { 'content-type': 'text/html; charset=utf-8' }).end(answer?.html)
}
