// The roles a process can have. Each is started on an open gateway and gives the function that stops it.
import { setTimeout } from 'node:timers/promises'
import { buildApp } from '../http/app.ts'
import { buildFiguresApp } from '../http/figures-app.ts'
import type { GatewayPorts } from '../http/ports.ts'
import { servePages } from '../http/serve-pages.ts'
import { deskAssets } from '../dashboard/desk-assets.ts'
import { deskPages } from '../dashboard/desk-pages.ts'
import { collectReceipts } from '../journey/collect-receipts.ts'
import { holdOverdue } from '../journey/deadline.ts'
import { reschedule, setAside } from '../journey/mend.ts'
import type { ParkedPlace } from '../journey/receipt-records.ts'
import { watchDeadlines } from '../journey/watch-deadlines.ts'
import { queueNames } from '../queue/jobs.ts'
import { byRightClock, dailyByRightClock } from '../queue/by-right-clock.ts'
import { startDailyDuties, type DailyDuty } from '../queue/daily-duties.ts'
import { startDispatcher, type DispatcherPorts } from '../queue/dispatcher.ts'
import type { Queue } from '../queue/queue.ts'
import { reconcile } from '../queue/reconcile.ts'
import { startDuties, type Duty } from '../queue/timed-duties.ts'
import { startWorkers, type Workers } from '../queue/worker.ts'
import { conversationIdOf } from '../receipt/receipt-id.ts'
import { createDesk } from '../store/desk.ts'
import { createDuties } from '../store/duties.ts'
import { batchSize } from './batch-size.ts'
import { createDutyRuns } from '../store/duty-runs.ts'
import { deskDecides } from './desk-decides.ts'
import { deskHands } from './desk-hands.ts'
import { gatewayPorts } from './gateway-ports.ts'
import { actionDuty } from './hands-on.ts'
import { registerDuties } from './register-duties.ts'
import { watchDuties } from './watch-duties.ts'
import { newId } from './ids.ts'
import { noteReads } from './note-reads.ts'
import { readOutlook } from './read-outlook.ts'
import { norwegianCalendar, reportDuty } from './report-duty.ts'
import { readVersion, type Gateway } from './open-gateway.ts'

/** A running API. */
export interface Served {
  url: string
  stop: () => Promise<void>
}

/** `serve`: the API and the operators' pages. */
export async function startServe (gateway: Gateway, onAccepted: () => void = () => {}): Promise<Served> {
  const { settings, log, database, store, health, journey, custody, times, now } = gateway
  const known = gatewayPorts(gateway, onAccepted)
  let isLeaving = false
  const ports: GatewayPorts = { ...known, isReady: async () => isLeaving ? { ready: false, checks: { process: 'stops' } } : known.isReady() }
  const noteRead = noteReads(gateway)
  const reads = createDesk(database, store, health, now)
  const desk = deskPages({
    ...reads,
    story: async id => {
      const story = await reads.story(id)
      if (story !== undefined) await noteRead({ letterId: id, data: { client: 'desk', shown: 'story' } })
      return story
    },
    overview: async () => {
      const overview = await reads.overview()
      return { ...overview, outlook: await readOutlook(database, times, overview.pauses, now()), report: await store.dayReports.latest() }
    },
    certificates: () => ports.certificates.list(custody.keyring.senders()),
    recipientCertificates: () => ports.certificates.recipients(),
    tasks: () => ports.listTasks('open', custody.keyring.senders(), 200),
    decide: deskDecides(journey, onAccepted),
    ...deskHands(gateway, known, onAccepted)
  }, { now, newId })
  const app = await buildApp(ports, {
    version: await readVersion(), logger: log, now, newId, pages: [servePages(desk, ports)], assets: deskAssets
  })
  const url = await app.listen({ host: settings.POSTBUD_HOST, port: settings.POSTBUD_PORT })
  return {
    url,
    stop: async () => {
      isLeaving = true
      await setTimeout(settings.POSTBUD_DRAIN_MS)
      await app.close()
    }
  }
}

/** Beside `work` and `schedule`: how the process is, and its figures, where a port is set for them. Gives the function that stops that. */
export async function startFigures (gateway: Gateway): Promise<() => Promise<void>> {
  const { settings: { POSTBUD_HOST: host, POSTBUD_METRICS_PORT: port }, log, now } = gateway
  if (port === undefined) return () => Promise.resolve()
  const app = await buildFiguresApp(gatewayPorts(gateway, () => {}), { logger: log, now, newId })
  await app.listen({ host, port })
  return () => app.close()
}

/** Letters being carried. */
export interface Work {
  /** Has it look for new letters at once. */
  wake: () => void
  stop: Workers['stop']
}

