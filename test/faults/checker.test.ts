// The checker of `npm run faults` is shown ledgers that break each of its rules: a check that cannot fail proves nothing.
import { test } from 'tap'
import { check, rules, type Verdict } from './rig/check.ts'
import type { ClientEntry } from './rig/client.ts'
import type { AttemptRow, EventRow, Journals, LetterRow, SandboxEntry } from './rig/journals.ts'
import { percentile, recoveryTimes } from './rig/recovery.ts'

const names = ['a', 'b', 'c']

function posted (name: string): ClientEntry {
  return { reference: `run/${name}`, key: `run-${name}`, sha256: `sha-${name}`, addressee: `person-${name}`, ids: [`letter-${name}`], tries: [201] }
}

function message (name: string, changes: Partial<SandboxEntry> = {}): SandboxEntry {
  return {
    messageId: `message-${name}`, fingerprint: `print-${name}`, isKept: true, addressee: `person-${name}`, documents: [`sha-${name}`], repeats: 0,
    acceptedAt: '2026-03-01T10:00:00Z', receipts: [{ receiptId: `receipt-${name}`, kind: 'delivery', readAt: '2026-03-01T10:00:01Z' }], ...changes
  }
}

function letter (name: string, changes: Partial<LetterRow> = {}): LetterRow {
  return {
    id: `letter-${name}`, reference: `run/${name}`, state: 'delivered', nextStep: null, overdueSeconds: null, hasJob: false, documents: 1, ...changes
  }
}

function attempt (name: string, changes: Partial<AttemptRow> = {}): AttemptRow {
  return {
    messageId: `message-${name}`, letterId: `letter-${name}`, ordinal: 1, state: 'delivered', fingerprint: `print-${name}`, follows: null, ...changes
  }
}

function events (): EventRow[] {
  const types = ['letter.received', 'letter.routed', 'letter.sealed', 'letter.dispatched', 'letter.delivered']
  return names.flatMap(name => types.map(type => ({ letterId: `letter-${name}`, type, ordinal: type === 'letter.dispatched' ? 1 : null })))
    .map((event, place) => ({ ...event, number: place + 1 }))
}

/** Three letters that were posted, handed over and delivered, as everybody agrees. */
function healthy (): Journals {
  return {
    client: names.map(posted),
    sandbox: names.map(name => message(name)),
    database: {
      letters: names.map(name => letter(name)), attempts: names.map(name => attempt(name)), events: events(), receipts: names.map(name => `receipt-${name}`)
    }
  }
}

const first = <T extends object>(rows: T[], changes: Partial<T>): void => { Object.assign(rows[0] ?? {}, changes) }
const logged = (type: string, ordinal: number | null = null) => ({ database: { events: rows } }: Journals): void => {
  rows.push({ number: rows.length + 1, letterId: 'letter-a', type, ordinal })
}
/** Brings a letter back to a state on its way, in row and log alike. */
const onItsWay = (state: string, changes: Partial<LetterRow>, attemptState = 'planned') => ({ database }: Journals): void => {
  first(database.letters, { state, ...changes })
  first(database.attempts, { state: attemptState })
}

type Plant = [rule: string, verdict: Verdict, how: string, plant: (journals: Journals) => void]

