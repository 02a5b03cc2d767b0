import type { Socket } from 'node:net'
import { problemMediaType, toProblem } from './problem.ts'
import { GatewayError } from '../letter/gateway-error.ts'

const unreadable = new GatewayError('ERR_HTTP_MALFORMED', 'Cannot read the request: it is not HTTP, its headers are too long, or it came too slowly')

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
  const body = JSON.stringify(toProblem([unreadable], newId()))
  socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Type: ${problemMediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}
