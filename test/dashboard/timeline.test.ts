import { test } from 'tap'
import type { DeskStory } from '../../src/dashboard/ports.ts'
import { timeline } from '../../src/dashboard/timeline.ts'
import { openView } from '../../src/dashboard/view.ts'
import type { LoggedEvent } from '../../src/letter/event.ts'
import { aStory, aStoppedStory, minutesAgo, now } from './fake-desk.ts'

const view = openView({ params: {}, query: { lang: 'en' } }, now)
const anEvent = (type: LoggedEvent['type'], data: LoggedEvent['data'] = {}): LoggedEvent => ({ number: 1, type, at: minutesAgo(1), data })
const lineOf = (event: LoggedEvent, story: DeskStory = aStory()) => timeline({ ...story, events: [event] }, view).toString()

test('timeline() has one entry an event, in the order of the log', async t => {
  const entries = timeline(aStory(), view).toString().split('<li').slice(1)
  t.equal(entries.length, aStory().events.length)
  t.match(entries[0], 'The letter was received from the case system')
  t.match(entries.at(-1), 'confirmed the delivery')
})

test('timeline() says why beside the choice of the channel', async t => {
  t.match(lineOf(anEvent('letter.routed')), 'The recipient has a mailbox at e-Boks.')
  t.notMatch(lineOf(anEvent('letter.sealed')), 'The recipient has a mailbox')
})

test('timeline() says why beside the newest choice of a channel only: the decision in force is that one\'s', async t => {
  const twice = { ...aStory(), events: [anEvent('letter.routed'), anEvent('ladder.print'), anEvent('letter.routed')] }
  const entries = timeline(twice, view).toString().split('<li').slice(1)
  t.same(entries.map(entry => entry.includes('The recipient has a mailbox at e-Boks.')), [false, false, true])
})

test('timeline() says why a delivered letter does not go on to paper', async t => {
  const sentence = { nb: 'For dyrt', nn: 'For dyrt', en: 'Too expensive' }
  const story = { ...aStory(), letter: { ...aStory().letter, state: 'delivered' as const, reason: { code: 'ladder-cost', sentence } } }
  const events = [anEvent('letter.delivered'), anEvent('access.gained'), anEvent('ladder.stopped', { rule: 'ladder-cost' })]
  const entries = timeline({ ...story, events }, view).toString().split('<li').slice(1)
  t.same(entries.map(entry => entry.includes('Too expensive')), [false, false, true])
})

test('timeline() says why beside the newest event that stopped the letter', async t => {
  const story = aStoppedStory()
  const twice = { ...story, events: [...story.events, { ...anEvent('letter.received'), number: 108 }, { ...anEvent('letter.needs_decision'), number: 109 }] }
  const entries = timeline(twice, view).toString().split('<li').slice(1)
  t.same(entries.map(entry => entry.includes('no address')), [false, false, false, false, true])
})

test('timeline() tells what a channel gave as its reason, if it looks like that', async t => {
  t.match(lineOf(anEvent('attempt.refused', { code: 'ERR_DISPATCH_REFUSED', said: 'SBD:5023 /utskrift/mottaker' })), 'Reason given: SBD:5023 /utskrift/mottaker')
  t.notMatch(lineOf(anEvent('attempt.refused', { code: 'ERR_DISPATCH_REFUSED', said: 'Ola Nordmann' })), /Reason given|Nordmann/)
})

test('timeline() tells code, channel and time of a delay', async t => {
  const line = lineOf(anEvent('letter.waiting', { code: 'ERR_DISPATCH_UNAVAILABLE', channel: 'digipost', until: '2026-11-21T14:00:00.000Z' }))
  t.match(line, '<code>ERR_DISPATCH_UNAVAILABLE</code> Tried again by itself')
  t.match(line, 'Channel: Digipost')
  t.match(line, 'Not again before <time datetime="2026-11-21T14:00:00.000Z">')
})

test('timeline() shows nothing of an event\'s data that it does not know', async t => {
  const line = lineOf(anEvent('letter.waiting', { code: 'Kari 20914612345', channel: 'Storgata 1', until: 'soon', note: 'Kari', count: 7 }))
  t.notMatch(line, /Kari|20914612345|Storgata|soon|Invalid/)
})

test('timeline() does not break over an event of a newer gateway', async t => {
  const newer = anEvent('letter.received')
  Object.assign(newer, { type: 'letter.teleported' })
  t.match(lineOf(newer), 'Something was logged that this page does not know')
})
