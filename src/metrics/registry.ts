// Prometheus metrics. Labels are states, channels, steps and kinds from our own lists, and organizations: never anything of a letter or a person.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { channels } from '../letter/choice.ts'
import { letterStates } from '../letter/states.ts'
import { shareReading } from './share-reading.ts'

/** The counts that are read when somebody asks. */
export interface Readings {
  letters: readonly { state: string, channel: string | null, count: number }[]
  waiting: readonly { step: string, channel: string | null, count: number, paused: number, oldestSeconds: number | null }[]
  uncertainAttempts: number
  parkedReceipts: number
  missingReceipts: number
  quarantinedReceipts: number
  channelsLeftAlone: readonly { channel: string, why: string }[]
  missedDeadlines: number
  duties: readonly { duty: string, ageSeconds: number }[]
  dailyDuties: readonly { duty: string, ageSeconds: number, givenUp: number }[]
  late: number
  tasks: readonly { kind: string, count: number }[]
  clockSkewMs: number
  /** 0 to 1, or more. */
  roomUsed: number
  certificates: readonly { sender: string, role: string, daysLeft: number }[]
  recipients: readonly { organization: string | null, daysLeft: number }[]
}

/** Metrics of this process. */
export interface Metrics {
  staleWrite: (step: string) => void
  handedOver: (letterClass: string, afterSeconds: number) => void
  setAside: () => void
  receipt: (settled: string) => void
  stuckReceipts: (entries: number) => void
  reconciled: (found: { recreated: number, orphaned: number, setAside: number }) => void
  revocation: (verdict: string) => void
  rechecked: (register: string, letters: number) => void
  passedOver: (register: string) => void
  /** The text of all metrics; what is read for it is a few seconds old at most. */
  expose: () => Promise<{ contentType: string, text: string }>
}

/** Seconds: from what an urgent letter may take to the longest that one is tried. */
const handOverBuckets = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200]

/** How old the figures told may be; counters are always those of the moment. */
const keptMs = 5_000

/** Every state by every channel and without one: a rule that compares with an hour ago must find the zero there was. */
const everyPair = letterStates.flatMap(state => [...channels, 'none'].map(channel => ({ state, channel })))

/** Makes the metrics of a process. `read` is called when they are asked for, by whomever, at most every five seconds. */
export function createMetrics (read: () => Promise<Readings>, now: () => Date = () => new Date()): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const count = (name: string, help: string, labelNames: string[] = []): Counter => new Counter({ name, help, labelNames, registers: [registry] })
  const stale = count('postbud_stale_writes_rejected_total', 'Writes that came too late and changed nothing', ['step'])
  const handOvers = new Histogram({
    name: 'postbud_letter_hand_over_seconds', help: 'From when a letter was accepted, or from its sendAfter, to its hand-over', labelNames: ['class'], registers: [registry],
    buckets: handOverBuckets
  })
  const receipts = count('postbud_receipts_total', 'Receipts by what became of them', ['settled'])
  const stuck = new Gauge({
    name: 'postbud_receipts_stuck', help: 'Entries that cannot be taken off the access point\'s list, when it was last fetched here; should be 0', registers: [registry]
  })
  const recreated = count('postbud_jobs_recreated_total', 'Jobs that were missing and made again; should be 0')
  const orphaned = count('postbud_jobs_orphaned_total', 'Jobs that no letter waited for and that were taken back; should be 0')
  const setAside = count('postbud_letters_set_aside_total', 'Letters held because work on them ended the process several times')
  const revocations = count('postbud_revocation_checks_total', 'Certificates asked about, by what was said; unknown means nobody answered', ['verdict'])
  const rechecked = count('postbud_letters_rechecked_total', 'Waiting letters decided anew because a register told of their recipient', ['register'])
  const passedOver = count('postbud_register_changes_passed_over_total', 'Changes of a register that nobody could act on; should be 0', ['register'])
  const gauges = createGauges(registry)
  const readings = shareReading(read, { keptMs, now })
  return {
    staleWrite: step => { stale.inc({ step }) },
    handedOver: (letterClass, afterSeconds) => { handOvers.observe({ class: letterClass }, afterSeconds) },
    setAside: () => { setAside.inc() },
    receipt: settled => { receipts.inc({ settled }) },
    stuckReceipts: entries => { stuck.set(entries) },
    reconciled: found => {
      recreated.inc(found.recreated)
      orphaned.inc(found.orphaned)
      setAside.inc(found.setAside)
    },
    revocation: verdict => { revocations.inc({ verdict }) },
    rechecked: (register, letters) => { rechecked.inc({ register }, letters) },
    passedOver: register => { passedOver.inc({ register }) },
    expose: async () => {
      gauges.set(await readings())
      return { contentType: registry.contentType, text: await registry.metrics() }
    }
  }
}

/** Makes one gauge. */
type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge

function createGauges (registry: Registry): { set: (readings: Readings) => void } {
  const gauge: MakeGauge = (name, help, labelNames = []) => new Gauge({ name, help, labelNames, registers: [registry] })
  const setters = [letterGauges(gauge), troubleGauges(gauge), dutyGauges(gauge), certificateGauges(gauge)]
  return {
    set: readings => {
      for (const set of setters) set(readings)
    }
  }
}

