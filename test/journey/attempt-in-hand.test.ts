import { test } from 'tap'
import { deliveredOf, findHands, inMailbox, openAttempts } from '../../src/journey/attempt-in-hand.ts'
import type { Attempt } from '../../src/letter/attempt.ts'
import { aJourney, letterBefore } from '../support/a-journey.ts'

const anAttempt = (messageId: string, changes: Partial<Attempt> = {}): Attempt => ({
  messageId, conversationId: 'c', letterId: 'l', ordinal: 1, channel: 'eboks', receiver: '922020175', state: 'delivered', createdAt: new Date(0), ...changes
})
const idsOf = (attempts: readonly Attempt[]): string[] => attempts.map(({ messageId }) => messageId)

const refused = anAttempt('refused', { state: 'refused' })
const mailbox = anAttempt('mailbox')
const paper = anAttempt('paper', { channel: 'print', state: 'handed_over', follows: 'mailbox' })
const sentPaper = anAttempt('sent paper', { channel: 'print', follows: 'mailbox' })
const cameBack = anAttempt('came back', { channel: 'print' })
const again = anAttempt('again', { state: 'sealed', follows: 'came back' })

test('deliveredOf() is the first delivery, and not the paper that follows it', async t => {
  t.equal(deliveredOf([refused, mailbox, sentPaper])?.messageId, 'mailbox')
  t.equal(deliveredOf([sentPaper]), undefined)
  t.equal(deliveredOf([refused, paper]), undefined)
})

test('inMailbox() is where a letter lies digitally, and nothing for one that went by post', async t => {
  t.equal(inMailbox([mailbox, paper])?.messageId, 'mailbox')
  t.equal(inMailbox([cameBack, again]), undefined)
  t.equal(inMailbox([refused]), undefined)
})

test('openAttempts() leaves out what a letter went on from, and paper that came back', async t => {
  t.strictSame(idsOf(openAttempts([refused, mailbox])), ['refused', 'mailbox'])
  t.strictSame(idsOf(openAttempts([refused, mailbox, paper])), ['refused', 'paper'])
  t.strictSame(idsOf(openAttempts([mailbox, sentPaper])), ['sent paper'])
  t.strictSame(idsOf(openAttempts([cameBack])), [])
  t.strictSame(idsOf(openAttempts([cameBack, again])), ['again'])
  t.strictSame(idsOf(openAttempts([anAttempt('on its way', { channel: 'print', state: 'handed_over' })])), ['on its way'])
})

test('findHands() gives the last attempt with the choice it was made for', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const hand = await (await findHands(bench.records, [id]))(id)
  t.match(hand, { attempt: { ordinal: 1, state: 'planned' }, choice: { kind: 'mailbox' }, isOnPaper: false, reason: { code: 'mailbox' } })
  t.type(hand.reason.sentence.nb, 'string')
})

test('findHands() has nothing for a letter without an attempt, a decision or a way', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { attempts, decisions } = bench.records
  const gone = { message: 'Cannot go on: the letter has no attempt in hand' }
  const none = await findHands({ attempts: { ...attempts, ofLetters: async () => new Map() }, decisions }, [id])
  await t.rejects(none(id), gone)
  const undecided = await findHands({ attempts, decisions: { ...decisions, latestOf: async () => new Map() } }, [id])
  await t.rejects(undecided(id), gone)
  const decided = await (await decisions.latestOf([id])).get(id)?.()
  if (decided === undefined) throw new Error('there is no decision')
  const stop = { ...decided, choice: { kind: 'stop' as const, state: 'undeliverable' as const } }
  const stopped = await findHands({ attempts, decisions: { ...decisions, latestOf: async () => new Map([[id, async () => stop]]) } }, [id])
  await t.rejects(stopped(id), gone)
})

test('findHands() tells that a letter in a mailbox is on its way to paper', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { attempts, decisions } = bench.records
  const hands = await findHands({ attempts: { ...attempts, ofLetters: async () => new Map([[id, [mailbox, paper]]]) }, decisions }, [id])
  t.match(await hands(id), { attempt: { messageId: 'paper' }, isOnPaper: true })
})
