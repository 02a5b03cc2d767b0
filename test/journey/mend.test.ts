import { test } from 'tap'
import { isSuspect, mostUnfinishedClaims, reschedule, setAside } from '../../src/journey/mend.ts'
import { aLetter } from '../support/a-letter.ts'
import { memoryRecords, type KeptLetter, type MemoryRecords } from '../support/memory-records.ts'

const letter = aLetter()
const { id, acceptedAt } = letter
const later = new Date(acceptedAt.getTime() + 60_000)

/** A letter that waits for its lookup, and was begun so often without an end. */
async function begun (times: number): Promise<MemoryRecords & { kept: () => KeptLetter | undefined }> {
  const memory = memoryRecords()
  await memory.records.letters.insert(letter, 'lookup')
  for (let claim = 0; claim < times; claim += 1) await memory.records.letters.claim([{ letterId: id }], 'lookup', later)
  return { ...memory, kept: () => memory.letter(id) }
}

test('isSuspect() is a letter begun four times in a row', async t => {
  const { records } = await begun(mostUnfinishedClaims - 1)
  const isSuspectNow = async (): Promise<unknown> => (await records.letters.claim([{ letterId: id }], 'lookup', later)).claims.map(isSuspect)
  t.strictSame([await isSuspectNow(), await isSuspectNow()], [[false], [true]])
})

test('setAside() gives a letter another try that was begun now and then, and says that it is not set aside', async t => {
  const { records, kept, events } = await begun(mostUnfinishedClaims - 1)
  t.equal(await setAside(records, id, 'lookup', later), false)
  t.match(kept(), { state: 'received', next: { step: 'lookup', at: later }, unfinishedClaims: 0, round: 1 })
  t.strictSame(events(), [])
})

test('setAside() stops a letter that was begun time and again, with the reason for people', async t => {
  const { records, kept, events } = await begun(mostUnfinishedClaims)
  t.equal(await setAside(records, id, 'lookup', later), true)
  t.match(kept(), { state: 'held', next: null, reasonCode: 'ERR_QUEUE_CRASHED' })
  t.match(events(), [{ type: 'letter.held', at: later, data: { code: 'ERR_QUEUE_CRASHED' } }])
})

test('setAside() leaves a delivered letter delivered', async t => {
  const { records, kept, events } = await begun(0)
  const claim = await records.letters.lock(id)
  await records.letters.advance(claim, { at: acceptedAt, state: 'delivered', next: { step: 'ladder', at: acceptedAt } })
  for (let times = 0; times < mostUnfinishedClaims; times += 1) await records.letters.claim([{ letterId: id }], 'ladder', later)
  t.equal(await setAside(records, id, 'ladder', later), true)
  t.match(kept(), { state: 'delivered', next: null, reasonCode: 'ERR_QUEUE_CRASHED' })
  t.match(events(), [{ type: 'ladder.stopped', data: { rule: 'ERR_QUEUE_CRASHED' } }])
})

test('setAside() and reschedule() leave a letter alone that waits for another step by now', async t => {
  const { records, kept } = await begun(0)
  const before = kept()
  t.equal(await setAside(records, id, 'seal', later), false)
  await reschedule(records, id, 'send', later)
  t.equal(kept(), before)
})

test('reschedule() schedules anew however often a letter was begun', async t => {
  const { records, kept } = await begun(mostUnfinishedClaims + 3)
  await reschedule(records, id, 'lookup', later)
  t.match(kept(), { state: 'received', next: { step: 'lookup', at: later }, unfinishedClaims: 0 })
})

test('setAside() can take even a letter whose details cannot be opened', async t => {
  const { records, kept } = await begun(mostUnfinishedClaims)
  const { claim } = records.letters
  records.letters.claim = async (...args) => ({ claims: [], unreadable: (await claim(...args)).claims })
  t.equal(await setAside(records, id, 'lookup', later), true)
  t.equal(kept()?.state, 'held')
})
