import { test } from 'tap'
import { createChangePeople } from '../../../src/sandbox/control/change-people.ts'
import { createEventFeed } from '../../../src/sandbox/folkeregisteret/events.ts'
import { aWorld } from '../../support/a-world.ts'

test('change() changes the person, the ledger and the feed', async t => {
  const world = await aWorld()
  const feed = createEventFeed(world.population)
  await createChangePeople(world, feed).change('p00001', { isDead: true })
  t.equal(world.population.byId('p00001')?.status, 'dead')
  t.match(world.ledger.state.changes, [{ id: 'p00001', change: { isDead: true } }])
  t.match(feed.page(1), [{ sekvensnummer: 1, hendelse: { hendelsetype: 'personErDoed' } }])
})

test('replay() makes the same person again', async t => {
  const before = await aWorld()
  await createChangePeople(before, createEventFeed(before.population)).change('p00001', { moveTo: { street: 'Flyttevegen', number: '3' } })
  const after = await aWorld({ ledger: before.ledger })
  createChangePeople(after, createEventFeed(after.population)).replay()
  t.same(after.population.byId('p00001')?.residence, before.population.byId('p00001')?.residence)
})

test('change() of somebody who does not exist changes nobody', async t => {
  const world = await aWorld()
  const feed = createEventFeed(world.population)
  await createChangePeople(world, feed).change('nobody', { isDead: true })
  t.equal(feed.last(), 0)
})
