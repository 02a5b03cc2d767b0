import { test } from 'tap'
import { cases } from '../../../src/sandbox/population/cases.ts'
import { publishedApi } from '../../support/population-register-api.ts'
import { personOf, population, runningSandbox, scopes, type Answer, type RunningSandbox } from '../../support/running-sandbox.ts'

const base = '/folkeregisteret/offentlig-med-hjemmel/api/v1'
type Lookup = { oppslag: { foedselsEllerDNummer: string, folkeregisterperson?: Record<string, unknown>, feilmelding?: unknown }[] }

async function get (sandbox: RunningSandbox, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return await sandbox.call('GET', `${base}${path}`, { token: await sandbox.token(scopes.register), headers })
}

async function bulk (sandbox: RunningSandbox, numbers: readonly string[], query = ''): Promise<Lookup> {
  const options = { token: await sandbox.token(scopes.register), body: { foedselsEllerDNummer: numbers } }
  return (await sandbox.call('POST', `${base}/personer/bulkoppslag${query}`, options)).body as Lookup
}

test('Folkeregisteret answers for every case in the published shape', async t => {
  const validate = publishedApi(t)?.content('/v1/personer/bulkoppslag', 'post', 'responses/200')
  if (validate === undefined) return
  const numbers = cases.map(({ name }) => personOf(name).nationalIdentityNumber)
  const answer = await bulk(await runningSandbox(t), numbers, '?somBestilt=true&part=person-basis&part=historikk')
  t.equal(answer.oppslag.length, numbers.length)
  validate(answer)
  t.same(validate.errors ?? [], [])
})

test('Folkeregisteret answers for one person, and refuses, in the published shape', async t => {
  const api = publishedApi(t)
  if (api === undefined) return
  const path = '/v1/personer/{personidentifikator}'
  const sandbox = await runningSandbox(t)
  const { body } = await get(sandbox, `/personer/${personOf('dead-estate-lawyer').nationalIdentityNumber}`)
  const refused = await sandbox.call('GET', `${base}/personer/${personOf('dead').nationalIdentityNumber}`)
  t.ok(api.content(path, 'get', 'responses/200')(body))
  t.ok(api.content(path, 'get', 'responses/401')(refused.body))
})

test('Folkeregisteret gives one person by number', async t => {
  const person = personOf('eboks-plain')
  const { status, body } = await get(await runningSandbox(t), `/personer/${person.nationalIdentityNumber}`)
  t.equal(status, 200)
  t.match(body, {
    identifikasjonsnummer: [{ foedselsEllerDNummer: person.nationalIdentityNumber, identifikatortype: 'foedselsnummer', status: 'iBruk', erGjeldende: true }],
    status: [{ status: 'bosatt', erGjeldende: true }],
    navn: [{ fornavn: person.givenName, etternavn: person.familyName }],
    bostedsadresse: [{ adressegradering: 'ugradert', vegadresse: { adressenavn: String, poststed: { postnummer: /^\d{4}$/ } } }]
  })
})

test('Folkeregisteret gives the parts that are asked for and no more', async t => {
  const sandbox = await runningSandbox(t)
  const { body } = await get(sandbox, `/personer/${personOf('eboks-plain').nationalIdentityNumber}?part=navn&part=status`)
  t.same(Object.keys(body as object).sort(), ['navn', 'status'])
  t.equal((await get(sandbox, `/personer/${personOf('eboks-plain').nationalIdentityNumber}?part=yndlingsfarge`)).status, 400)
})

test('Folkeregisteret answers 404 for an unknown person', async t => {
  const sandbox = await runningSandbox(t)
  for (const number of [personOf('unknown').nationalIdentityNumber, '20914695016']) {
    const { status, body } = await get(sandbox, `/personer/${number}`)
    t.equal(status, 404)
    t.match(body, { kode: 'FREG-404' })
  }
})

