// An HTTP proxy in front of the access point: it knows which message a call hands over, so that one channel, or single letters, can be failed.
import { createServer, request as call, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A hand-over as it came by. */
export interface HandOver {
  messageId: string
  /** Organization number of who is to receive it. */
  receiver: string
  /** False for paper. */
  isDigital: boolean
  at: number
  /** When its answer left; 0 before. */
  answeredAt: number
  /** Answered 500 here, and passed on to nobody. */
  isFailed: boolean
  /** Calls of the same receiver that had no answer yet when it came, itself included. */
  abreast: number
}

/** A running front. */
export interface Front {
  /** What the gateway takes for its access point. */
  url: string
  /** Every hand-over so far, in order. */
  seen: readonly HandOver[]
  /** From now on those hand-overs for which this holds are answered 500, so many milliseconds late. */
  fail: (fails: (handOver: Omit<HandOver, 'isFailed' | 'answeredAt'>) => boolean, lateMs?: number) => void
  stop: () => Promise<void>
}

/** Starts one in front of the sandbox. */
export async function startFront (sandboxUrl: string): Promise<Front> {
  const seen: HandOver[] = []
  const underWay = new Map<string, number>()
  let fails: Parameters<Front['fail']>[0] = () => false
  let failsAfterMs = 0
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const message = request.method === 'POST' && request.url?.includes('/messages/out') === true ? messageIn(body) : undefined
    if (message === undefined) { pass(sandboxUrl, request, body, response); return }
    const abreast = (underWay.get(message.receiver) ?? 0) + 1
    underWay.set(message.receiver, abreast)
    const asked = { ...message, at: Date.now(), abreast }
    const handOver = { ...asked, isFailed: fails(asked), answeredAt: 0 }
    seen.push(handOver)
    response.once('close', () => {
      underWay.set(message.receiver, (underWay.get(message.receiver) ?? 1) - 1)
      handOver.answeredAt = Date.now()
    })
    if (handOver.isFailed) setTimeout(() => { response.writeHead(500).end() }, failsAfterMs)
    else pass(sandboxUrl, request, body, response)
  }
  const server = createServer((request, response) => { handle(request, response).catch(() => { response.destroy() }) })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port ?? 0 : 0}/dpi`,
    seen,
    fail: (next, lateMs = 0) => { fails = next; failsAfterMs = lateMs },
    stop: () => new Promise(resolve => {
      server.close(() => { resolve() })
      server.closeAllConnections()
    })
  }
}

/** Over a connection of its own: one that the other side has just given up would fail a call that nothing is wrong with. */
function pass (sandboxUrl: string, { method, url = '', headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
  call(`${sandboxUrl}${url}`, { method, headers, agent: false }, answer => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  }).once('error', () => { response.destroy() }).end(body)
}

interface Payload {
  standardBusinessDocument: {
    standardBusinessDocumentHeader: { documentIdentification: { instanceIdentifier: string }, receiver: { identifier: { value: string } }[] }
    digital?: unknown
  }
}

/** What the signed message in a multipart body says of itself. */
function messageIn (body: Buffer): Pick<HandOver, 'messageId' | 'receiver' | 'isDigital'> | undefined {
  const begin = body.indexOf('\r\n\r\n') + 4
  const [, payload] = body.subarray(begin, body.indexOf('\r\n--', begin)).toString('latin1').split('.')
  if (payload === undefined) return undefined
  const { standardBusinessDocument: { standardBusinessDocumentHeader: header, digital } } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Payload
  return {
    messageId: header.documentIdentification.instanceIdentifier,
    receiver: header.receiver[0]?.identifier.value.slice(-9) ?? '',
    isDigital: digital !== undefined
  }
}
