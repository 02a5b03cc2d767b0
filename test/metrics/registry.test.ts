import { test } from 'tap'
import { letterStates } from '../../src/letter/states.ts'
import { createMetrics, type Readings } from '../../src/metrics/registry.ts'

const calm: Readings = { letters: [], waiting: [],
  uncertainAttempts: 0, parkedReceipts: 0, missingReceipts: 0, quarantinedReceipts: 0, channelsLeftAlone: [], missedDeadlines: 0,
  duties: [], dailyDuties: [], late: 0, tasks: [], clockSkewMs: 0, roomUsed: 0, certificates: [], recipients: [] }

/** The lines of one metric, without their comments. */
const linesOf = (text: string, name: string): string[] => text.split('\n').filter(line => line.startsWith(name) && !line.startsWith('#'))

/** A clock that goes on ten seconds each time somebody looks at it. */
function hastyClock (): () => Date {
  let ms = 0
  return () => new Date(ms += 10_000)
}

test('expose() reads the figures anew when they are some seconds old', async t => {
  let late = 0
  const metrics = createMetrics(async () => ({ ...calm, late: late += 1 }), hastyClock())
  t.strictSame(linesOf((await metrics.expose()).text, 'postbud_letters_late'), ['postbud_letters_late 1'])
  t.strictSame(linesOf((await metrics.expose()).text, 'postbud_letters_late'), ['postbud_letters_late 2'])
})

test('expose() reads once, however many ask within some seconds, and tells the counters of the moment', async t => {
  let read = 0
  const metrics = createMetrics(async () => ({ ...calm, late: read += 1 }), () => new Date(0))
  await Promise.all(Array.from({ length: 50 }, () => metrics.expose()))
  metrics.staleWrite('seal')
  const { text } = await metrics.expose()
  t.equal(read, 1)
  t.strictSame(linesOf(text, 'postbud_letters_late'), ['postbud_letters_late 1'])
  t.strictSame(linesOf(text, 'postbud_stale_writes_rejected_total'), ['postbud_stale_writes_rejected_total{step="seal"} 1'])
})

test('expose() tells how long letters of a class took to be handed over', async t => {
  const metrics = createMetrics(async () => calm)
  for (const seconds of [0.5, 20, 100]) metrics.handedOver('decision', seconds)
  const { text } = await metrics.expose()
  t.match(linesOf(text, 'postbud_letter_hand_over_seconds_bucket').filter(line => /le="(?:1|60|300)"/.test(line)).map(line => line.replace(/^.* /, '')), ['1', '2', '3'])
  t.strictSame(linesOf(text, 'postbud_letter_hand_over_seconds_count'), ['postbud_letter_hand_over_seconds_count{class="decision"} 3'])
})

/** Pairs of state and channel that have letters. */
const peopled = (text: string): string[] => linesOf(text, 'postbud_letters{').filter(line => !line.endsWith(' 0'))

test('expose() labels letters by state and channel', async t => {
  const metrics = createMetrics(async () => ({
    ...calm, letters: [{ state: 'held', channel: null, count: 2 }, { state: 'dispatched', channel: 'eboks', count: 3 }]
  }))
  t.strictSame(peopled((await metrics.expose()).text).toSorted(), [
    'postbud_letters{state="dispatched",channel="eboks"} 3', 'postbud_letters{state="held",channel="none"} 2'
  ])
})

test('expose() tells of every state and channel, also where no letter is or is any more', async t => {
  const readings = [{ ...calm, letters: [{ state: 'held', channel: null, count: 2 }] }]
  const metrics = createMetrics(async () => readings.pop() ?? calm, hastyClock())
  await metrics.expose()
  const { text } = await metrics.expose()
  t.strictSame(peopled(text), [])
  for (const state of letterStates) {
    for (const channel of ['eboks', 'digipost', 'print', 'none']) t.match(text, `postbud_letters{state="${state}",channel="${channel}"} 0`)
  }
})

