import type { FastifyInstance } from 'fastify'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import type { ReceiptRecord } from '../ledger/state.ts'
import { requireToken, type PresentedToken } from '../maskinporten/require-token.ts'
import { Refused, refusalOf } from '../refused.ts'
import type { World } from '../world.ts'
import { acceptMessage } from './accept-message.ts'
import type { Carrier } from './carry.ts'
import { readUpload } from './upload.ts'
import { sendScope, statusWords } from './wire.ts'

/** The sender's access point (C2): the REST interface of digital post to citizens. */
export function accessPointRoutes (scope: FastifyInstance, world: World, carrier: Carrier): void {
  addFaultHooks(scope, 'access-point', world.faults)
  scope.setErrorHandler(async (error, request, reply) => {
    const { status, detail } = refusalOf(error, request.log)
    request.log.info({ status }, 'The access point refused a call')
    await reply.code(status).header('content-type', 'application/problem+json').send(JSON.stringify({
      type: 'about:blank', title: 'Operation Failed', status, detail, instance: 'https://tools.ietf.org/html/rfc7807'
    }))
  })
  outRoutes(scope, world, carrier)
  inRoutes(scope, world)
}

function outRoutes (scope: FastifyInstance, world: World, carrier: Carrier): void {
  scope.post<{ Querystring: { kanal?: string } }>('/messages/out', async (request, reply) => {
    const token = await requireToken(request, world, [sendScope])
    const isDamaged = world.faults.take('access-point', ['damaged-upload']) !== undefined
    const upload = await readUpload(request, isDamaged)
    const { messageId } = await acceptMessage(upload, request.query.kanal, token, world)
    carrier.carry(messageId)
    return await reply.code(201).send()
  })

  scope.get<{ Params: { id: string } }>('/messages/out/:id/statuses', async (request, reply) => {
    const token = await requireToken(request, world, [sendScope])
    const message = world.ledger.state.messages.get(request.params.id)
    if (message === undefined || !owns(token, message.sender)) throw new Refused(404, 'There is no such message')
    return await reply.send(message.statuses.map(({ status, detail, at }) => ({
      status: statusWords[status],
      beskrivelse: detail,
      // The first status of the live service has no offset (and means UTC), the others have one.
      timestamp: status === 'registered' ? at.toISOString().slice(0, 19) : at.toISOString()
    })))
  })
}

function inRoutes (scope: FastifyInstance, world: World): void {
  scope.get<{ Querystring: InboxQuery }>('/messages/in', async (request, reply) => {
    const token = await requireToken(request, world, [sendScope])
    const page = pageOf(unreadOf(token, request.query, world), request.query)
    if (page.length === 0) return await reply.code(204).send()
    return await reply.send(page.map(({ receiptId, jws }) => ({ forretningsmelding: jws, downloadurl: `${world.url()}/dpi/messages/in/${receiptId}` })))
  })

  scope.get('/messages/in/:id', async request => {
    await requireToken(request, world, [sendScope])
    throw new Refused(404, 'Receipts have no dokumentpakke')
  })

  scope.post<{ Params: { id: string } }>('/messages/in/:id/read', async (request, reply) => {
    const token = await requireToken(request, world, [sendScope])
    const receipt = world.ledger.state.unread.find(({ receiptId }) => receiptId === request.params.id)
    if (receipt === undefined || !owns(token, receipt.message.sender)) throw new Refused(404, 'There is no such message')
    await world.ledger.record({ kind: 'read', receiptId: receipt.receiptId, at: world.clock.now().toISOString() })
    return await reply.code(200).send()
  })
}

interface InboxQuery {
  kanal?: string
  avsenderidentifikator?: string
  page_size?: string
  page?: string
}

function unreadOf (token: PresentedToken, query: InboxQuery, world: World): ReceiptRecord[] {
  const channel = query.kanal?.toLowerCase()
  const unit = query.avsenderidentifikator
  const mine = world.ledger.state.unread.filter(({ message }) => owns(token, message.sender)
    && (channel === undefined || channel === message.channelName) && (unit === undefined || unit === message.senderUnit))
  const isReordered = mine.length > 1 && world.faults.take('receivers', ['reorder-receipts']) !== undefined
  return isReordered ? mine.reverse() : mine
}

/** Pages are counted from 0; one without a size holds 100. */
function pageOf (receipts: ReceiptRecord[], query: InboxQuery): ReceiptRecord[] {
  const size = Math.min(Math.max(Number(query.page_size ?? 100) || 100, 1), 1000)
  const start = (Number(query.page ?? 0) || 0) * size
  return receipts.slice(start, start + size)
}

/** Receipts go to whoever handed the message over: the supplier's own token reads them, and a token it got for the consumer. */
function owns (token: PresentedToken, sender: string): boolean {
  return token.consumer === sender || token.supplier === sender
}