test('Folkeregisteret keeps order and doubles as ordered, with a message for the unknown and the superseded', async t => {
  const [known, stranger, former = ''] = [personOf('eboks-plain').nationalIdentityNumber, '20914695016', personOf('superseded-number').formerNumber]
  const { oppslag } = await bulk(await runningSandbox(t), [known, stranger, former, known], '?somBestilt=true')
  t.same(oppslag.map(one => one.foedselsEllerDNummer), [known, stranger, former, known])
  const message = { feilmelding: { feilmelding: String } }
  t.match(oppslag, [{ folkeregisterperson: {} }, message, message, { folkeregisterperson: {} }])
})

test('Folkeregisteret leaves the unknown out and follows the superseded when nothing was ordered', async t => {
  const { formerNumber = '', nationalIdentityNumber } = personOf('superseded-number')
  const { oppslag } = await bulk(await runningSandbox(t), ['20914695016', formerNumber], '?part=identifikasjonsnummer&part=historikk')
  t.match(oppslag, [{
    foedselsEllerDNummer: formerNumber,
    folkeregisterperson: { identifikasjonsnummer: [
      { foedselsEllerDNummer: nationalIdentityNumber, status: 'iBruk', erGjeldende: true },
      { foedselsEllerDNummer: formerNumber, status: 'opphoert', erGjeldende: false }
    ] }
  }])
})

test('Folkeregisteret answers for 1000 people and refuses 1001', async t => {
  const sandbox = await runningSandbox(t)
  const numbers = population.people.slice(0, 1000).map(person => person.nationalIdentityNumber)
  t.equal((await bulk(sandbox, numbers)).oppslag.length, 1000)
  const options = { token: await sandbox.token(scopes.register), body: { foedselsEllerDNummer: [...numbers, '20914695016'] } }
  t.equal((await sandbox.call('POST', `${base}/personer/bulkoppslag`, options)).status, 400)
})

test('Folkeregisteret refuses a call without a token, and one without the scope', async t => {
  const sandbox = await runningSandbox(t)
  const path = `${base}/personer/${personOf('eboks-plain').nationalIdentityNumber}`
  t.match(await sandbox.call('GET', path), { status: 401, body: { feilkode: String, feilmelding: String, httpStatus: 401 } })
  t.equal((await sandbox.call('GET', path, { token: await sandbox.token(scopes.contact) })).status, 403)
})

test('Folkeregisteret tells what happened to people in numbered events', async t => {
  const sandbox = await runningSandbox(t)
  const person = personOf('eboks-plain')
  await sandbox.call('PATCH', `/sandbox/people/${person.id}`, { body: { isDead: true } })
  await sandbox.call('PATCH', `/sandbox/people/${person.id}`, { body: { protection: 'confidential' } })
  const { body, headers } = await get(sandbox, '/hendelser/feed?seq=2')
  t.match(body, [{ sekvensnummer: 2, hendelse: { folkeregisteridentifikator: person.nationalIdentityNumber, hendelsetype: 'endringIAdressebeskyttelse' } }])
  t.equal((await get(sandbox, '/hendelser/siste/sekvensnummer')).text, '2')
  t.equal((await get(sandbox, '/hendelser/feed?seq=2', { 'if-none-match': headers.get('etag') ?? '' })).status, 304)
  t.equal((await get(sandbox, '/hendelser/feed')).status, 400)
  t.equal((await get(sandbox, '/hendelser/feed?seq=x')).status, 400)
})

test('Folkeregisteret writes events in the published shape', async t => {
  const validate = publishedApi(t)?.content('/v1/hendelser/feed', 'get', 'responses/200')
  if (validate === undefined) return
  const sandbox = await runningSandbox(t)
  await sandbox.call('PATCH', `/sandbox/people/${personOf('eboks-plain').id}`, { body: { moveTo: { street: 'Flyttevegen', number: '1' } } })
  const { body } = await get(sandbox, '/hendelser/feed?seq=1')
  t.ok(Array.isArray(body) && body.length === 1 && validate(body))
})
