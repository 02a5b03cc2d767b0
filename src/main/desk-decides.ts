import type { DeskPorts, DeskVerdict } from '../dashboard/ports.ts'
import type { Journey } from '../journey.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** Takes decisions from the desk, which knows every letter. `onDecided` is told when one can go on. */
export function deskDecides ({ decide }: Pick<Journey, 'decide'>, onDecided: () => void): DeskPorts['decide'] {
  return async (letterId, idempotencyKey, input) => {
    try {
      const result = await decide({ client: 'desk', idempotencyKey, letterId, input })
      if (result.kind === 'refused') return result
      onDecided()
      return { kind: 'taken' }
    } catch (error) {
      // A register that does not answer must not cost the operator what was typed.
      if (error instanceof GatewayError) return { kind: 'refused', problems: [error] } satisfies DeskVerdict
      throw error
    }
  }
}
