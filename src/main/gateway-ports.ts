// What the HTTP side asks of the gateway, answered by journey and store.
import { timingSafeEqual, createHash } from 'node:crypto'
import { createCertificates } from '../certificates/rotate.ts'
import type { GatewayPorts, Readiness } from '../http/ports.ts'
import { precheck } from '../journey/precheck.ts'
import { simulate } from '../journey/simulate.ts'
import { outlookFor, reportFor } from '../letter/day-report.ts'
import { tellOverride } from '../letter/override.ts'
import { pendingMigrations } from '../store/migrate.ts'
import type { Gateway } from './open-gateway.ts'
import { createChecks } from './create-checks.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { endOfDay, startOfDay } from '../route/norwegian-day.ts'
import { handsOnPorts } from './hands-on.ts'
import { noteReads } from './note-reads.ts'
import { readOutlook } from './read-outlook.ts'
import { rehearseKey } from './rehearse.ts'

/** Answers the HTTP side. `onAccepted` is told of each new letter, so that a worker in the same process need not wait for its next look. */
export function gatewayPorts (gateway: Gateway, onAccepted: () => void): GatewayPorts {
  const { journey, rooms, store, metrics, room, settings, rotation, recipients, now, custody: { keyring, trust } } = gateway
  const owns = async (id: string, senders: readonly string[]): Promise<boolean> => await store.statuses.one(id, senders) !== undefined
  return {
    authenticate: key => isKey(key, settings.POSTBUD_API_KEY) ? { name: 'sender', senders: keyring.senders() } : undefined,
    accept: async submission => {
      await room.demand()
      const result = await journey.accept(submission)
      if (result.kind === 'created') onAccepted()
      return result
    },
    ...notedPorts(gateway, owns),
    simulatePolicy: (input, senders) => simulate({ pastDecisions: store.pastDecisions, pricing: rooms.pricing, now }, input, senders),
    readLetter: (id, senders) => store.statuses.one(id, senders),
    readEvents: async (id, senders) => await owns(id, senders) ? store.events.ofLetter(id) : undefined,
    readOverrides: async (id, senders) => await owns(id, senders) ? (await store.records.overrides.ofLetter(id)).map(tellOverride) : [],
    decide: async (call, senders) => {
      if (!await owns(call.letterId, senders)) return undefined
      const result = await journey.decide(call)
      if (result.kind === 'decided') onAccepted()
      return result
    },
    ...handsOnPorts(gateway, onAccepted),
    readCost: (id, senders) => store.costReports.ofLetter(id, senders),
    reportCosts: ({ from, to }, by, senders) => store.costReports.report({ from: startOfDay(from), to: endOfDay(to) }, by, senders),
    findByReference: (reference, senders) => store.statuses.byReference(reference, senders),
    readFeed: (after, limit, senders) => store.events.after(after, limit, senders),
    audit: store.audit,
    listTasks: (state, senders, most) => store.tasks.list(state, senders, most),
    readForecast: async senders => {
      const pauses = await store.records.pauses.inForce(now())
      return outlookFor(await readOutlook(gateway.database, gateway.times, pauses, now()), senders)
    },
    readReport: async (day, senders) => {
      const report = await store.dayReports.read(day)
      return report === undefined ? undefined : reportFor(report, senders)
    },
    isReady: () => readiness(gateway),
    metrics: () => metrics.expose(),
    diagnose: () => diagnose(createChecks(gateway)),
    certificates: {
      ...createCertificates({ keyring, rotation, rehearse: (key, at) => rehearseKey(key, trust, at), now }),
      recipients: () => recipients.list()
    }
  }
}

/** What shows something of a recipient, and is logged first. */
function notedPorts (
  gateway: Gateway, owns: (id: string, senders: readonly string[]) => Promise<boolean>
): Pick<GatewayPorts, 'precheck' | 'readDecision'> {
  const { rooms, store, policy, now } = gateway
  const noteRead = noteReads(gateway)
  return {
    precheck: async (input, senders, client) => {
      const result = await precheck({ rooms, records: store.records, policy, now }, input, senders)
      if (result.kind === 'answered') await noteRead({ data: { client, shown: 'precheck', recipients: result.answer.recipients.length } })
      return result
    },
    readDecision: async (id, senders, client) => {
      const decision = await owns(id, senders) ? await store.records.decisions.latest(id) : undefined
      if (decision !== undefined) await noteRead({ letterId: id, data: { client, shown: 'decision' } })
      return decision
    }
  }
}

/** Compared as digests, so that neither length nor content shows in the time it takes. */
function isKey (given: string, known: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(known))
}

/** Database, schema and clock, not the channels: a channel that is down must not take the door for new letters away. */
async function readiness ({ database, clock }: Gateway): Promise<Readiness> {
  try {
    const pending = await pendingMigrations(database)
    const isRight = await clock.isRight()
    return {
      ready: pending.length === 0 && isRight,
      checks: {
        database: 'ok',
        schema: pending.length === 0 ? 'ok' : `${pending.length} migrations missing`,
        clock: isRight ? 'ok' : `${Math.round(await clock.offsetMs() / 1000)} seconds from the database's`
      }
    }
  } catch {
    return { ready: false, checks: { database: 'does not answer' } }
  }
}
