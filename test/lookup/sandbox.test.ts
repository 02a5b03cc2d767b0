// The clients against the sandbox's registers over real HTTP, for every person it has.
import { test, type Test } from 'tap'
import { createEventFeed } from '../../src/lookup/folkeregisteret/event-feed.ts'
import { createPopulationRegister } from '../../src/lookup/folkeregisteret/population-register.ts'
import { createContactChangeFeed } from '../../src/lookup/krr/change-feed.ts'
import { createContactRegister } from '../../src/lookup/krr/contact-register.ts'
import { createLookup, type Lookup } from '../../src/lookup/lookup.ts'
import type { ChangeFeed } from '../../src/lookup/registers.ts'
import { personOf, population, runningSandbox, scopes, type RunningSandbox } from '../support/running-sandbox.ts'

interface Bench { lookup: Lookup, feeds: Record<'krr' | 'folkeregisteret', ChangeFeed>, calls: string[], sandbox: RunningSandbox }

async function sandboxLookup (t: Test): Promise<Bench> {
  return clientsOf(await runningSandbox(t))
}

/** Lookup and feeds as main joins them. */
function clientsOf (sandbox: RunningSandbox, timeoutMs = 30_000): Bench {
  const calls: string[] = []
  const counting: typeof fetch = async (input, init) => {
    calls.push(init?.method ?? 'GET')
    return await fetch(input, init)
  }
  const shared = { fetch: counting, timeoutMs, now: () => new Date() }
  const contactToken = async (): Promise<string> => await sandbox.token(`${scopes.contact} ${scopes.mailbox}`)
  const populationToken = async (): Promise<string> => await sandbox.token(scopes.register)
  const changesToken = async (): Promise<string> => await sandbox.token(scopes.changes)
  const contacts = { ...shared, baseUrl: `${sandbox.url}/krr`, token: contactToken }
  const persons = { ...shared, baseUrl: `${sandbox.url}/folkeregisteret/offentlig-med-hjemmel/api`, token: populationToken }
  const lookup = createLookup({
    contactRegister: createContactRegister(contacts), populationRegister: createPopulationRegister(persons), now: shared.now
  })
  const feeds = { krr: createContactChangeFeed({ ...contacts, token: changesToken }), folkeregisteret: createEventFeed(persons) }
  return { lookup, feeds, calls, sandbox }
}

/** Somebody with a superseded number is asked for by that one, as an old case file would. */
const askedFor = population.people.map(person => person.formerNumber ?? person.nationalIdentityNumber)

test('lookup() reads everybody in the sandbox, a thousand a call', async t => {
  const { lookup, calls } = await sandboxLookup(t)
  let found = 0
  for (let at = 0; at < askedFor.length; at += 1000) found += (await lookup(askedFor.slice(at, at + 1000))).size
  t.equal(found, askedFor.length)
  t.ok(calls.length <= 1 + 3 * Math.ceil(askedFor.length / 1000), `${calls.length} calls for ${askedFor.length} people`)
})

const cases: [string, object][] = [
  ['superseded-number', { person: { status: 'resident', isSuperseded: true }, contact: { status: 'active', mailbox: { provider: '922020175' } } }],
  ['unknown', { person: 'unknown', contact: undefined }],
  ['dead-annulled', { person: { isDead: false } }],
  ['reserved', { contact: { isReserved: true } }],
  ['mailbox-empty-strings', { contact: { mailbox: undefined } }],
  ['digipost-hour-offset', { contact: { email: { updatedAt: Date } } }],
  ['protection-strict-postal', { person: { protection: 'strictly-confidential', addressSource: 'postal' } }],
  ['protection-strict-no-postal', { person: { protection: 'strictly-confidential', addressSource: 'none', address: undefined, addressLacks: ['protected'] } }],
  ['foreign-postal', { person: { addressSource: 'postal-abroad', address: { countryCode: /^[A-Z]{2}$/, postalCode: undefined } } }],
  ['stay-abroad', { person: { addressSource: 'stay', address: { countryCode: /^[A-Z]{2}$/ } } }],
  ['stay-elsewhere', { person: { addressSource: 'residence' } }],
  ['stay-abroad-alpha-3', { person: { addressSource: 'stay', address: { countryCode: 'GB', postalCode: undefined } } }],
  ['stay-elsewhere-only', { person: { addressSource: 'none', addressLacks: ['stays-elsewhere'] } }],
  ['postal-abroad-in-norway', { person: { addressSource: 'postal-abroad', address: { lines: ['Hjemgata 1'], postalCode: /^\d{4}$/, countryCode: undefined } } }],
  ['postal-many-lines', { person: { address: { lines: { length: 4 } } } }],
  ['postal-without-code', { person: { addressSource: 'none', addressLacks: ['postal-code'] } }],
  ['unknown-residence', { person: { addressSource: 'none', addressLacks: ['unknown-residence'] } }],
  ['no-address', { person: { addressSource: 'none', addressLacks: ['no-address'] } }],
  ['protection-client-postal', { person: { protection: 'client', addressSource: 'postal' } }],
  ['ceased', { person: { status: 'ceased', isSuperseded: true } }],
  ['minor-mailbox', { person: { birthDate: /^201[678]-/ }, contact: { mailbox: { provider: '984661185' } } }],
  ['dead', { person: { isDead: true, estateContact: undefined } }],
  ['dead-estate-person', { person: { isDead: true, estateContact: { kind: 'person', address: { name: /^\S+ \S+$/, postalCode: /^\d{4}$/ } } } }],
  ['dead-estate-lawyer', { person: { estateContact: { kind: 'lawyer', address: { name: / AS v\/ \S+ \S+$/ } } } }],
  ['dead-estate-organization', { person: { estateContact: { kind: 'organization', address: { name: / AS v\/ \S+ \S+$/ } } } }],
  ['dead-estate-by-number', { person: { estateContact: { kind: 'person', address: undefined } } }],
  ['dead-estate-abroad', { person: { estateContact: { kind: 'lawyer', address: { countryCode: 'SE', postalCode: undefined } } } }],
  ['krr-deleted', { contact: { status: 'deleted' } }]
]

