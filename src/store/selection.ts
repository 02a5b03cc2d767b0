import type { Selection } from '../letter/act.ts'
import type { OrganizationNumber } from '../letter/letter.ts'

/** Number of values `selectionValues` gives: the next free parameter is one more. */
export const selectionParameters = 10

/** The condition under which a row of `letter` is of a selection. Its parameters are 1 to 10. */
export const isSelected = `letter.sender = any($1::text[]) and ($2::text is null or letter.sender = $2) and ($3::text is null or letter.class = $3)
  and ($4::text is null or letter.state = $4) and ($5::text is null or letter.channel = $5 or ($5 = 'none' and letter.channel is null))
  and ($6::text is null or letter.reason_code = $6) and ($7::text is null or letter.batch = $7)
  and ($8::text[] is null or letter.reference = any($8::text[]))
  and ($9::timestamptz is null or letter.accepted_at >= $9) and ($10::timestamptz is null or letter.accepted_at < $10)`

/** The values of those parameters. */
export function selectionValues (selection: Selection, senders: readonly OrganizationNumber[]): unknown[] {
  const { sender, class: letterClass, state, channel, reasonCode, batch, references, acceptedFrom, acceptedTo } = selection
  return [senders, ...[sender, letterClass, state, channel, reasonCode, batch, references, acceptedFrom, acceptedTo].map(value => value ?? null)]
}
