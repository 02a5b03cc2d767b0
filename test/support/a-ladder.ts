// A letter on its ladder, over a real store: delivered to a mailbox, not opened, and carried on step by step.
import { randomUUID } from 'node:crypto'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { LetterStatus } from '../../src/letter/letter-status.ts'
import type { ReceiptKind } from '../../src/letter/receipt.ts'
import type { LadderPolicy } from '../../src/route/ladder.ts'
import { acceptOne, aJourney, carryStep, statusOf, type TestJourney } from './a-journey.ts'
import { aReceipt } from './a-receipt.ts'
import { letterInput } from './letter-input.ts'

/** A letter and what can happen to it. */
export interface TestLadder {
  bench: TestJourney
  id: string
  status: () => Promise<LetterStatus>
  attempt: (ordinal: number) => Promise<Attempt>
  /** Takes the letter's next step, when it is due, so many times. */
  steps: (count: number) => Promise<void>
  /** Settles a receipt for one of its attempts. */
  receipt: (kind: ReceiptKind, ordinal?: number) => Promise<string>
  /** Events from the delivery on. */
  told: () => Promise<string[]>
}

/** Two weeks, and at once when a notice fails. */
export const aPolicy: LadderPolicy = { printAfterWorkingDays: 10, onNotificationFailed: true }

/** A decision that asked for an opening receipt, handed over to Digipost. */
export async function aLadder (policy: LadderPolicy | null = aPolicy, input: Record<string, unknown> = {}): Promise<TestLadder> {
  const bench = await aJourney({ ladderOf: () => policy ?? undefined })
  const id = await acceptOne(bench, { input: letterInput(input) })
  const ladder = climb(bench, id)
  await ladder.steps(3)
  return ladder
}

/** The same, delivered. */
export async function aDeliveredLadder (policy: LadderPolicy | null = aPolicy, input: Record<string, unknown> = {}): Promise<TestLadder> {
  const ladder = await aLadder(policy, input)
  await ladder.receipt('delivery')
  return ladder
}

function climb (bench: TestJourney, id: string): TestLadder {
  const status = (): Promise<LetterStatus> => statusOf(bench, id)
  const attempt = async (ordinal: number): Promise<Attempt> => {
    const found = (await status()).attempts[ordinal - 1]
    if (found === undefined) throw new Error(`there is no attempt ${ordinal}`)
    return found
  }
  return {
    bench,
    id,
    status,
    attempt,
    steps: async count => {
      for (let left = count; left > 0; left -= 1) {
        const { next } = await status()
        if (next === null) throw new Error('nothing happens by itself')
        if (next.at > bench.clock.now) bench.clock.now = next.at
        await carryStep(bench, next.step, id)
      }
    },
    receipt: async (kind, ordinal = 1) => {
      const { conversationId, receiver } = await attempt(ordinal)
      const receipt = aReceipt({ id: randomUUID(), conversationId, kind, issuer: receiver, occurredAt: bench.clock.now })
      return bench.journey.settle(JSON.stringify(receipt))
    },
    told: async () => {
      const types = (await bench.events.ofLetter(id)).map(({ type }) => type)
      return types.slice(types.indexOf('letter.delivered') + 1)
    }
  }
}
