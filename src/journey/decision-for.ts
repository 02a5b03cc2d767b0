import type { Decision } from '../letter/choice.ts'
import type { Letter } from '../letter/letter.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import { insteadOfMailbox, withoutMailbox } from '../route/instead-of-mailbox.ts'
import type { CarryPorts } from './carry-ports.ts'
import { honorOverride } from './honor-override.ts'
import type { Records } from './records.ts'
import type { Rooms } from './rooms.ts'

/** What deciding a letter's way needs. */
export interface DecisionPorts {
  rooms: Pick<Rooms, 'route'>
  records: Pick<Records, 'overrides'>
  now: CarryPorts['now']
}

/**
 * The rules' decision about a letter, with what a person decided of it where that counts now.
 *
 * @param isOnPaper the letter lies in a mailbox already: paper or a stop is all there is left to choose
 */
export async function decisionFor (ports: DecisionPorts, letter: Letter, facts: RecipientFacts, isOnPaper: boolean): Promise<Decision> {
  const { rooms, records, now } = ports
  const at = now()
  const seen = isOnPaper ? withoutMailbox(facts) : facts
  const override = await records.overrides.inForce(letter.id, at)
  const plain = rooms.route(letter, seen, at)
  const decision = override === undefined ? plain : honorOverride(letter, seen, override, plain, at)
  return isOnPaper ? insteadOfMailbox(decision) : decision
}
