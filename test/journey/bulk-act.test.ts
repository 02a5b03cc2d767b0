import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { approveBulkAct, previewBulkAct, startBulkAct, tellBulkAct, type BulkActPorts } from '../../src/journey/bulk-act.ts'
import { runBulkActs } from '../../src/journey/run-bulk-act.ts'
import { createSurprises, type Surprises } from '../../src/journey/surprises.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { ToldAction } from '../../src/letter/act.ts'
import type { LetterState } from '../../src/letter/states.ts'
import { readDeadLetters } from '../../src/store/dead-letters.ts'
import { acceptOne, aJourney, carryStep, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { spoil } from '../support/a-store.ts'
import { aContact, facts } from '../support/facts.ts'
import { letterInput } from '../support/letter-input.ts'

const senders = ['313000001']
const grounds = { reason: 'Feil i vedlegget', by: 'Kari Saksbehandler' }
const other = { reason: 'Sett over', by: 'Ola Kontrollør' }

interface Bulk {
  bench: TestJourney
  ports: BulkActPorts
  start: (order: object, key?: string) => ReturnType<typeof startBulkAct>
  /** A round of a process that knows of these surprises; a new process without them. */
  run: (surprises?: Surprises) => Promise<void>
  tell: (id: string) => Promise<ToldAction>
}

async function aBulk (approvalLimit = 100, changes: Parameters<typeof aJourney>[0] = {}): Promise<Bulk> {
  const bench = await aJourney(changes)
  const { bulkActs } = bench
  const ports: BulkActPorts = { bulkActs, now: () => bench.clock.now, newId: randomUUID, digest: bench.ports.digest, approvalLimit }
  return {
    bench,
    ports,
    start: (order, key = randomUUID()) => startBulkAct(ports, { client: 'desk', senders, idempotencyKey: key, input: { ...grounds, ...order } }),
    run: (surprises = createSurprises(ports.now)) => runBulkActs({ ...bench.ports, bulkActs, surprises }),
    tell: async id => {
      const action = await bulkActs.one(id, senders)
      if (action === undefined) throw new Error('there is no such action')
      return tellBulkAct(bulkActs, action)
    }
  }
}

/** Gives the action of an order that was taken. */
async function taken (result: ReturnType<typeof startBulkAct>): Promise<ToldAction> {
  const done = await result
  if (done.kind === 'refused') throw new Error(done.problems.map(({ message }) => message).join('; '))
  return done.answer
}

/** Moves a letter where a rule, a failure or a person would. */
async function stopWith ({ records, clock }: TestJourney, letterId: string, state: LetterState, code: string | null): Promise<void> {
  const sentence = { nb: 'Feil.', nn: 'Feil.', en: 'Wrong.' }
  const next = state === 'received' ? { step: 'lookup' as const, at: clock.now } : null
  await records.transaction(async () => records.letters.advance(await records.letters.lock(letterId),
    { at: clock.now, state, reason: code === null ? null : { code, sentence }, next }))
}

const sumOf = ({ progress: { waiting, acted, skipped, failed } }: ToldAction): number =>
  [...skipped, ...failed].reduce((sum, { letters }) => sum + letters, waiting + acted)

test('startBulkAct() acts on what was counted, and on nothing that comes later', async t => {
  const { bench, ports, start, run, tell } = await aBulk()
  const batch = { input: letterInput({ batch: 'run-1' }) }
  const ids = [await acceptOne(bench, batch), await acceptOne(bench, batch), await acceptOne(bench, batch)]
  await acceptOne(bench)
  await carryStep(bench, 'lookup', ...ids.slice(0, 1))
  for (const step of ['seal', 'send'] as const) await carryStep(bench, step, ...ids.slice(0, 1))
  const order = { action: 'withdraw', selection: { batch: 'run-1' } }
  t.match(await previewBulkAct(ports, order, senders), { answer: { total: 3, can: 2, cannot: [{ state: 'dispatched', letters: 1 }], needsApproval: false } })
  const action = await taken(start(order))
  t.match(action, { act: 'withdraw', state: 'running', progress: { waiting: 3, acted: 0 } })
  const late = await acceptOne(bench, batch)
  await run()
  const done = await tell(action.id)
  t.match(done, { state: 'done', progress: { waiting: 0, acted: 2, skipped: [{ state: 'dispatched', code: 'ERR_ACTION_STATE', letters: 1 }], failed: [] } })
  t.equal(sumOf(done), action.preview.total)
  t.equal((await statusOf(bench, late)).state, 'received')
  t.match(await bench.records.acts.ofLetter(ids[1] ?? ''), [{ act: 'withdraw', actionId: action.id, ...grounds }])
})

test('startBulkAct() above the limit waits for another person', async t => {
  const { bench, ports, start, run, tell } = await aBulk(1)
  const ids = [await acceptOne(bench), await acceptOne(bench)]
  const { id } = await taken(start({ action: 'hold', selection: { class: 'decision' } }))
  await run()
  t.match(await tell(id), { state: 'waiting_approval', progress: { waiting: 2 } })
  t.match(await approveBulkAct(ports, id, true, { client: 'checker', input: { ...other, by: ' kari  SAKSBEHANDLER' }, senders }), { kind: 'refused', problems: [{ code: 'ERR_ACTION_SAME_PERSON' }] })
  t.match(await approveBulkAct(ports, id, true, { client: 'checker', input: other, senders }), { kind: 'answered', answer: { state: 'running', approval: { isApproved: true, client: 'checker', ...other } } })
  t.match(await approveBulkAct(ports, id, true, { client: 'checker', input: other, senders }), { kind: 'answered' }, 'the same word again changes nothing')
  t.match(await approveBulkAct(ports, id, false, { client: 'checker', input: { ...other, by: 'Per' }, senders }), { kind: 'refused', problems: [{ code: 'ERR_ACTION_SETTLED', message: /it is running/ }] })
  await run()
  t.match(await tell(id), { state: 'done', progress: { acted: 2 } })
  for (const letterId of ids) t.equal((await statusOf(bench, letterId)).state, 'held')
  t.equal(await approveBulkAct(ports, id, true, { client: 'checker', input: other, senders: ['999999999'] }), undefined, 'another sender\'s action is not there')
})

test('approveBulkAct() refuses an action for good', async t => {
  const { bench, ports, start, run, tell } = await aBulk(0)
  const letterId = await acceptOne(bench)
  const { id } = await taken(start({ action: 'withdraw', selection: { state: 'received' } }))
  t.match(await approveBulkAct(ports, id, false, { client: 'checker', input: other, senders }), { answer: { state: 'refused' } })
  await run()
  t.match(await tell(id), { state: 'refused', progress: { waiting: 1 } })
  t.equal((await statusOf(bench, letterId)).state, 'received')
})

test('startBulkAct() takes no order over another number of letters than expected, and stores nothing of it', async t => {
  const { bench, start } = await aBulk()
  await acceptOne(bench)
  await acceptOne(bench)
  const order = { action: 'hold', selection: { state: 'received' } }
  t.match(await start({ ...order, expected: 1 }, 'k'), {
    kind: 'refused', problems: [{ code: 'ERR_ACTION_COUNT', field: '/expected', message: /\b2 letters, and 1 were expected/ }]
  })
  t.match(await bench.database.query('select (select count(*) from bulk_act) + (select count(*) from bulk_act_letter) as rows'), [{ rows: 0 }])
  const done = await start({ ...order, expected: 2 }, 'k')
  t.match(done, { kind: 'answered', answer: { preview: { total: 2 } } }, 'the key is free')
  await acceptOne(bench)
  t.match(await start({ ...order, expected: 2 }, 'k'), { ...done, kind: 'replayed' }, 'a repeat is not counted again')
  t.match(await start({ ...order, selection: { state: 'held' }, expected: 0 }), { kind: 'answered', answer: { preview: { total: 0 } } })
})

test('startBulkAct() refuses what is not a number of letters', async t => {
  const { start } = await aBulk()
  for (const expected of [-1, 1.5, '2', null]) {
    t.match(await start({ action: 'hold', selection: { state: 'held' }, expected }), { problems: [{ code: 'ERR_INTAKE_FIELD_INVALID', field: '/expected' }] }, String(expected))
  }
})

test('runBulkActs() releases no letter that a person put on hold after it was counted', async t => {
  const { bench, ports, start, run, tell } = await aBulk(0)
  const [held, stopped] = [await acceptOne(bench), await acceptOne(bench)]
  for (const letterId of [held, stopped]) await stopWith(bench, letterId, 'needs_decision', 'no-address')
  const { id } = await taken(start({ action: 'release', selection: { state: 'needs_decision' } }))
  await stopWith(bench, held, 'held', 'held-by-person')
  await approveBulkAct(ports, id, true, { client: 'checker', input: other, senders })
  await run()
  t.match(await tell(id), { state: 'done', progress: { acted: 1, skipped: [{ state: 'held', code: 'ERR_ACTION_STATE', letters: 1 }], failed: [] } })
  t.match(await statusOf(bench, held), { state: 'held', reason: { code: 'held-by-person' }, next: null })
  t.strictSame(await bench.records.acts.ofLetter(held), [])
  t.equal((await statusOf(bench, stopped)).state, 'received')
})

test('runBulkActs() withdraws no letter that was mended or has another reason by now', async t => {
  const { bench, start, run, tell } = await aBulk()
  const [mended, moved, same] = [await acceptOne(bench), await acceptOne(bench), await acceptOne(bench)]
  for (const letterId of [mended, moved, same]) await stopWith(bench, letterId, 'held', 'ERR_SEAL_ADDRESS')
  const { id } = await taken(start({ action: 'withdraw', selection: { reasonCode: 'ERR_SEAL_ADDRESS' } }))
  await stopWith(bench, mended, 'received', null)
  await stopWith(bench, moved, 'held', 'held-by-person')
  await run()
  t.match(await tell(id), { state: 'done', progress: {
    acted: 1, skipped: [{ state: 'held', code: 'ERR_ACTION_STATE', letters: 1 }, { state: 'received', code: 'ERR_ACTION_STATE', letters: 1 }], failed: []
  } })
  t.strictSame(await Promise.all([mended, moved, same].map(async letterId => (await statusOf(bench, letterId)).state)), ['received', 'held', 'withdrawn'])
})

test('runBulkActs() acts on letters without a channel, and skips one that has got a channel since', async t => {
  const { bench, start, run, tell } = await aBulk()
  const [routed, bare] = [await acceptOne(bench), await acceptOne(bench)]
  const { id, preview } = await taken(start({ action: 'hold', selection: { channel: 'none' } }))
  t.equal(preview.total, 2)
  await carryStep(bench, 'lookup', routed)
  await run()
  t.match(await tell(id), { state: 'done', progress: { acted: 1, skipped: [{ state: 'routed', code: 'ERR_ACTION_STATE', letters: 1 }] } })
  t.equal((await statusOf(bench, bare)).state, 'held')
})

test('runBulkActs() skips a letter that has another channel than the selection says', async t => {
  const { bench, start, run, tell } = await aBulk()
  const letterId = await letterBefore(bench, 'seal')
  const { id } = await taken(start({ action: 'hold', selection: { channel: 'digipost' } }))
  await bench.records.transaction(async () => bench.records.letters.advance(await bench.records.letters.lock(letterId),
    { at: bench.clock.now, channel: 'print', next: { step: 'seal', at: bench.clock.now } }))
  await run()
  t.match(await tell(id), { state: 'done', progress: { acted: 0, skipped: [{ state: 'routed', code: 'ERR_ACTION_STATE', letters: 1 }] } })
})

test('list() tells of the newest actions first, those in a state, and those of these senders only', async t => {
  const { bench, start, run } = await aBulk(0)
  const { bulkActs, clock } = bench
  await acceptOne(bench)
  const ids: string[] = []
  for (const state of ['received', 'held', 'returned']) {
    clock.now = new Date(clock.now.getTime() + 1000)
    ids.unshift((await taken(start({ action: 'resend', selection: { state } }))).id)
  }
  await run()
  const listed = async (...call: Parameters<typeof bulkActs.list>): Promise<string[]> => (await bulkActs.list(...call)).map(({ id }) => id)
  t.strictSame(await listed(senders, undefined, 2), ids.slice(0, 2))
  t.strictSame(await listed([...senders, '999999999'], undefined, 50), ids)
  t.strictSame(await listed(senders, 'done', 50), ids.slice(0, 2), 'they are over no letters')
  t.strictSame(await listed(senders, 'waiting_approval', 50), ids.slice(2))
  t.strictSame(await listed(['999999999'], undefined, 50), [])
})

test('startBulkAct() answers a repeat with the first answer, and a used key with what differs', async t => {
  const { bench, start, run } = await aBulk()
  await acceptOne(bench)
  const order = { action: 'hold', selection: { state: 'received' } }
  const first = await start(order, 'k')
  await run()
  t.strictSame(await start(order, 'k'), { ...first, kind: 'replayed' })
  t.match(await start({ ...order, action: 'withdraw' }, 'k'), { kind: 'refused', problems: [{ code: 'ERR_INTAKE_KEY_REUSED', field: '/action' }] })
})

test('startBulkAct() refuses what selects nothing, another\'s letters, and a channel without a redirection', async t => {
  const { start } = await aBulk()
  t.match(await start({ action: 'hold', selection: {} }), { problems: [{ field: '/selection' }] })
  t.match(await start({ action: 'hold', selection: { sender: '999999999' } }), { problems: [{ code: 'ERR_HTTP_FORBIDDEN' }] })
  t.match(await start({ action: 'hold', channel: 'print', selection: { state: 'held' } }), { problems: [{ field: '/channel' }] })
  t.match(await start({ action: 'hold', selection: { references: ['20914695016'] } }), { problems: [{ code: 'ERR_INTAKE_PERSONAL_DATA' }] })
})

test('survey() selects by everything that is given', async t => {
  const { bench, ports } = await aBulk()
  await acceptOne(bench, { input: letterInput({ reference: 'A', batch: 'run-1' }) })
  await carryStep(bench, 'lookup', await acceptOne(bench, { input: letterInput({ reference: 'B', class: 'information' }) }))
  const found: [object, number][] = [
    [{ references: ['A', 'C'] }, 1], [{ batch: 'run-1' }, 1], [{ class: 'information' }, 1], [{ state: 'routed', channel: 'digipost' }, 1],
    [{ state: 'routed', channel: 'print' }, 0], [{ channel: 'none' }, 1], [{ state: 'routed', channel: 'none' }, 0], [{ reasonCode: 'no-such' }, 0], [{ sender: '313000001' }, 2],
    [{ acceptedFrom: '2026-03-01T10:00:00Z' }, 2], [{ acceptedTo: '2026-03-01T10:00:00Z' }, 0]
  ]
  for (const [selection, total] of found) {
    t.match(await previewBulkAct(ports, { action: 'hold', selection }, senders), { answer: { total } }, JSON.stringify(selection))
  }
  t.match(await previewBulkAct(ports, { action: 'hold', selection: { batch: 'run-1' } }, []), { answer: { total: 0 } })
})

test('runBulkActs() goes on where a process left it, and does nothing twice', async t => {
  const { bench, start, run, tell } = await aBulk()
  for (let count = 0; count < 6; count += 1) await acceptOne(bench)
  const { id } = await taken(start({ action: 'hold', selection: { state: 'received' } }))
  let left = 3
  const { settle } = bench.bulkActs
  bench.bulkActs.settle = async (...call) => {
    if (left-- <= 0) throw new Error('the process is gone')
    return settle(...call)
  }
  await t.rejects(run(), { message: 'the process is gone' })
  t.match(await tell(id), { state: 'running', progress: { waiting: 3, acted: 3 } })
  bench.bulkActs.settle = settle
  await Promise.all([run(), run()])
  t.match(await tell(id), { state: 'done', progress: { waiting: 0, acted: 6, skipped: [], failed: [] } })
  t.match(await bench.database.query('select count(*)::int as acts from letter_act'), [{ acts: 6 }])
})

for (const code of ['ERR_LOOKUP_UNAVAILABLE', 'ERR_LOOKUP_UNREADABLE'] as const) {
  test(`runBulkActs() lets no action wait behind one that cannot go on for ${code}, and tells why that cannot`, async t => {
    const { bench, start, run, tell } = await aBulk(100, { lookup: () => Promise.reject(new GatewayError(code, 'Cannot look up: the register is not well')) })
    for (let count = 0; count < 2; count += 1) await acceptOne(bench)
    const redirected = await taken(start({ action: 'redirect', channel: 'print', selection: { state: 'received' } }))
    const held = await taken(start({ action: 'hold', selection: { state: 'received' } }))
    await t.rejects(run(), { code })
    t.match(await tell(redirected.id), { state: 'running', progress: { waiting: 2, failed: [] } })
    t.match(await tell(held.id), { state: 'done', progress: { acted: 2 } })
  })
}

test('runBulkActs() lets a letter with a fault that nobody knows keep no other waiting', async t => {
  const { bench, start, run, tell } = await aBulk()
  const ids: string[] = []
  for (let count = 0; count < 12; count += 1) ids.push(await acceptOne(bench))
  const { lock } = bench.records.letters
  bench.records.letters.lock = async id => {
    if (ids.slice(0, 5).includes(id)) throw new TypeError('a fault of ours')
    return lock(id)
  }
  const { id } = await taken(start({ action: 'hold', selection: { state: 'received' } }))
  await t.rejects(run(), { message: 'a fault of ours' })
  t.match(await tell(id), { state: 'running', progress: { waiting: 5, acted: 7 } })
})

test('runBulkActs() tries letters with a fault that nobody knows ever more seldom, and at last no more', async t => {
  const { bench, start, run, tell } = await aBulk()
  const ids: string[] = []
  for (let count = 0; count < 5; count += 1) ids.push(await acceptOne(bench))
  const bad = ids.toSorted().slice(0, 3)
  let tries = 0
  const { records: { letters }, bulkActs, clock } = bench
  const [{ lock }, { waiting }] = [{ ...letters }, { ...bulkActs }]
  letters.lock = async id => {
    if (bad.includes(id)) { tries += 1; throw new TypeError('a fault of ours') }
    return lock(id)
  }
  // Fewer letters a piece than there are bad ones: those with the lowest ids.
  bulkActs.waiting = (id, _limit, except) => waiting(id, 2, except)
  const { id } = await taken(start({ action: 'hold', selection: { state: 'received' } }))
  const surprises = createSurprises(() => clock.now)
  const round = (): Promise<void> => run(surprises).catch((error: unknown) => { if (!(error instanceof TypeError)) throw error })
  for (let count = 0; count < 4; count += 1) await round()
  t.match(await tell(id), { state: 'running', progress: { waiting: 3, acted: 2 } }, 'the others do not wait')
  t.equal(tries, 3, 'not before its time')
  for (let count = 0; count < 80; count += 1) {
    clock.now = new Date(clock.now.getTime() + 60_000)
    await round()
  }
  t.match(await tell(id), { state: 'done', progress: { waiting: 0, acted: 2, failed: [{ code: 'ERR_HTTP_INTERNAL', letters: 3 }] } })
  t.equal(tries, 75)
})

test('runBulkActs() lets no letter with such a fault keep the others of a redirection waiting', async t => {
  const { bench, start, run, tell } = await aBulk(100, { lookup: async people => new Map(people.map(number => [number, facts()])) })
  const [bad, good] = [await acceptOne(bench), await acceptOne(bench)]
  const { lock } = bench.records.letters
  bench.records.letters.lock = async id => {
    if (id === bad) throw new TypeError('a fault of ours')
    return lock(id)
  }
  const { id } = await taken(start({ action: 'redirect', channel: 'print', selection: { state: 'received' } }))
  await t.rejects(run(), { message: 'a fault of ours' })
  t.match(await tell(id), { progress: { waiting: 1, acted: 1, failed: [] } })
  t.match(await bench.records.overrides.ofLetter(good), [{ channel: 'print' }])
})

test('runBulkActs() lets one letter that cannot be opened fail for itself', async t => {
  const { bench, start, run, tell } = await aBulk()
  await spoil(bench, await acceptOne(bench))
  await acceptOne(bench)
  const { id } = await taken(start({ action: 'hold', selection: { state: 'received' } }))
  await run()
  t.match(await tell(id), { state: 'done', progress: { acted: 1, failed: [{ code: 'ERR_STORE_KEY', letters: 1 }] } })
})

test('runBulkActs() redirects within the rules, and tells what they forbid', async t => {
  const reserved = facts({ contact: aContact({ isReserved: true }) })
  const { bench, start, run, tell } = await aBulk(100, { lookup: async people => new Map(people.map(number => [number, reserved])) })
  const letterId = await acceptOne(bench)
  const toMailbox = await taken(start({ action: 'redirect', channel: 'digital', selection: { state: 'received' } }))
  await run()
  t.match(await tell(toMailbox.id), { state: 'done', progress: { acted: 0, skipped: [{ code: 'ERR_DECIDE_FORBIDDEN', letters: 1 }] } })
  const onPaper = await taken(start({ action: 'redirect', channel: 'print', selection: { state: 'received' } }))
  await run()
  t.match(await tell(onPaper.id), { state: 'done', progress: { acted: 1 } })
  t.match(await bench.records.overrides.ofLetter(letterId), [{ action: 'route', channel: 'print', ...grounds }])
})

test('a batch withdrawn while it is carried: each letter is sent or withdrawn, and the sums are exact', async t => {
  const { bench, start, run, tell } = await aBulk()
  const ids: string[] = []
  for (let count = 0; count < 24; count += 1) ids.push(await acceptOne(bench, { input: letterInput({ batch: 'run-1' }) }))
  // A third is on its way to each step; a fourth part goes all the way while the action runs.
  await carryStep(bench, 'lookup', ...ids.slice(0, 18))
  await carryStep(bench, 'seal', ...ids.slice(0, 12))
  const { id, preview } = await taken(start({ action: 'withdraw', selection: { batch: 'run-1' } }))
  const worker = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) for (const step of ['send', 'seal', 'lookup'] as const) await carryStep(bench, step, ...ids)
  }
  // One worker: two that take each letter from one another again and again look like a letter that ends its worker.
  await Promise.all([worker(), run()])
  for (let round = 0; round < 3; round += 1) await worker()
  await run()
  const done = await tell(id)
  const states = (await Promise.all(ids.map(letterId => statusOf(bench, letterId)))).map(({ state }) => state)
  const sent = states.filter(state => state === 'dispatched').length
  const withdrawn = states.filter(state => state === 'withdrawn').length
  t.equal(sent + withdrawn, 24, states.join(' '))
  t.equal(preview.total, 24)
  t.equal(done.progress.acted, withdrawn)
  t.equal(done.progress.skipped.reduce((sum, { letters }) => sum + letters, 0), sent)
  t.equal(sumOf(done), 24)
  t.equal(bench.handedOver.length, sent)
  t.equal(new Set(bench.handedOver.map(({ messageId }) => messageId)).size, sent)
  t.strictSame(bench.unexpected, [])
})

test('readDeadLetters() groups what stopped by its cause, and a group is released together', async t => {
  const { bench, start, run } = await aBulk()
  const held = [await letterBefore(bench, 'seal'), await letterBefore(bench, 'seal')]
  for (const letterId of held) await stopWith(bench, letterId, 'held', 'ERR_SEAL_ADDRESS')
  const [group] = await readDeadLetters(bench.database, senders)
  t.match(group, { state: 'held', reasonCode: 'ERR_SEAL_ADDRESS', sentence: { en: 'Wrong.' }, channel: 'digipost', sender: '313000001', letters: 2 })
  t.strictSame([...group?.letterIds ?? []].sort(), [...held].sort())
  await taken(start({ action: 'release', selection: { reasonCode: 'ERR_SEAL_ADDRESS', state: 'held' } }))
  await run()
  t.strictSame(await readDeadLetters(bench.database, senders), [])
  for (const letterId of held) t.match(await statusOf(bench, letterId), { state: 'received', next: { step: 'lookup' } })
})
