// Asking a channel what became of a hand-over.
import type { Attempt } from '../letter/attempt.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Step } from '../letter/letter-status.ts'
import type { CarryPorts } from './carry-ports.ts'
import { leaveAlone, type LeaveAlonePorts } from './leave-alone.ts'
import type { Claim } from './records.ts'
import type { TransportStatus } from './rooms.ts'

/** Asks what became of an attempt. A channel that wants quiet gets it, as after a hand-over. Rejects with `ERR_DISPATCH_…`, `ERR_MASKINPORTEN_…`. */
export async function askStatus (
  ports: LeaveAlonePorts & Pick<CarryPorts, 'rooms'>, step: Step, { letter }: Claim, attempt: Attempt
): Promise<TransportStatus> {
  try {
    return await ports.rooms.follow(attempt, letter.sender)
  } catch (error) {
    if (error instanceof GatewayError) await leaveAlone(ports, step, attempt.channel, error)
    throw error
  }
}
