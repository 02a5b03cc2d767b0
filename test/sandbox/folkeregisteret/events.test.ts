import { test } from 'tap'
import { createEventFeed } from '../../../src/sandbox/folkeregisteret/events.ts'
import { personOf, population } from '../../support/running-sandbox.ts'

const at = new Date('2026-03-01T10:00:00Z')

test('createEventFeed() numbers events from 1', t => {
  const feed = createEventFeed(population)
  feed.add(personOf('dead').id, ['personErDoed', 'endringIStatus'], at)
  t.same(feed.page(0).map(event => event.sekvensnummer), [1, 2])
  t.equal(feed.last(), 2)
  t.end()
})

test('page() begins with the number asked for and holds 1000 at most', t => {
  const feed = createEventFeed(population)
  for (let i = 0; i < 1200; i++) feed.add(personOf('dead').id, ['endringINavn'], at)
  t.match(feed.page(5)[0], { sekvensnummer: 5 })
  t.equal(feed.page(1).length, 1000)
  t.equal(feed.page(1201).length, 0)
  t.end()
})

test('add() says nothing of somebody who does not exist', t => {
  const feed = createEventFeed(population)
  feed.add('nobody', ['personErDoed'], at)
  t.equal(feed.last(), 0)
  t.end()
})
