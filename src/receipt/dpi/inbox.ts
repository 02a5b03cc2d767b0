import { readBody } from '../../bytes/read-body.ts'
import { readRetryAfter } from '../../bytes/retry-after.ts'
import { GatewayError, toGatewayError } from '../../letter/gateway-error.ts'
import { inPath, readMessages, readPath } from './wire.ts'

/** A message as it came: the whole signed text, which is evidence and is archived as it is. */
export interface IncomingMessage {
  raw: string
  /** The id the list names it by, for one that names none itself. */
  listedAs?: string
}

/** A page of the list. */
export interface IncomingPage {
  messages: IncomingMessage[]
  /** Entries without a message, or with one too large to be taken in: there is nothing to store, so they are not acknowledged. */
  empty: number
  /** More may lie behind it. */
  isFull: boolean
}

/** What waits for us at the access point. */
export interface Inbox {
  /**
   * Unread messages, oldest first. Empty when nothing waits. The same ones come again until they are acknowledged. Of a page that is larger than
   * may be taken in at once, only so much as may.
   *
   * @param page counted from 0
   * @throws {GatewayError} `ERR_RECEIPT_UNAVAILABLE`
   */
  list (page: number): Promise<IncomingPage>
  /**
   * Marks one message as read, after which the access point may delete it: only call this when it is stored. One that is read already is fine.
   *
   * @returns false if the access point refuses to take this one off its list
   * @throws {GatewayError} `ERR_RECEIPT_UNAVAILABLE`
   */
  acknowledge (receiptId: string): Promise<boolean>
}

/** What the inbox is made with. */
export interface InboxOptions {
  /** Without the paths of the interface. */
  baseUrl: string
  token: () => Promise<string>
  fetch: typeof globalThis.fetch
  /** For each whole exchange. */
  timeoutMs: number
  /** *kanal*: only receipts for messages that were sent with it. Two readers of one channel steal each other's receipts. */
  channelName: string
  now: () => Date
}

interface Answer {
  status: number
  /** Undefined if it is larger than may be taken in. */
  text: string | undefined
  retryAfter: string | null
}

/** eFormidling's page. */
const pageSize = 100
/** A hundred receipts of some kilobytes, many times over. */
const maxAnswerBytes = 16 * 1024 * 1024

/** Statuses by which the access point speaks of our call, or of itself; any other of the fours is about the one message. */
const passing: ReadonlySet<number> = new Set([401, 408, 425, 429])

/** Makes the inbox at the access point (dpi-json.md §2). */
export function createInbox (options: InboxOptions): Inbox {
  return {
    list: page => listPart(options, pageSize, page),
    async acknowledge (receiptId) {
      const answer = await exchange(options, 'POST', readPath(receiptId))
      const { status } = answer
      // 404: read already, by an earlier try whose answer was lost (dpi-json.md §2, eFormidling ignores it as well).
      if (status === 404 || (status >= 200 && status <= 299)) return true
      if (status >= 400 && status <= 499 && !passing.has(status)) return false
      throw unavailable(answer, options.now())
    }
  }
}

/** A page of some size. One that is too large comes in tenths; a message that is too large by itself is passed over. */
async function listPart (options: InboxOptions, size: number, page: number): Promise<IncomingPage> {
  const answer = await exchange(options, 'GET', inPath(options.channelName, size, page))
  if (answer.status === 204) return { messages: [], empty: 0, isFull: false }
  if (answer.status !== 200) throw unavailable(answer, options.now())
  if (answer.text === undefined) return size === 1 ? { messages: [], empty: 1, isFull: true } : listTenths(options, size, page)
  const entries = readMessages(answer.text)
  if (entries === undefined) throw unavailable(answer, options.now())
  const messages = entries.flatMap(({ raw, ...entry }) => raw === undefined ? [] : [{ raw, ...entry }])
  return { messages, empty: entries.length - messages.length, isFull: entries.length >= size }
}

async function listTenths (options: InboxOptions, size: number, page: number): Promise<IncomingPage> {
  const whole: IncomingPage = { messages: [], empty: 0, isFull: true }
  let length = 0
  for (let part = 10 * page; part < 10 * page + 10 && length < maxAnswerBytes && whole.isFull; part += 1) {
    const { messages, empty, isFull } = await listPart(options, size / 10, part)
    whole.messages.push(...messages)
    whole.empty += empty
    whole.isFull = isFull
    length += messages.reduce((sum, { raw }) => sum + raw.length, 0)
  }
  return whole
}

async function exchange (options: InboxOptions, method: 'GET' | 'POST', path: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${await options.token()}`, accept: 'application/json' }
  try {
    // 303 has been seen on the list; it is trouble that passes, and is not followed with our token.
    const response = await options.fetch(`${options.baseUrl}${path}`, {
      method, headers, redirect: 'manual', signal: AbortSignal.timeout(options.timeoutMs)
    })
    const body = await readBody(response.body, maxAnswerBytes)
    return { status: response.status, text: body?.toString(), retryAfter: response.headers.get('retry-after') }
  } catch (error) {
    throw toGatewayError(error, 'ERR_RECEIPT_UNAVAILABLE', 'Cannot fetch receipts: the access point does not answer')
  }
}

function unavailable (answer: Answer, now: Date): GatewayError {
  const why = answer.status === 200 ? 'the answer is no list of messages' : `status ${answer.status}`
  return new GatewayError('ERR_RECEIPT_UNAVAILABLE', `Cannot fetch receipts: ${why}`, readRetryAfter(answer.retryAfter, now))
}
