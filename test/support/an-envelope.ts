import type { Attempt } from '../../src/letter/attempt.ts'
import type { Channel } from '../../src/letter/choice.ts'
import type { SealedEnvelope } from '../../src/letter/sealed-envelope.ts'

const receivers: Readonly<Record<Channel, string>> = { eboks: '922020175', digipost: '984661185', print: '974761076' }

/** An attempt that is being handed over. */
export function anAttempt (changes: Partial<Attempt> = {}): Attempt {
  const channel = changes.channel ?? 'digipost'
  return {
    messageId: '601a9fcd-8bae-4076-a2d7-37f9dd17e050',
    conversationId: '37efbd4c-413d-4e2c-bbc5-257ef4a65a45',
    letterId: '01890000-0000-7000-8000-000000000001',
    ordinal: 1,
    channel,
    receiver: receivers[channel],
    state: 'handing_over',
    createdAt: new Date('2026-03-01T10:00:00Z'),
    ...changes
  }
}

/** An envelope with a package of the given bytes, cut into chunks, and a message that shows which token it was signed with. */
export function anEnvelope (content: Uint8Array, changes: Partial<SealedEnvelope> & { attempt?: Attempt } = {}): SealedEnvelope {
  const attempt = changes.attempt ?? anAttempt()
  return {
    attempt,
    isRepeat: false,
    sender: '313000001',
    packageBytes: content.length,
    openPackage: async function* () {
      for (let at = 0; at < content.length; at += 1000) yield await Promise.resolve(content.subarray(at, at + 1000))
    },
    signMessage: token => Promise.resolve(`${attempt.messageId}.signed-with.${token}`),
    ...changes
  }
}
