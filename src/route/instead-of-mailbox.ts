// Deciding about a letter that lies in a mailbox already and goes on to paper.
import type { Decision, Sentence } from '../letter/choice.ts'
import type { Reason } from '../letter/letter-status.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'

const say = (code: string, nb: string, nn: string, en: string): { code: string, sentence: Sentence } => ({ code, sentence: { nb, nn, en } })

/** Why a letter is on the ladder's last rung, or why it is not. */
export const ladderReasons = {
  print: say('ladder-print',
    'Brevet er levert digitalt, men det er uvisst om mottakeren har fått det med seg. Det sendes også på papir.',
    'Brevet er levert digitalt, men det er uvisst om mottakaren har fått det med seg. Det blir òg sendt på papir.',
    'The letter was delivered digitally, but it is not known that the recipient noticed. It goes on paper, too.'),
  opened: say('ladder-opened',
    'Brevet ble åpnet før papiret var overlevert.', 'Brevet vart opna før papiret var overlevert.',
    'The letter was opened before the paper had been handed over.'),
  cost: say('ladder-cost',
    'Papir ville koste mer enn avsenderen har satt som grense.', 'Papir ville koste meir enn avsendaren har sett som grense.',
    'Paper would cost more than the sender\'s limit.'),
  noPrice: say('ladder-no-price',
    'Avsenderen har satt en grense for hva papir får koste, men ingen pris er kjent.',
    'Avsendaren har sett ei grense for kva papir får koste, men ingen pris er kjend.',
    'The sender has a limit for what paper may cost, but no price is known.')
} satisfies Record<string, Reason>

/** The facts as if there were no mailbox, so that the rules can lead only to paper or to a stop. */
export function withoutMailbox (facts: RecipientFacts): RecipientFacts {
  if (facts.contact === undefined) return facts
  const contact = { ...facts.contact }
  delete contact.mailbox
  return { ...facts, contact }
}

/** The rules' decision about such facts, told as what it is: the reason to print is not that a mailbox is missing. A stop keeps its rule. */
export function insteadOfMailbox (decision: Decision): Decision {
  if (decision.choice.kind !== 'print') return decision
  const { code: rule, sentence } = ladderReasons.print
  return { ...decision, rule, sentence, evaluated: [...decision.evaluated, { rule, matched: true }] }
}
