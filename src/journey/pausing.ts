// People stop and resume hand-overs, by channel, sender and class. What a channel asks for itself is not theirs to write, only to end.
import { readGrounds, readPause } from '../intake/read-act.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { Pause } from '../letter/pause.ts'
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

/** The pauses that touch letters of these senders. */
export async function pausesOf ({ records, now }: Omit<PausingPorts, 'newId'>, senders: readonly OrganizationNumber[]): Promise<Pause[]> {
  return (await records.pauses.inForce(now())).filter(({ sender }) => sender === null || senders.includes(sender))
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
    if (!await records.pauses.end(id, read.asked.by, at)) return undefined
    await tell(records, 'sending.resumed', pause, client, at)
    return { kind: 'answered', answer: pause }
  })
}

function tell (
  { log }: PausingPorts['records'], type: 'sending.paused' | 'sending.resumed', { id, channel, sender, class: letterClass }: Pause, client: string, at: Date
): Promise<void> {
  return log({ type, at, data: { pause: id, channel, sender, class: letterClass, client } })
}
