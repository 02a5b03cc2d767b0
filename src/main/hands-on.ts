// What people do with letters by hand, for the API and the desk alike.
import type { GatewayPorts } from '../http/ports.ts'
import { approveBulkAct, previewBulkAct, startBulkAct, tellBulkAct, type BulkActPorts } from '../journey/bulk-act.ts'
import { endPausing, pausesOf, startPausing } from '../journey/pausing.ts'
import { runBulkActs } from '../journey/run-bulk-act.ts'
import { createSurprises } from '../journey/surprises.ts'
import type { ToldAction } from '../letter/act.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { Duty } from '../queue/timed-duties.ts'
import { readDeadLetters } from '../store/dead-letters.ts'
import { newId } from './ids.ts'
import type { Gateway } from './open-gateway.ts'

/** The part of the HTTP side's ports that this file answers. */
export type HandsOnPorts = Pick<GatewayPorts, 'act' | 'redirect' | 'actions' | 'pauses' | 'readDeadLetters'>

/** Answers what people ask for by hand. `onMoved` is told when a letter may go on. */
export function handsOnPorts (gateway: Gateway, onMoved: () => void): HandsOnPorts {
  const { journey, store, database, now } = gateway
  const { records, bulkActs } = store
  const bulk = bulkPorts(gateway)
  const owns = async (id: string, senders: readonly OrganizationNumber[]): Promise<boolean> => await store.statuses.one(id, senders) !== undefined
  return {
    act: async (name, call, senders) => {
      if (!await owns(call.letterId, senders)) return undefined
      const result = await journey.act(name, call)
      if (result.kind === 'decided') onMoved()
      return result
    },
    redirect: async (call, senders) => {
      if (!await owns(call.letterId, senders)) return undefined
      const result = await journey.decide(call, 'redirect')
      if (result.kind === 'decided') onMoved()
      return result
    },
    actions: {
      preview: (input, senders) => previewBulkAct(bulk, input, senders),
      start: call => startBulkAct(bulk, call),
      list: async (senders, state, most) => Promise.all((await bulkActs.list(senders, state, most)).map(action => tellBulkAct(bulkActs, action))),
      read: async (id, senders) => {
        const action = await bulkActs.one(id, senders)
        return action === undefined ? undefined : tellBulkAct(bulkActs, action)
      },
      approve: (id, isApproved, call) => approveBulkAct(bulk, id, isApproved, call)
    },
    pauses: {
      list: (senders, state) => pausesOf({ records, now }, senders, state),
      start: (input, client, senders) => startPausing({ records, now, newId }, input, client, senders),
      end: (id, input, client, senders) => endPausing({ records, now }, id, input, client, senders)
    },
    readDeadLetters: senders => readDeadLetters(database, senders)
  }
}

/** The newest actions, those that are not at their end first. */
export async function recentActions ({ store: { bulkActs } }: Gateway, senders: readonly OrganizationNumber[]): Promise<ToldAction[]> {
  return Promise.all((await bulkActs.recent(senders, 50)).map(action => tellBulkAct(bulkActs, action)))
}

/** How often it is looked for actions to do, in milliseconds. */
const everyMs = 1_000

/** The duty that does actions over many letters, piece by piece. */
export function actionDuty ({ store: { records, bulkActs }, rooms, now }: Gateway): Duty {
  const surprises = createSurprises(now)
  return { name: 'actions', everyMs, run: () => runBulkActs({ bulkActs, records, rooms, surprises, now, newId }) }
}

function bulkPorts ({ store: { bulkActs }, settings, digest, now }: Gateway): BulkActPorts {
  return { bulkActs, now, newId, digest, approvalLimit: settings.POSTBUD_APPROVAL_LIMIT }
}
