// The second look at a recipient, right before a hand-over that rests on facts read long ago.
import { isDeepStrictEqual } from 'node:util'
import type { Decision, SendChoice } from '../letter/choice.ts'
import type { GatewayError } from '../letter/gateway-error.ts'
import type { Letter } from '../letter/letter.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import { findAddressees } from './address-step.ts'
import type { CarryPorts } from './carry-ports.ts'
import type { Claim } from './records.ts'

/** Facts read anew for a letter, or why there are none; undefined where those the letter was decided from are young enough. */
export type Reread = (letter: Letter) => Promise<RecipientFacts | GatewayError> | undefined

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'newId' | 'registerMaxAgeMs'>

/**
 * Asks the registers once for all those of a batch whose facts are older than the policy allows, and asks nobody when there are none. Only
 * letters that wait for their first send count: where a send is in doubt, the same message is settled, whatever has changed since.
 */
export async function findReread (ports: Ports, claims: readonly Claim[]): Promise<Reread> {
  const { records, now, registerMaxAgeMs } = ports
  try {
    const readUntil = registerMaxAgeMs === 0 ? null : new Date(now().getTime() - registerMaxAgeMs)
    const old = claims.length === 0 ? new Set() : await records.decisions.toReread(claims.map(({ letter }) => letter.id), readUntil)
    const addressees = findAddressees(ports, claims.filter(({ letter }) => old.has(letter.id)))
    return letter => old.has(letter.id) ? addressees.then(factsOf => factsOf(letter)) : undefined
  } catch (error) {
    return () => { throw error }
  }
}

/** Tells whether a decision leads to the very hand-over that was prepared: same channel, receiver, address, certificate and notice points. */
export function leadsTheSameWay ({ choice }: Decision, prepared: SendChoice): boolean {
  return isDeepStrictEqual(choice, prepared)
}
