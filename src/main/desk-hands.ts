import type { DeskHands, DeskVerdict } from '../dashboard/ports.ts'
import type { Journey } from '../journey.ts'
import type { GatewayError } from '../letter/gateway-error.ts'
import { deskDecides } from './desk-decides.ts'
import { recentActions, type HandsOnPorts } from './hands-on.ts'
import type { Gateway } from './open-gateway.ts'

/** Lets the desk act by hand. It knows every sender's letters. */
export function deskHands (gateway: Gateway, ports: HandsOnPorts, onMoved: () => void): DeskHands {
  const { journey, custody: { keyring } } = gateway
  const senders = (): string[] => keyring.senders()
  return {
    act: (id, act, key, input) => {
      const call: Journey['decide'] = act === 'redirect' ? call => journey.decide(call, 'redirect') : call => journey.act(act, call)
      return deskDecides({ decide: call }, onMoved)(id, key, input)
    },
    deadLetters: () => ports.readDeadLetters(senders()),
    actions: () => recentActions(gateway, senders()),
    action: id => ports.actions.read(id, senders()),
    senders: () => Promise.resolve(senders()),
    previewAction: async input => {
      const result = await ports.actions.preview(input, senders())
      return result.kind === 'refused' ? result : { kind: 'counted', preview: result.answer }
    },
    startAction: async (idempotencyKey, input) => {
      const result = await ports.actions.start({ client, idempotencyKey, input, senders: senders() })
      return result.kind === 'refused' ? result : { kind: 'started', id: result.answer.id }
    },
    approveAction: async (id, isApproved, input) => toVerdict(await ports.actions.approve(id, isApproved, { client, input, senders: senders() })),
    pauses: async () => ({ inForce: await ports.pauses.list(senders(), 'in-force'), ended: await ports.pauses.list(senders(), 'ended') }),
    startPause: async input => toVerdict(await ports.pauses.start(input, client, senders())),
    endPause: async (id, input) => {
      const result = await ports.pauses.end(id, input, client, senders())
      const problems = result?.kind === 'refused' ? result.problems : []
      if (result !== undefined && problems.length === 0) return { kind: 'taken' }
      const isThere = (await ports.pauses.list(senders(), 'in-force')).some(pause => pause.id === id)
      return { kind: 'refused', problems: [...isThere ? [] : [noPause], ...problems] }
    }
  }
}

/** Nothing was chosen, or it is over by now: told at the field, for nobody has resumed anything. */
const noPause = { code: 'ERR_INTAKE_FIELD_INVALID', field: '/id' } as const

/** Under which name the desk is told of. */
const client = 'desk'

/** What is not there any more is over, which is told where the page is shown again. */
function toVerdict (result: { kind: 'answered' | 'replayed' } | { kind: 'refused', problems: GatewayError[] } | undefined): DeskVerdict {
  return result?.kind === 'refused' ? result : { kind: 'taken' }
}
