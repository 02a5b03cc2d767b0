// One act of a person on one letter: written down with who and why, told, and done, once a key.
import { readGrounds } from '../intake/read-act.ts'
import type { Act } from '../letter/act.ts'
import { actOn, isObstacle } from './act-on.ts'
import { conclude } from './conclusion.ts'
import { refusalOf } from './may-act.ts'
import { once, refused, type CallResult, type LetterCall, type OncePorts } from './once.ts'
import type { Records } from './records.ts'

/** What acting on one letter needs. */
export interface ActPorts extends OncePorts {
  records: Records
}

/** Holds, releases, withdraws or resends a letter. What stands in the way is named. */
export async function act (ports: ActPorts, name: Exclude<Act, 'redirect'>, call: LetterCall): Promise<CallResult> {
  const { records, now } = ports
  const read = readGrounds(call.input)
  if (!read.ok) return refused(...read.problems)
  return once(ports, name, call, keep => records.transaction(async () => {
    const { client, letterId } = call
    const at = now()
    const claim = await records.letters.lock(letterId)
    const attempts = await records.attempts.ofLetter(letterId)
    const result = actOn(records, name, { claim, attempts, at, told: { client } })
    if (isObstacle(result)) return refused(refusalOf(name, result))
    const { ordinal, from, ...done } = await records.acts.insert(letterId, { act: name, from: claim.state, client, at, ...read.asked })
    const body = JSON.stringify({ letterId, state: result.move.state, ordinal, action: name, from, client, by: done.by, reason: done.reason, at })
    await keep(body)
    await conclude(records, claim, result)
    return { kind: 'decided', body }
  }))
}