const plants: Plant[] = [
  ['accepted but not stored', 'lost', 'a letter row is gone', ({ database }) => { database.letters.shift() }],
  ['neither ended nor waiting', 'lost', 'a routed letter has no next step', onItsWay('routed', {})],
  ['waiting without a job', 'lost', 'a step is overdue and nobody will take it', onItsWay('routed', { nextStep: 'seal', overdueSeconds: 500 })],
  ['stored without its document', 'lost', 'a document is gone', ({ database }) => { first(database.letters, { documents: 0 }) }],
  ['handed over but never received', 'lost', 'the sandbox never saw the message', ({ sandbox }) => { sandbox.shift() }],
  ['handed over but never received', 'lost', 'a dispatched one', journals => {
    onItsWay('dispatched', { nextStep: 'follow', hasJob: true }, 'handed_over')(journals)
    journals.sandbox.shift()
  }],
  ['delivered but not kept', 'lost', 'its receiver refused it', ({ sandbox }) => { first(sandbox, { isKept: false }) }],
  ['receipt read but not stored', 'lost', 'a receipt was taken off the list and is nowhere', ({ database }) => { database.receipts.shift() }],
  ['received under two message ids', 'duplicated', 'the same document under another message', ({ sandbox, database }) => {
    sandbox.push(message('a', { messageId: 'message-d' }))
    database.attempts.push(attempt('a', { messageId: 'message-d', ordinal: 2, state: 'refused' }))
  }],
  ['two letters for one reference', 'duplicated', 'one post made two letters', ({ database }) => { database.letters.push(letter('a', { id: 'letter-d' })) }],
  ['two ids for one key', 'duplicated', 'a repeat was answered with another letter', ({ client }) => { first(client, { ids: ['letter-a', 'letter-b'] }) }],
  ['two attempts that may both have happened', 'duplicated', 'a second attempt beside a living one', ({ database }) => {
    database.attempts.push(attempt('a', { messageId: 'message-d', ordinal: 2, state: 'uncertain' }))
  }],
  ['received but not sent by us', 'unexpected', 'a message no attempt names', ({ sandbox }) => { sandbox.push(message('d', { isKept: false })) }],
  ['received but never posted', 'unexpected', 'a document nobody posted', ({ sandbox }) => { first(sandbox, { documents: ['sha-x'] }) }],
  ['received but never posted', 'unexpected', 'a letter without a document', ({ sandbox }) => { first(sandbox, { documents: [] }) }],
  ['content of another letter', 'unexpected', 'the document of another letter', ({ sandbox }) => { first(sandbox, { documents: ['sha-b'] }) }],
  ['wrong recipient', 'unexpected', 'the mailbox of somebody else', ({ sandbox }) => { first(sandbox, { addressee: 'person-b' }) }],
  ['another package than was sealed', 'unexpected', 'another fingerprint', ({ sandbox }) => { first(sandbox, { fingerprint: 'print-x' }) }],
  ['stored but never posted', 'unexpected', 'a reference nobody posted', ({ database }) => { first(database.letters, { reference: 'run/x' }) }],
  ['another answer than is stored', 'unexpected', 'the id of another letter', ({ client }) => { first(client, { ids: ['letter-b'] }) }],
  ['impossible state', 'unexpected', 'delivered without a delivery', ({ database }) => { first(database.attempts, { state: 'handed_over' }) }],
  ['impossible state', 'unexpected', 'dispatched without a hand-over', onItsWay('dispatched', { nextStep: 'follow' }, 'sealed')],
  ['impossible state', 'unexpected', 'sealed without a package', onItsWay('sealed', { nextStep: 'send' })],
  ['impossible state', 'unexpected', 'held with a next step', onItsWay('held', { nextStep: 'send' })],
  ['impossible state', 'unexpected', 'handed over without a fingerprint', ({ database }) => { first(database.attempts, { fingerprint: null }) }],
  ['gap between attempts', 'unexpected', 'the first attempt is missing', ({ database }) => { first(database.attempts, { ordinal: 2 }) }],
  ['gap in the event log', 'unexpected', 'a number is missing', ({ database: { events: rows } }) => { rows.splice(2, 1) }],
  ['gap in the event log', 'unexpected', 'an event was never numbered', ({ database: { events: rows } }) => { Object.assign(rows.at(-1) ?? {}, { number: null }) }],
  ['letter without its beginning in the log', 'unexpected', 'received twice', logged('letter.received')],
  ['log and letter disagree', 'unexpected', 'the log ends elsewhere', logged('letter.held')],
  ['a stale write that won', 'unexpected', 'dispatched twice', logged('letter.dispatched', 1)],
  ['a stale write that won', 'unexpected', 'sealed twice for one attempt', logged('letter.sealed')],
  ['a stale write that won', 'unexpected', 'delivered twice', logged('letter.delivered')],
  ['answered with a failure', 'unexpected', 'a 500', ({ client }) => { first(client, { tries: [500, 201] }) }],
  ['refused although nothing is wrong with it', 'unexpected', 'a 422', ({ client }) => { first(client, { tries: [422] }) }],
  ['refused although nothing is wrong with it', 'unexpected', 'never taken', ({ client }) => { first(client, { ids: [], tries: [0, 0] }) }]
]

