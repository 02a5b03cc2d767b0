import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { deadlineHours, holdOverdue } from '../../src/journey/deadline.ts'
import type { Letter, LetterClass } from '../../src/letter/letter.ts'
import { aJourney, carryStep, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { acceptedAt, claimOne, moveLetter, spoil, storeLetter } from '../support/a-store.ts'

const hourMs = 3_600_000
const classes = Object.keys(deadlineHours) as LetterClass[]

/** Holds what is out of time so many hours after acceptance, and a moment. */
async function after (bench: TestJourney, hours: number, ms = 1): Promise<number> {
  const now = new Date(acceptedAt.getTime() + hours * hourMs + ms)
  bench.clock.now = now
  return holdOverdue({ records: bench.records, findOverdue: bench.findOverdue, now: () => now })
}

const stateOf = async (bench: TestJourney, id: string): Promise<string> => (await statusOf(bench, id)).state
const pauseOf = (changes: { sender?: string, class?: LetterClass, until?: Date }): object => ({
  id: randomUUID(), kind: 'person', channel: null, sender: null, class: null, reason: 'audit', by: 'desk', since: acceptedAt, until: null, ...changes
})

for (const letterClass of classes) {
  test(`holdOverdue() holds a letter of class ${letterClass} when its time is up, not a moment before`, async t => {
    const bench = await aJourney()
    const { id } = await storeLetter(bench, { class: letterClass })
    t.equal(await after(bench, deadlineHours[letterClass], 0), 0)
    t.equal(await after(bench, deadlineHours[letterClass]), 1)
    t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_QUEUE_DEADLINE' }, next: null })
    t.equal(await after(bench, deadlineHours[letterClass]), 0, 'once')
  })
}

test('docs/retries.md tells the hours of each class', async t => {
  const docs = readFileSync(new URL('../../docs/retries.md', import.meta.url), 'utf8')
  t.strictSame(classes.map(name => new RegExp(`^\\| \`${name}\` \\| (\\d+) \\|$`, 'm').exec(docs)?.[1]), classes.map(name => String(deadlineHours[name])))
})

test('holdOverdue() holds a letter wherever it waits before its hand-over, whenever its next try is', async t => {
  for (const step of ['lookup', 'seal', 'send'] as const) {
    const bench = await aJourney()
    const id = await letterBefore(bench, step)
    await bench.database.query('update letter set next_at = \'2099-01-01\', class = \'decision\' where id = $1', [id])
    t.equal(await after(bench, 73), 1, step)
    t.equal(await stateOf(bench, id), 'held')
  }
})

test('holdOverdue() leaves a hand-over in progress, and what was handed over, alone', async t => {
  const bench = await aJourney()
  const [before, followed] = [await letterBefore(bench, 'send'), await letterBefore(bench, 'follow')]
  const [attempt] = await bench.records.attempts.ofLetter(before)
  if (attempt !== undefined) await bench.records.attempts.move(attempt, 'handing_over')
  t.equal(await after(bench, 1000), 0)
  t.strictSame([await stateOf(bench, before), await stateOf(bench, followed)], ['sealed', 'dispatched'])
})

test('holdOverdue() overtakes a worker, whose step then changes nothing', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'lookup')
  const { lookup } = bench.rooms
  bench.rooms.lookup = async people => { await after(bench, 1000); return lookup(people) }
  await carryStep(bench, 'lookup', id)
  t.equal(await stateOf(bench, id), 'held')
  t.strictSame(bench.stale, ['lookup'])
})

test('the time of a letter that shall leave later runs from then', async t => {
  const bench = await aJourney()
  await storeLetter(bench, { class: 'decision', sendAfter: new Date(acceptedAt.getTime() + 1000 * hourMs) })
  t.strictSame([await after(bench, 1000 + 72, 0), await after(bench, 1000 + 72)], [0, 1])
})

test('no time runs while a letter waits for the end of quiet hours', async t => {
  const bench = await aJourney()
  const { id } = await storeLetter(bench, { class: 'decision' })
  const { records } = bench
  const dueFrom = new Date(acceptedAt.getTime() + 130 * hourMs)
  await records.transaction(async () => {
    await records.letters.advance(await records.letters.lock(id), { at: acceptedAt, dueFrom, next: { step: 'lookup', at: dueFrom } })
  })
  t.strictSame([await after(bench, 100), await after(bench, 130 + 72, 0), await after(bench, 130 + 72)], [0, 0, 1])
})

