import { idnr } from '@navikt/fnrvalidator'
import { test } from 'tap'
import { createChangePeople, type ChangePeople, type Feeds } from '../../../src/sandbox/control/change-people.ts'
import { createEventFeed } from '../../../src/sandbox/folkeregisteret/events.ts'
import { createContactChanges } from '../../../src/sandbox/krr/changes.ts'
import type { World } from '../../../src/sandbox/world.ts'
import { aWorld } from '../../support/a-world.ts'

async function bench (changes: Partial<World> = {}): Promise<Feeds & { world: World, changePeople: ChangePeople }> {
  const world = await aWorld(changes)
  const feeds = { feed: createEventFeed(world.population), contactChanges: createContactChanges() }
  return { world, ...feeds, changePeople: createChangePeople(world, feeds) }
}

test('change() changes the person, the ledger and the feed', async t => {
  const { world, feed, contactChanges, changePeople } = await bench()
  await changePeople.change('p00001', { isDead: true })
  t.equal(world.population.byId('p00001')?.status, 'dead')
  t.match(world.ledger.state.changes, [{ id: 'p00001', change: { isDead: true } }])
  t.match(feed.page(1), [{ sekvensnummer: 1, hendelse: { hendelsetype: 'personErDoed' } }])
  t.equal(contactChanges.latest(), 0)
})

test('change() tells in KRR\'s feed what KRR knows of', async t => {
  const { feed, contactChanges, changePeople } = await bench()
  await changePeople.change('p00001', { isReserved: true })
  await changePeople.change('p00002', { mailbox: 'none' })
  t.strictSame(contactChanges.page(0), { people: ['p00001', 'p00002'], last: 2 })
  t.equal(feed.last(), 0)
})

test('change() gives another number, told under both, by which the person is found', async t => {
  const { world: { population }, feed, contactChanges, changePeople } = await bench()
  const former = population.byId('p00001')?.nationalIdentityNumber ?? ''
  await changePeople.change('p00001', { isRenumbered: true })
  const person = population.byId('p00001')
  t.match(person, { formerNumber: former })
  t.equal(idnr(person?.nationalIdentityNumber ?? '').status, 'valid')
  t.strictSame(feed.page(1).map(({ hendelse }) => hendelse.folkeregisteridentifikator), [former, person?.nationalIdentityNumber])
  t.equal(population.byNumber(former), person)
  t.equal(population.byNumber(person?.nationalIdentityNumber ?? ''), person)
  t.equal(contactChanges.latest(), 1)
})

test('replay() makes the same person again', async t => {
  const before = await bench()
  await before.changePeople.change('p00001', { moveTo: { street: 'Flyttevegen', number: '3' }, postal: 'box', estate: 'lawyer', isRenumbered: true })
  await before.changePeople.change('p00001', { isReserved: true })
  const after = await bench({ ledger: before.world.ledger })
  after.changePeople.replay()
  t.strictSame(after.world.population.byId('p00001'), { ...before.world.population.byId('p00001'), contact: after.world.population.byId('p00001')?.contact })
  t.strictSame(after.feed.page(1), before.feed.page(1))
  t.strictSame(after.contactChanges.page(0), before.contactChanges.page(0))
})

test('change() of somebody who does not exist changes nobody', async t => {
  const { feed, changePeople } = await bench()
  await changePeople.change('nobody', { isDead: true, isReserved: true, isRenumbered: true })
  t.equal(feed.last(), 0)
})
