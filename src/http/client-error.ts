import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problemMediaType, toProblem } from './problem.ts'
import { GatewayError } from '../letter/gateway-error.ts'

const unreadable = new GatewayError('ERR_HTTP_MALFORMED', 'Cannot read the request: it is not HTTP, or its headers are too long')
// Nothing is wrong with it: a caller that stood still for a while must know that it may send the same again.
const tooSlow = new GatewayError('ERR_HTTP_TIMEOUT', 'Cannot wait for the request any longer: it came too slowly')

/**
 * Answers what Node could not read as a request. There is no reply to send it with, so it is written by hand.
 *
 * Nothing is logged: the error carries the bytes that came.
 */
export function answerClientError (error: NodeJS.ErrnoException, socket: Socket, newId: () => string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = toProblem([error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? tooSlow : unreadable], newId())
  const body = JSON.stringify(problem)
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\nContent-Type: ${problemMediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}
