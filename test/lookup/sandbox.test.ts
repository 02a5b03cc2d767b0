// The clients against the sandbox's registers over real HTTP, for every person it has.
import { test, type Test } from 'tap'
import { createPopulationRegister } from '../../src/lookup/folkeregisteret/population-register.ts'
import { createContactRegister } from '../../src/lookup/krr/contact-register.ts'
import { createLookup, type Lookup } from '../../src/lookup/lookup.ts'
import { personOf, population, runningSandbox, scopes } from '../support/running-sandbox.ts'

async function sandboxLookup (t: Test): Promise<{ lookup: Lookup, calls: string[] }> {
  const sandbox = await runningSandbox(t)
  const calls: string[] = []
  const counting: typeof fetch = async (input, init) => {
    calls.push(init?.method ?? 'GET')
    return await fetch(input, init)
  }
  const shared = { fetch: counting, timeoutMs: 10_000, now: () => new Date() }
  const contactToken = async (): Promise<string> => await sandbox.token(`${scopes.contact} ${scopes.mailbox}`)
  const populationToken = async (): Promise<string> => await sandbox.token(scopes.register)
  const lookup = createLookup({
    contactRegister: createContactRegister({ ...shared, baseUrl: `${sandbox.url}/krr`, token: contactToken }),
    populationRegister: createPopulationRegister({ ...shared, baseUrl: `${sandbox.url}/folkeregisteret/offentlig-med-hjemmel/api`, token: populationToken }),
    now: shared.now
  })
  return { lookup, calls }
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
  ['superseded-number', { person: { status: 'resident' }, contact: { status: 'active', mailbox: { provider: '922020175' } } }],
  ['unknown', { person: 'unknown', contact: undefined }],
  ['dead-annulled', { person: { isDead: false } }],
  ['reserved', { contact: { isReserved: true } }],
  ['mailbox-empty-strings', { contact: { mailbox: undefined } }],
  ['digipost-hour-offset', { contact: { email: { updatedAt: Date } } }],
  ['protection-strict-postal', { person: { protection: 'strictly-confidential', addressSource: 'postal' } }],
  ['protection-strict-no-postal', { person: { protection: 'strictly-confidential', addressSource: 'none', address: undefined } }],
  ['foreign-postal', { person: { addressSource: 'postal-abroad', address: { countryCode: /^[A-Z]{2}$/, postalCode: undefined } } }],
  ['stay-abroad', { person: { addressSource: 'stay', address: { countryCode: /^[A-Z]{2}$/ } } }],
  ['stay-elsewhere', { person: { addressSource: 'residence' } }],
  ['unknown-residence', { person: { addressSource: 'none' } }],
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
