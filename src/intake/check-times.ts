import { checkMoment, readMoment } from './available-from.ts'
import type { LetterDraft } from './letter-draft.ts'
import type { LooseLetter } from './loose-letter.ts'
import { refusal } from './refusal.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

const deadline = '/deadlineBy'

/** Checks when the letter shall leave: each moment, and that it may leave before it must have. */
export function checkTimes ({ sendAfter, deadlineBy, hasDeadlineDays }: LooseLetter, now: Date): GatewayError[] {
  const problems = [
    ...sendAfter === undefined ? [] : checkMoment(sendAfter, '/sendAfter', now),
    ...deadlineBy === undefined ? [] : checkMoment(deadlineBy, deadline, now)
  ]
  if (problems.length > 0 || deadlineBy === undefined) return problems
  if (hasDeadlineDays) return [refusal('ERR_INTAKE_FIELD_INVALID', '/deadlineWorkingDays', 'the deadline is told twice, by deadlineBy too')]
  return isAfter(sendAfter, deadlineBy) ? [refusal('ERR_INTAKE_FIELD_INVALID', deadline, 'the letter must have left before sendAfter lets it')] : []
}

function isAfter (sendAfter: string | undefined, deadlineBy: string): boolean {
  const [from, by] = [readMoment(sendAfter ?? ''), readMoment(deadlineBy)]
  return from !== undefined && by !== undefined && from > by
}

/**
 * Checks that the deadline is not over. Asked of new letters only: a call that is repeated later still gets its first answer.
 */
export function checkDeadlineAhead ({ deadlineBy }: Pick<LetterDraft, 'deadlineBy'>, now: Date): GatewayError[] {
  return deadlineBy === undefined || deadlineBy > now ? [] : [refusal('ERR_INTAKE_FIELD_INVALID', deadline, 'the time is past')]
}