test('lookup() understands the cases of the sandbox', async t => {
  const { lookup } = await sandboxLookup(t)
  for (const [name, expected] of cases) {
    const person = personOf(name)
    const number = person.formerNumber ?? person.nationalIdentityNumber
    t.match((await lookup([number])).get(number), expected, name)
  }
})

test('the feeds tell who changed after the cursor, each register what it knows of', async t => {
  const { feeds, sandbox } = await sandboxLookup(t)
  const start = { krr: await feeds.krr.latest(), folkeregisteret: await feeds.folkeregisteret.latest() }
  const [reserved, dead] = [personOf('eboks-plain'), personOf('digipost-plain')]
  await sandbox.call('PATCH', `/sandbox/people/${reserved.id}`, { body: { isReserved: true } })
  await sandbox.call('PATCH', `/sandbox/people/${dead.id}`, { body: { isDead: true } })
  const contactChanges = await feeds.krr.changes(start.krr)
  t.strictSame(contactChanges, { people: [reserved.nationalIdentityNumber], next: '1', isMore: false })
  t.strictSame(await feeds.folkeregisteret.changes(start.folkeregisteret), { people: [dead.nationalIdentityNumber], next: '1', isMore: false })
  t.strictSame(await feeds.krr.changes(contactChanges.next), { people: [], next: '1', isMore: false })
  t.equal(await feeds.krr.latest(), '1')
})

test('the feeds are read page after page until nothing waits', async t => {
  const { feeds, sandbox } = await sandboxLookup(t)
  const body = {
    isDead: true, estate: 'person', status: 'ceased', hasFalseIdentity: true, isUnknown: false, moveTo: { street: 'Flyttevegen', number: '1' }, postal: 'box',
    protection: 'client'
  }
  for (let index = 0; index < 126; index++) await sandbox.call('PATCH', `/sandbox/people/${personOf('no-mailbox', index).id}`, { body })
  const first = await feeds.folkeregisteret.changes('0')
  t.match(first, { people: { length: 125 }, next: '1000', isMore: true })
  t.match(await feeds.folkeregisteret.changes(first.next), { people: { length: 1 }, next: '1008', isMore: false })
  t.match(await feeds.krr.changes('0'), { people: { length: 126 }, next: '126', isMore: false })
})

/** The slow ones would answer in the end: only the deadline ends them, so it is short for them. */
const faults: [object, string, 'slow'?][] = [
  [{ kind: 'status', status: 500 }, 'ERR_LOOKUP_UNAVAILABLE'], [{ kind: 'status', status: 503 }, 'ERR_LOOKUP_UNAVAILABLE'],
  [{ kind: 'rate-limit', ms: 2000 }, 'ERR_LOOKUP_UNAVAILABLE'], [{ kind: 'hang-up' }, 'ERR_LOOKUP_UNAVAILABLE'],
  [{ kind: 'lost-answer' }, 'ERR_LOOKUP_UNAVAILABLE'], [{ kind: 'latency', ms: 60_000 }, 'ERR_LOOKUP_UNAVAILABLE', 'slow'],
  [{ kind: 'slow-body', ms: 20 }, 'ERR_LOOKUP_UNAVAILABLE', 'slow'], [{ kind: 'html' }, 'ERR_LOOKUP_UNREADABLE'],
  [{ kind: 'html', status: 403 }, 'ERR_LOOKUP_UNREADABLE'], [{ kind: 'wrong-status', status: 404 }, 'ERR_LOOKUP_REFUSED']
]
test('lookup() and the feeds take no faulty answer for a fact', async t => {
  const sandbox = await runningSandbox(t)
  const [patient, hasty] = [clientsOf(sandbox), clientsOf(sandbox, 150)]
  const people = Array.from({ length: 20 }, (_, ordinal) => personOf('eboks-plain', ordinal).nationalIdentityNumber)
  for (let index = 0; index < 20; index++) await sandbox.call('PATCH', `/sandbox/people/${personOf('no-mailbox', index).id}`, { body: { isDead: true, isNotifiable: false } })
  const asked: [string, (clients: Bench) => Promise<unknown>][] = [
    ['krr', ({ lookup }) => lookup(people)], ['folkeregisteret', ({ lookup }) => lookup(people)],
    ['krr-changes', ({ feeds }) => feeds.krr.changes('0')], ['folkeregisteret-events', ({ feeds }) => feeds.folkeregisteret.changes('0')]
  ]
  for (const [target, ask] of asked) {
    for (const [fault, code, pace] of faults) {
      await sandbox.call('PUT', '/sandbox/faults', { body: [{ target, ...fault }] })
      await t.rejects(ask(pace === 'slow' ? hasty : patient), { code }, `${target} ${JSON.stringify(fault)}`)
    }
    await sandbox.call('DELETE', '/sandbox/faults')
    await t.resolves(ask(patient), `${target} again`)
  }
})
