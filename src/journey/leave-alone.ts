// A channel that asks for quiet gets it, from every process.
import type { Channel } from '../letter/choice.ts'
import type { GatewayError } from '../letter/gateway-error.ts'
import type { Step } from '../letter/letter-status.ts'
import type { CarryPorts } from './carry-ports.ts'

/** What leaving a channel alone needs. */
export type LeaveAlonePorts = Pick<CarryPorts, 'records' | 'now' | 'newId' | 'onUnexpected'>

/**
 * Leaves a channel alone until the moment a failure names, if it names one: the channel asked for it (`Retry-After`), or its certificate cannot be
 * trusted. Written at once and apart from the letter that found out, because it holds whatever becomes of that letter. A rest that this process
 * gives a channel by itself is its own affair.
 */
export async function leaveAlone (ports: LeaveAlonePorts, step: Step, channel: Channel, error: GatewayError): Promise<void> {
  const { code, notBefore, askedFor } = error
  const now = ports.now()
  if (!code.startsWith('ERR_DISPATCH_') || code === 'ERR_DISPATCH_RESTING' || notBefore === undefined || notBefore <= now) return
  // An absurd wish was cut down; whoever looks into the pause must see that.
  const reason = askedFor === undefined ? code : `${code}, asked for until ${askedFor.toISOString()}`
  await ports.records.pauses.leaveAlone(ports.newId(), channel, notBefore, reason, now)
    .catch((failure: unknown) => { ports.onUnexpected(failure, step) })
}