/** `work`: lets letters into the queue and carries them forward. */
export function startWork (gateway: Gateway): Work {
  const { queue, journey, rooms, log, clock } = gateway
  const dispatcher = startDispatcher(dispatcherPorts(gateway), {
    pollMs: 250,
    random: Math.random,
    mayBegin: clock.isRight,
    onAdmitted: admitted => { workers.wake(admitted) },
    onError: error => { log.error({ err: error }, 'letters cannot be let into the queue; it is tried again') },
    onRecovered: () => { log.info('letters are let into the queue again') }
  })
  const inTime: Queue = { ...queue, fetch: async (...asked) => await clock.isRight() ? queue.fetch(...asked) : [] }
  const workers = startWorkers(inTime, journey.carry, {
    queues: queueNames,
    batchSize: name => batchSize(name, rooms.breakerOf),
    expressQueues: queueNames.filter(name => name !== 'follow' && name !== 'ladder'),
    pollMs: 500,
    random: Math.random,
    onWorked: () => { dispatcher.wake() },
    onError: (error, name) => { log.error({ err: error, queue: name }, 'a queue is in trouble; its jobs come back, and it is tried again') },
    onRecovered: name => { log.info({ queue: name }, 'the queue is worked on again') }
  })
  return {
    wake: () => { dispatcher.wake() },
    stop: async () => { await Promise.all([dispatcher.stop(), workers.stop()]) }
  }
}

function dispatcherPorts ({ queue, store: { records, waitingRoom }, now }: Gateway): DispatcherPorts {
  return { queue, ...waitingRoom, transaction: records.transaction, pauses: records.pauses.inForce, now }
}

/** `schedule`: what must be done every so often. */
export function startSchedule (gateway: Gateway): () => Promise<void> {
  const { database, log, clock, now } = gateway
  const options = { now, onError: (error: unknown, duty: string) => { log.warn({ err: error, job: duty }, 'a timed duty failed; it is tried again') } }
  const stopOften = startDuties(byRightClock(createDuties(database), clock.isRight), dutiesOf(gateway), options)
  const stopDaily = startDailyDuties(
    dailyByRightClock(createDutyRuns(database), clock.isRight), dailyDutiesOf(gateway), { ...options, calendar: norwegianCalendar })
  return async () => { await Promise.all([stopOften(), stopDaily()]) }
}

const minuteMs = 60_000
const orphanAgeMs = 60 * minuteMs

function receiptsDuty ({ settings, inboxes, journey, metrics, rooms, log }: Gateway): Duty {
  let stuckBefore = 0
  return {
    name: 'receipts',
    everyMs: settings.POSTBUD_RECEIPTS_EVERY_MS,
    // Letters lie still meanwhile. Two that fetch at once do no harm: each message is settled once.
    leaseMs: 20_000,
    run: async () => {
      let stuck = 0
      const onStuck = (entries: number): void => { stuck += entries }
      const collected = await Promise.allSettled(inboxes().map(inbox => collectReceipts({
        inbox, settle: journey.settle, receiptIdOf: rooms.receiptIdOf, conversationIdOf, onSettled: metrics.receipt, onStuck
      })))
      metrics.stuckReceipts(stuck)
      // The list is fetched every few seconds: it is told when there are more of them, not each time.
      if (stuck > stuckBefore) log.warn({ count: stuck }, 'the access point lists messages that cannot be taken off its list; they are passed over')
      stuckBefore = stuck
      // One sender's trouble must not keep the others' receipts away.
      const failed = collected.find(result => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  }
}

// Each is proved anew and asked about in the database: some milliseconds.
const parkedAtATime = 10_000

/** A run that does not come to the end is gone on with by the next one of this process. */
function parkedDuty (journey: Gateway['journey']): Duty {
  let after: ParkedPlace | undefined
  return {
    name: 'parked-receipts',
    everyMs: minuteMs,
    run: async () => {
      const { next, failure } = await journey.settleParked(parkedAtATime, after)
      after = next
      if (failure !== undefined) throw failure
    }
  }
}

/** What is done once a date. docs/alerts.yml watches over all of them. */
export function dailyDutiesOf (gateway: Gateway): DailyDuty[] {
  return [reportDuty(gateway)]
}

/** What is done every so often. Each is named by a rule of docs/alerts.yml. */
export function dutiesOf (gateway: Gateway): Duty[] {
  const { store: { records, events, deadlines, findOverdue, waitingRoom }, journey, metrics, queue, now } = gateway
  return [
    receiptsDuty(gateway),
    ...registerDuties(gateway),
    actionDuty(gateway),
    { name: 'number-events', everyMs: 2_000, run: () => events.number() },
    { name: 'deadlines', everyMs: minuteMs, run: async () => { await watchDeadlines({ records, deadlines, now }) } },
    ...watchDuties(gateway),
    parkedDuty(journey),
    { name: 'orphaned-content', everyMs: 10 * minuteMs, run: async () => { await records.contents.sweep(new Date(now().getTime() - orphanAgeMs)) } },
    { name: 'letters-out-of-time', everyMs: minuteMs, run: async () => { await holdOverdue({ records, findOverdue, now }) } },
    {
      name: 'reconcile',
      everyMs: minuteMs,
      run: async () => {
        const found = await reconcile({
          queue,
          late: waitingRoom.late,
          waitingFor: waitingRoom.waitingFor,
          setAside: (id, step) => setAside(records, id, step, now()),
          reschedule: (id, step) => reschedule(records, id, step, now()),
          now
        })
        metrics.reconciled(found)
      }
    }
  ]
}
