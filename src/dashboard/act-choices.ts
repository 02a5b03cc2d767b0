// What a person can choose to do. A redirection is a choice for each way it can lead, so that none is chosen without its way.
import { acts, type Act, type ActOrder } from '../letter/act.ts'
import type { View } from './view.ts'

/** One choice, as forms and addresses name it. */
export interface ActChoice extends ActOrder {
  name: string
}

/** The choices of these acts, in the order people list them. */
export function choicesOf (offered: readonly Act[]): ActChoice[] {
  return offered.flatMap((act): ActChoice[] => act === 'redirect'
    ? [{ name: 'redirect-print', act, channel: 'print' }, { name: 'redirect-digital', act, channel: 'digital' }]
    : [{ name: act, act }])
}

/** The choice a form or an address names. */
export function readChoice (text: unknown): ActChoice | undefined {
  return choicesOf(acts).find(({ name }) => name === text)
}

/** What is chosen, in words. */
export function choiceWords ({ act, channel }: ActOrder, view: View): string {
  const { hands: words, decide } = view.messages
  return channel === undefined ? words.acts[act] : words.redirectTo(decide.actions[channel])
}
