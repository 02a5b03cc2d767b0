// Our clients against the sandbox, each call and each answer judged by Skatteetaten's own OpenAPI description.
import { readFileSync } from 'node:fs'
import { test, type Test } from 'tap'
import { createEventFeed } from '../../src/lookup/folkeregisteret/event-feed.ts'
import { createPopulationRegister } from '../../src/lookup/folkeregisteret/population-register.ts'
import { recordOf } from '../../src/lookup/read-json.ts'
import { publishedApi, type PublishedApi } from '../support/population-register-api.ts'
import { personOf, population, runningSandbox, scopes, type RunningSandbox } from '../support/running-sandbox.ts'
import { json, serve } from '../support/serve.ts'
import { published } from '../support/shared.ts'

const base = '/folkeregisteret/offentlig-med-hjemmel/api'

interface Exchange { method: string, url: URL, asked: unknown, answered: unknown }

/** What our clients are made with, and everything they said and heard. */
async function recorded (t: Test): Promise<{ sandbox: RunningSandbox, options: Parameters<typeof createEventFeed>[0], exchanges: Exchange[] }> {
  const sandbox = await runningSandbox(t)
  const exchanges: Exchange[] = []
  const recording: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const asked = request.method === 'GET' ? undefined : await request.clone().json()
    const response = await fetch(request)
    exchanges.push({ method: request.method.toLowerCase(), url: new URL(request.url), asked, answered: await response.clone().json() })
    return response
  }
  const token = async (): Promise<string> => await sandbox.token(scopes.register)
  return { sandbox, options: { baseUrl: `${sandbox.url}${base}`, token, fetch: recording, timeoutMs: 10_000, now: () => new Date() }, exchanges }
}

function judge (t: Test, api: PublishedApi, { method, url, asked, answered }: Exchange): void {
  const path = url.pathname.slice(base.length)
  const operation = api.paths[path]?.[method]
  if (operation === undefined) { t.fail(`the register has no ${method} ${path}`); return }
  const parameters = operation.parameters ?? []
  const names = [...url.searchParams.keys()]
  t.strictSame(names.filter(name => !parameters.some(parameter => parameter.in === 'query' && parameter.name === name)), [], `${path} knows our parameters`)
  t.strictSame(parameters.filter(({ name, required }) => required === true && !names.includes(name)), [], `${path} has all it requires`)
  if (asked !== undefined) t.ok(api.content(path, method, 'requestBody')(asked), `${path} takes what we ask`)
  const validate = api.content(path, method, 'responses/200')
  validate(answered)
  t.strictSame(validate.errors ?? [], [], `${path} gives what the sandbox answers`)
}

test('the population register is asked and answers as published', async t => {
  const api = publishedApi(t)
  if (api === undefined) return
  const { options, exchanges } = await recorded(t)
  const numbers = population.people.slice(-900).map(person => person.formerNumber ?? person.nationalIdentityNumber)
  t.equal((await createPopulationRegister(options).people(numbers)).size, numbers.length)
  t.equal(exchanges.length, 2, 'as ordered, then those without a person once more')
  for (const exchange of exchanges) judge(t, api, exchange)
  const properties = Object.keys(api.components.schemas['folkeregisteret.tilgjengeliggjoering.person.v1.Folkeregisterperson']?.properties ?? {})
  const parts = exchanges.flatMap(({ url }) => url.searchParams.getAll('part')).filter(part => part !== 'historikk')
  t.strictSame(parts.filter(part => !properties.includes(part)), [], 'each part is a property of the person')
})

test('the event feed is asked and answers as published', async t => {
  const api = publishedApi(t)
  if (api === undefined) return
  const { sandbox, options, exchanges } = await recorded(t)
  const feed = createEventFeed(options)
  const start = await feed.latest()
  await sandbox.call('PATCH', `/sandbox/people/${personOf('eboks-plain').id}`, { body: { isDead: true, estate: 'person', status: 'ceased', postal: 'box' } })
  t.match(await feed.changes(start), { people: [personOf('eboks-plain').nationalIdentityNumber], next: '4' })
  t.equal(exchanges.length, 2)
  for (const exchange of exchanges) judge(t, api, exchange)
})

/** Types the register may send and we pass over: they change neither who somebody is nor where their post goes. */
const meaningless = [
  'personErOpprettet', 'endringIIdentitetsgrunnlag', 'endringIUtenlandskPersonidentifikasjon', 'endringIUtlendingsmyndighetenesIdentifikasjonsnummer',
  'endringILegitimasjonsdokument', 'endringIDeltBosted', 'endringIFoedselINorge', 'endringIKjoenn', 'endringIFamilierelasjon', 'endringISivilstand',
  'endringIInnflytting', 'endringIUtflytting', 'endringIBrukAvSamiskSpraak', 'endringIForeldreansvar', 'endringIStatsborgerskap', 'endringIOpphold',
  'endringIVergemaal'
]

test('every published event type either counts or is known to mean nothing to a letter', async t => {
  const file = published(t, 'registries/folkeregisteret/Hendelsedokument_v1.4.xsd')
  if (file === undefined) return
  const types = [...readFileSync(file, 'utf8').matchAll(/enumeration value="((?:personEr|endringI)\w+)"/g)].map(([, type]) => type ?? '')
  t.ok(types.length > 30)
  const server = await serve(t, (_, response) => {
    json(response, types.map((type, index) => ({ sekvensnummer: index + 1, hendelse: { hendelsetype: type, folkeregisteridentifikator: type } })))
  })
  const feed = createEventFeed({ baseUrl: server.url, token: () => Promise.resolve('t'), fetch, timeoutMs: 5000, now: () => new Date() })
  const { people: counted } = await feed.changes('0')
  t.strictSame(types.filter(type => !counted.includes(type)).toSorted(), meaningless.toSorted())
})

test('a person\'s events in the sandbox are of published types', async t => {
  const file = published(t, 'registries/folkeregisteret/Hendelsedokument_v1.4.xsd')
  if (file === undefined) return
  const sandbox = await runningSandbox(t)
  const changes = [{ isDead: true }, { isDead: false }, { estate: 'person' }, { status: 'emigrated' }, { status: 'resident' }, { status: 'inactive' }, { isRenumbered: true },
    { hasFalseIdentity: true }, { isUnknown: true }, { isUnknown: false }, { protection: 'confidential' }, { moveTo: { street: 'Flyttevegen', number: '1' } }, { postal: 'box' }]
  for (const body of changes) await sandbox.call('PATCH', `/sandbox/people/${personOf('no-mailbox').id}`, { body })
  const { body } = await sandbox.call('GET', `${base}/v1/hendelser/feed?seq=1`, { token: await sandbox.token(scopes.register) })
  const xsd = readFileSync(file, 'utf8')
  const types = Array.isArray(body) ? body.map(event => String(recordOf(recordOf(event).hendelse).hendelsetype)) : []
  t.equal(types.length, changes.length + 1)
  t.strictSame(types.filter(type => !xsd.includes(`enumeration value="${type}"`)), [])
})
