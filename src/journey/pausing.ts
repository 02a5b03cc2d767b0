// People stop and resume hand-overs, by channel, sender and class. What a channel asks for itself is not theirs to write, only to end.
import { readGrounds, readPause } from '../intake/read-act.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { Pause, PauseState } from '../letter/pause.ts'
import type { Records } from './records.ts'

/** What pausing needs. */
export interface PausingPorts {
  records: Pick<Records, 'transaction' | 'pauses' | 'log'>
  now: () => Date
  newId: () => string
}

/** What an order came to. */
export type PausingResult =
  | { kind: 'answered', answer: Pause }
  | { kind: 'refused', problems: GatewayError[] }

/** How long an ended pause can be seen, in milliseconds. */
const endedForMs = 30 * 24 * 60 * 60 * 1000

/** The pauses that touch letters of these senders: those in force, or those that ended in the last 30 days. */
export async function pausesOf (
  { records, now }: Omit<PausingPorts, 'newId'>, senders: readonly OrganizationNumber[], state: PauseState = 'in-force'
): Promise<Pause[]> {
  const at = now()
  const pauses = state === 'in-force' ? await records.pauses.inForce(at) : await ended(records, at)
  return pauses.filter(({ sender }) => sender === null || senders.includes(sender))
}

/** One whose time was up has nobody who ended it. */
async function ended ({ pauses }: Pick<Records, 'pauses'>, at: Date): Promise<Pause[]> {
  const all = await pauses.ended(new Date(at.getTime() - endedForMs), at)
  return all.map(pause => ({ ...pause, ended: pause.ended ?? { at: pause.until ?? at, by: null, reason: null } }))
}

/** Stops hand-overs of what matches all that is given. Letters wait where they are, and lose no try. */
export async function startPausing (
  ports: PausingPorts, input: unknown, client: string, senders: readonly OrganizationNumber[]
): Promise<PausingResult> {
  const { records, now, newId } = ports
  const since = now()
  const read = readPause(input, since)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const { sender } = read.asked
  if (sender !== null && !senders.includes(sender)) {
    return { kind: 'refused', problems: [new GatewayError('ERR_HTTP_FORBIDDEN', 'Cannot pause: the key does not belong to this sender', { field: '/sender' })] }
  }
  const pause: Pause = { id: newId(), kind: 'person', since, ...read.asked }
  await records.transaction(async () => {
    await records.pauses.insert(pause)
    await tell(records, 'sending.paused', pause, client, since)
  })
  return { kind: 'answered', answer: pause }
}

/** Resumes what was paused. Undefined if no pause of this id is in force. */
export async function endPausing (
  ports: Omit<PausingPorts, 'newId'>, id: string, input: unknown, client: string, senders: readonly OrganizationNumber[]
): Promise<PausingResult | undefined> {
  const { records, now } = ports
  const read = readGrounds(input)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const pause = (await pausesOf(ports, senders)).find(one => one.id === id)
  if (pause === undefined) return undefined
  return records.transaction(async () => {
    const at = now()
    if (!await records.pauses.end(id, read.asked, at)) return undefined
    await tell(records, 'sending.resumed', pause, client, at)
    return { kind: 'answered', answer: { ...pause, ended: { at, ...read.asked } } }
  })
}

function tell (
  { log }: PausingPorts['records'], type: 'sending.paused' | 'sending.resumed', { id, channel, sender, class: letterClass }: Pause, client: string, at: Date
): Promise<void> {
  return log({ type, at, data: { pause: id, channel, sender, class: letterClass, client } })
}