test('post that came back and is sent anew has its whole time again', async t => {
  const bench = await aJourney()
  const { id } = await storeLetter(bench, { class: 'decision' })
  for (const state of ['delivered', 'returned'] as const) await moveLetter(bench, id, state)
  const { records } = bench
  const at = new Date(acceptedAt.getTime() + 336 * hourMs)
  await records.transaction(async () => {
    await records.letters.advance(await records.letters.lock(id), { at, state: 'received', next: { step: 'lookup', at } })
  })
  t.strictSame([await after(bench, 336 + 72, 0), await after(bench, 336 + 72)], [0, 1])
})

test('a letter that a person lets go has its whole time again', async t => {
  const bench = await aJourney()
  const { id } = await storeLetter(bench, { class: 'decision' })
  await after(bench, 100)
  const { records } = bench
  await records.transaction(async () => {
    await records.letters.advance(await records.letters.lock(id), { at: bench.clock.now, state: 'received', next: { step: 'lookup', at: bench.clock.now } })
  })
  t.equal(await after(bench, 100 + 72), 0)
  t.equal(await after(bench, 100 + 73), 1)
})

test('a delivered letter that goes on to paper has its whole time again', async t => {
  const bench = await aJourney()
  const { id } = await storeLetter(bench, { class: 'decision' })
  await moveLetter(bench, id, 'delivered')
  const { records } = bench
  const at = new Date(acceptedAt.getTime() + 336 * hourMs)
  await records.transaction(async () => {
    await records.letters.advance(await records.letters.lock(id), { at, state: 'routed', channel: 'print', next: { step: 'seal', at } })
  })
  t.equal(await after(bench, 336 + 72, 0), 0)
  t.equal(await after(bench, 336 + 72), 1)
})

const matching: [string, Partial<Letter>, object, boolean][] = [
  ['of everything', {}, pauseOf({}), true],
  ['of its sender', {}, pauseOf({ sender: '313000001' }), true],
  ['of another sender', {}, pauseOf({ sender: '999999999' }), false],
  ['of another class', { class: 'decision' }, pauseOf({ class: 'information' }), false],
  ['that was over long ago', { class: 'decision' }, pauseOf({ until: new Date(acceptedAt.getTime() + hourMs) }), false]
]
for (const [name, letter, pause, protects] of matching) {
  test(`a person's pause ${name} ${protects ? 'keeps a letter from being overdue' : 'does not'}`, async t => {
    const bench = await aJourney()
    await storeLetter(bench, { class: 'decision', ...letter })
    await bench.records.pauses.insert(pause as Parameters<typeof bench.records.pauses.insert>[0])
    t.equal(await after(bench, 500), protects ? 0 : 1)
  })
}

test('a letter has its whole time again when a pause ends, and a channel\'s own pause does not lengthen it', async t => {
  const bench = await aJourney()
  await storeLetter(bench, { class: 'decision' })
  const pause = pauseOf({}) as Parameters<typeof bench.records.pauses.insert>[0]
  await bench.records.pauses.insert(pause)
  await bench.records.pauses.leaveAlone(randomUUID(), 'digipost', new Date('2099-01-01'), 'ERR_DISPATCH_THROTTLED', acceptedAt)
  t.equal(await after(bench, 500), 0)
  t.ok(await bench.records.pauses.end(pause.id, { by: 'desk', reason: 'over' }, bench.clock.now))
  t.strictSame([await after(bench, 500 + 71), await after(bench, 500 + 73)], [0, 1])
})

test('holdOverdue() holds the others when one cannot be opened, and tells of it', async t => {
  const bench = await aJourney()
  const [bad, good] = [await storeLetter(bench), await storeLetter(bench)]
  await spoil(bench, bad.id)
  await t.rejects(after(bench, 1000), { code: 'ERR_STORE_KEY' })
  t.equal(await stateOf(bench, good.id), 'held')
  await t.rejects(claimOne(bench, good.id, 'lookup', bench.clock.now))
})