test('expose() tells how many letters wait for a step, how many are paused, and for how long the oldest of the others has waited', async t => {
  const metrics = createMetrics(async () => ({ ...calm, waiting: [
    { step: 'send', channel: 'print', count: 4, paused: 3, oldestSeconds: 90 }, { step: 'follow', channel: 'print', count: 2, paused: 0, oldestSeconds: null }
  ] }))
  const { text } = await metrics.expose()
  t.strictSame(linesOf(text, 'postbud_letters_waiting'), [
    'postbud_letters_waiting{step="send",channel="print"} 4', 'postbud_letters_waiting{step="follow",channel="print"} 2'
  ])
  t.strictSame(linesOf(text, 'postbud_letters_paused{step="send"'), ['postbud_letters_paused{step="send",channel="print"} 3'])
  t.strictSame(linesOf(text, 'postbud_letter_oldest_waiting_seconds'), ['postbud_letter_oldest_waiting_seconds{step="send",channel="print"} 90'])
})

test('expose() shows what a person should see', async t => {
  const { text } = await createMetrics(async () => ({ ...calm, uncertainAttempts: 1, parkedReceipts: 2, quarantinedReceipts: 3 })).expose()
  t.strictSame(['postbud_letters_uncertain', 'postbud_receipts_parked', 'postbud_receipts_quarantined'].flatMap(name => linesOf(text, name)), [
    'postbud_letters_uncertain 1', 'postbud_receipts_parked 2', 'postbud_receipts_quarantined 3'
  ])
})

test('staleWrite(), setAside(), receipt() and reconciled() count', async t => {
  const metrics = createMetrics(async () => calm)
  metrics.staleWrite('send')
  metrics.staleWrite('send')
  metrics.setAside()
  metrics.receipt('applied')
  metrics.reconciled({ recreated: 3, orphaned: 2, setAside: 1 })
  const { text } = await metrics.expose()
  t.strictSame([
    'postbud_stale_writes_rejected_total', 'postbud_receipts_total', 'postbud_jobs_recreated_total', 'postbud_jobs_orphaned_total',
    'postbud_letters_set_aside_total'
  ].flatMap(name => linesOf(text, name)), [
    'postbud_stale_writes_rejected_total{step="send"} 2', 'postbud_receipts_total{settled="applied"} 1', 'postbud_jobs_recreated_total 3',
    'postbud_jobs_orphaned_total 2', 'postbud_letters_set_aside_total 2'
  ])
})

test('expose() says it is Prometheus text, with the process\'s own metrics', async t => {
  const { contentType, text } = await createMetrics(async () => calm).expose()
  t.match(contentType, /^text\/plain; version=0\.0\.4/)
  t.match(text, /^process_cpu_seconds_total /m)
})

test('createMetrics() twice in a process keeps the counts apart', async t => {
  const [first, second] = [createMetrics(async () => calm), createMetrics(async () => calm)]
  first.reconciled({ recreated: 1, orphaned: 0, setAside: 0 })
  t.strictSame(linesOf((await second.expose()).text, 'postbud_jobs_recreated_total'), ['postbud_jobs_recreated_total 0'])
})

test('expose() tells which channel is left alone and why, as long as it is', async t => {
  const readings = [calm, { ...calm, channelsLeftAlone: [{ channel: 'eboks', why: 'ERR_DISPATCH_THROTTLED' }] }]
  const metrics = createMetrics(async () => readings.pop() ?? calm, hastyClock())
  const told = async (): Promise<string[]> => linesOf((await metrics.expose()).text, 'postbud_channel_left_alone')
  t.strictSame(await told(), ['postbud_channel_left_alone{channel="eboks",code="ERR_DISPATCH_THROTTLED"} 1'])
  t.strictSame(await told(), [])
})

test('createMetrics() tells of each organization the certificate that expires first', async t => {
  const recipients = [{ organization: '984661185', daysLeft: 3 }, { organization: '984661185', daysLeft: 400 }, { organization: null, daysLeft: 9 }]
  const { text } = await createMetrics(async () => ({ ...calm, recipients })).expose()
  t.strictSame(linesOf(text, 'postbud_recipient_certificate_days_left').toSorted(), [
    'postbud_recipient_certificate_days_left{organization="984661185"} 3', 'postbud_recipient_certificate_days_left{organization="none"} 9'
  ])
})

test('expose() tells how long ago each daily duty was done, and how many of its dates were given up', async t => {
  const metrics = createMetrics(async () => ({ ...calm, dailyDuties: [{ duty: 'report', ageSeconds: 90_000, givenUp: 1 }] }))
  t.strictSame(linesOf((await metrics.expose()).text, 'postbud_daily_duty'), [
    'postbud_daily_duty_age_seconds{duty="report"} 90000', 'postbud_daily_duty_given_up{duty="report"} 1'
  ])
})
