import { sendProblems } from './answer-problems.ts'
import type { App } from './schema-types.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** Seconds; another process answers, or this one's successor soon. */
const retryAfter = 1

const stopping = new GatewayError('ERR_HTTP_UNAVAILABLE', 'Cannot answer now: this process stops')

/**
 * Lets an app that is told to close finish what it has in hand and take nothing more: a request that still comes over an open connection is
 * answered 503. Every answer closes its connection, or callers who keep theirs would keep the process.
 */
export function turnAway (app: App): void {
  let isClosing = false
  app.addHook('preClose', done => { isClosing = true; done() })
  app.addHook('onRequest', async (request, reply) => {
    if (!isClosing) return
    await sendProblems([stopping], request, reply.header('retry-after', retryAfter))
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}
