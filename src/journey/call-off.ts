import type { Attempt } from '../letter/attempt.ts'
import { ladderReasons } from '../route/instead-of-mailbox.ts'
import type { Conclusion } from './conclusion.ts'
import type { Records } from './records.ts'

/** Ends paper that has not left, with the package made for it, because the letter it follows was opened. */
export function callOff ({ attempts, contents }: Pick<Records, 'attempts' | 'contents'>, paper: Attempt): Required<Pick<Conclusion, 'events' | 'within'>> {
  return {
    events: [{ type: 'ladder.stopped', data: { rule: ladderReasons.opened.code, ordinal: paper.ordinal } }],
    within: async () => {
      await attempts.move(paper, 'refused')
      await contents.drop([paper.messageId])
    }
  }
}