function letterGauges (gauge: MakeGauge): (readings: Readings) => void {
  const letters = gauge('postbud_letters', 'Letters by state and channel; all are there, also where there is none', ['state', 'channel'])
  const waiting = gauge('postbud_letters_waiting', 'Letters waiting for a step', ['step', 'channel'])
  const oldest = gauge('postbud_letter_oldest_waiting_seconds', 'How long the oldest letter has waited that nobody has paused and whose time has come', ['step', 'channel'])
  const paused = gauge('postbud_letters_paused', 'Letters waiting for a step because a person has paused them', ['step', 'channel'])
  const late = gauge('postbud_letters_late', 'Letters more than five minutes past their next step')
  const missedDeadlines = gauge('postbud_deadlines_missed', 'Letters not handed over although their deadline is past')
  return readings => {
    for (const labelled of [letters, waiting, paused, oldest]) labelled.reset()
    for (const pair of everyPair) letters.set(pair, 0)
    for (const row of readings.letters) letters.set({ state: row.state, channel: row.channel ?? 'none' }, row.count)
    for (const row of readings.waiting) {
      const labels = { step: row.step, channel: row.channel ?? 'none' }
      waiting.set(labels, row.count)
      paused.set(labels, row.paused)
      if (row.oldestSeconds !== null) oldest.set(labels, row.oldestSeconds)
    }
    late.set(readings.late)
    missedDeadlines.set(readings.missedDeadlines)
  }
}

function troubleGauges (gauge: MakeGauge): (readings: Readings) => void {
  const uncertain = gauge('postbud_letters_uncertain', 'Hand-overs whose answer was lost')
  const parked = gauge('postbud_receipts_parked', 'Receipts that match no letter yet')
  const missing = gauge('postbud_receipts_missing', 'Letters handed over whose receipt is overdue')
  const quarantined = gauge('postbud_receipts_quarantined', 'Receipts of the last 24 hours that prove nothing')
  const leftAlone = gauge('postbud_channel_left_alone', 'Channels nobody hands over to at the moment, by the code of why', ['channel', 'code'])
  const tasks = gauge('postbud_tasks_open', 'What a person has to look into', ['kind'])
  const skew = gauge('postbud_clock_skew_seconds', 'How far the clock is from the database\'s, with the time the question took')
  const room = gauge('postbud_database_room_used', 'How much of POSTBUD_DATABASE_LIMIT_MB the database has taken, 0 to 1; 0 without a limit')
  return readings => {
    uncertain.set(readings.uncertainAttempts)
    parked.set(readings.parkedReceipts)
    missing.set(readings.missingReceipts)
    quarantined.set(readings.quarantinedReceipts)
    leftAlone.reset()
    for (const { channel, why } of readings.channelsLeftAlone) leftAlone.set({ channel, code: why }, 1)
    for (const { kind, count } of readings.tasks) tasks.set({ kind }, count)
    skew.set(readings.clockSkewMs / 1000)
    room.set(readings.roomUsed)
  }
}

function dutyGauges (gauge: MakeGauge): (readings: Readings) => void {
  const age = gauge('postbud_duty_age_seconds', 'How long ago each timed duty was last done', ['duty'])
  const dailyAge = gauge('postbud_daily_duty_age_seconds', 'How long ago each duty that is done once a date was last done', ['duty'])
  const givenUp = gauge('postbud_daily_duty_given_up', 'Dates of the last 24 hours that were tried in vain until they were given up', ['duty'])
  return readings => {
    for (const labelled of [age, dailyAge, givenUp]) labelled.reset()
    for (const { duty, ageSeconds } of readings.duties) age.set({ duty }, ageSeconds)
    for (const row of readings.dailyDuties) {
      dailyAge.set({ duty: row.duty }, row.ageSeconds)
      givenUp.set({ duty: row.duty }, row.givenUp)
    }
  }
}

function certificateGauges (gauge: MakeGauge): (readings: Readings) => void {
  const days = gauge('postbud_certificate_days_left', 'Days until an own certificate expires; of several of a role the first', ['sender', 'role'])
  const theirDays = gauge('postbud_recipient_certificate_days_left', 'Days until a recipient\'s certificate expires that letters met in the last day; of several the first', ['organization'])
  return readings => {
    setDays(days, readings.certificates)
    theirDays.reset()
    // The last to be set stays: the first to expire.
    for (const { organization, daysLeft } of readings.recipients.toSorted((a, b) => b.daysLeft - a.daysLeft)) {
      theirDays.set({ organization: organization ?? 'none' }, daysLeft)
    }
  }
}

function setDays (gauge: Gauge, certificates: Readings['certificates']): void {
  gauge.reset()
  for (const { sender, role, daysLeft } of certificates) {
    const same = certificates.filter(other => other.sender === sender && other.role === role)
    gauge.set({ sender, role }, Math.min(daysLeft, ...same.map(other => other.daysLeft)))
  }
}