test('check() finds nothing in ledgers that agree', async t => {
  t.strictSame(check(healthy()), [])
})

test('check() takes answers that were lost, refused for the moment and repeated, and paper that follows a delivery', async t => {
  const journals = healthy()
  first(journals.client, { tries: [0, 503, 409, 201, 201] })
  first(journals.sandbox, { repeats: 2 })
  journals.database.attempts.push(attempt('a', { messageId: 'message-d', ordinal: 2, state: 'handed_over', follows: 'message-a', fingerprint: 'print-a' }))
  journals.sandbox.push(message('a', { messageId: 'message-d', receipts: [] }))
  t.strictSame(check(journals), [])
})

test('check() takes letters that wait for a step with a job, or for a time to come', async t => {
  const journals = healthy()
  onItsWay('routed', { nextStep: 'seal', overdueSeconds: 500, hasJob: true })(journals)
  journals.sandbox.shift()
  t.strictSame(check(journals), [])
  first(journals.database.letters, { overdueSeconds: -500, hasJob: false })
  t.strictSame(check(journals), [])
})

for (const [rule, verdict, how, plant] of plants) {
  test(`check() finds "${rule}": ${how}`, async t => {
    const journals = healthy()
    plant(journals)
    const found = check(journals).filter(finding => finding.rule === rule)
    t.ok(found.length > 0)
    t.ok(found.every(finding => finding.verdict === verdict))
  })
}

test('every rule of the checker has been seen to fail', async t => {
  t.strictSame(Object.keys(rules).filter(rule => !plants.some(([planted]) => planted === rule)), [])
})

const place = (pid: number, at: number, point: string, letterId = 'letter-a'): { pid: number, at: number, point: string, letterId: string } => ({ pid, at, point, letterId })

test('recoveryTimes() counts from a worker\'s death to the next claim of what it held, and nothing it had finished', async t => {
  const places = [
    place(1, 10, 'step.claimed'), place(1, 11, 'step.claimed', 'letter-b'), place(1, 12, 'step.after-commit', 'letter-b'),
    place(2, 50, 'step.claimed'), place(2, 60, 'send.answered'), place(2, 70, 'step.claimed', 'letter-b')
  ]
  const { afterKills, held, afterStops } = recoveryTimes(places, [{ pid: 1, role: 'work', at: 20 }], [55, 65])
  t.strictSame([afterKills, [...held], afterStops], [[30], ['letter-a'], [5, undefined]])
})

test('recoveryTimes() waits after an outage for a letter that nobody dead had in hand', async t => {
  const dead = [place(1, 10, 'step.claimed'), place(2, 50, 'step.claimed'), place(2, 60, 'send.answered')]
  const living = [place(2, 80, 'send.answered', 'letter-b')]
  const kills = [{ pid: 1, role: 'work' as const, at: 20 }]
  t.strictSame(recoveryTimes(dead, kills, [15, 30, 55]).afterStops, [45, undefined, 5], 'it did before the death, and does once another has it')
  t.strictSame(recoveryTimes([...dead, ...living], kills, [30]).afterStops, [50])
})

test('recoveryTimes() counts what was fetched and not claimed yet, and ends with the next who fetches it, though that one dies too', async t => {
  const places = [place(1, 10, 'fetched'), place(2, 50, 'fetched'), place(3, 90, 'fetched'), place(3, 91, 'step.claimed')]
  const kills = [{ pid: 1, role: 'work' as const, at: 20 }, { pid: 2, role: 'work' as const, at: 60 }]
  t.strictSame(recoveryTimes(places, kills, []).afterKills, [30, 30])
})

test('recoveryTimes() counts nothing for a process that held no letters', async t => {
  const places = [place(1, 10, 'step.claimed'), place(2, 50, 'step.claimed')]
  t.strictSame(recoveryTimes(places, [{ pid: 1, role: 'serve', at: 20 }], []).afterKills, [])
})

test('percentile() gives the value below which the share lies', async t => {
  t.strictSame([percentile([], 0.99), percentile([5], 0.99), percentile([4, 1, 3, 2], 0.5), percentile([4, 1, 3, 2], 0.99)], [0, 5, 2, 4])
})
