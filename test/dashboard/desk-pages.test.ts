import fc from 'fast-check'
import { test } from 'tap'
import { deskPages } from '../../src/dashboard/desk-pages.ts'
import type { PageAnswer, PageRequest } from '../../src/dashboard/page.ts'
import type { DeskFilter, DeskPorts } from '../../src/dashboard/ports.ts'
import type { ErrorCode } from '../../src/letter/error-table.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { aDeskLetter, aStory, aStoppedStory, badOverview, emptyOverview, fakePorts, letterId, minutesAgo, now } from './fake-desk.ts'

const many = Array.from({ length: 50 }, (_, index) => aDeskLetter(index + 1))

/** Asks one page of the desk. */
async function ask (path: string, ports: DeskPorts, request: Partial<PageRequest> = {}): Promise<PageAnswer> {
  const page = deskPages(ports, { now: () => now, newId: () => letterId(99) }).find(candidate => candidate.path === path)
  if (page === undefined) throw new Error(`no page ${path}`)
  return page.render({ params: {}, query: {}, ...request })
}

const story = (ports: DeskPorts, query = {}, id = letterId(7)) => ask('/desk/letters/:id', ports, { params: { id }, query })

test('deskPages() answers "is anything wrong?" first', async t => {
  const { status, html } = await ask('/desk', fakePorts({ overview: badOverview() }))
  t.equal(status, 200)
  t.match(html, /6 ting trenger oppmerksomhet[^]*Nøkkeltall/)
  t.match(html, 'Eldste brev har ventet på oss i 3 t 12 min')
  t.match(html, `href="/desk/letters/${letterId(3)}"`)
})

test('deskPages() says that all is well when it is', async t => {
  t.match((await ask('/desk', fakePorts(), { query: { lang: 'en' } })).html, 'Everything is well')
})

test('deskPages() greets an empty desk', async t => {
  const { html } = await ask('/desk', fakePorts({ overview: emptyOverview() }), { language: 'nn-NO' })
  t.match(html, /<html lang="nn"/)
  t.match(html, 'Ingen brev enno')
})

test('deskPages() carries a chosen language along every link, and no other', async t => {
  const chosen = await ask('/desk/letters', fakePorts({ letters: many, next: 'n' }), { query: { lang: 'en' } })
  const links = [...chosen.html.matchAll(/href="(\/desk(?!\/(?:assets|designsystemet))[^"]*)"/g)].map(match => match[1])
  t.ok(links.length > 50)
  t.same(links.filter(link => !/[?;]lang=/.test(link ?? '')), [])
  t.notMatch((await ask('/desk', fakePorts(), { language: 'en' })).html, /href="\/desk\/letters\?lang/)
})

test('deskPages() asks the port for what the address says', async t => {
  const asked: DeskFilter[] = []
  const ports = { ...fakePorts(), list: (filter: DeskFilter) => { asked.push(filter); return Promise.resolve({ letters: [], next: null }) } }
  await ask('/desk/letters', ports, { query: { state: 'held', age: '1h', cursor: 'abc' } })
  t.match(asked, [{ state: 'held', changedBefore: minutesAgo(60), cursor: 'abc', limit: 50 }])
})

test('deskPages() keeps the filter in the form and along the pages', async t => {
  const { html } = await ask('/desk/letters', fakePorts({ letters: many, next: 'n2' }), { query: { state: 'held', reference: 'a"b' } })
  t.match(html, '<option value="held" selected>')
  t.match(html, 'value="a&quot;b"')
  t.match(html, 'href="/desk/letters?state=held&amp;reference=a%22b&amp;cursor=n2"')
})

test('deskPages() says when no letter matches, and when a condition was not used', async t => {
  const { html } = await ask('/desk/letters', fakePorts(), { query: { state: 'lost', lang: 'en' } })
  t.match(html, 'No letter matches')
  t.match(html, 'could not be read')
})

test('deskPages() tells a letter\'s story in order, with why', async t => {
  const { status, html } = await story(fakePorts({ story: aStory() }))
  t.equal(status, 200)
  const order = ['Brevet ble mottatt', 'Kanal ble valgt', 'Mottakeren har digital postkasse', 'overlevert til kanalen', 'bekreftet at brevet er levert']
  const places = order.map(words => html.indexOf(words))
  t.same(places, places.toSorted((a, b) => a - b))
  t.match(html, '209146*****')
  t.match(html, 'Leveringskvittering')
})

test('deskPages() puts the reason of a stopped letter first', async t => {
  const { html } = await story(fakePorts({ story: aStoppedStory() }), { lang: 'en' })
  t.match(html, /The population register has no address[^]*Events/)
})

test('deskPages() finds no page for what is no letter id, and does not repeat it', async t => {
  for (const id of ['20914612345', '../x', '', letterId(8)]) {
    const { status, html } = await story(fakePorts({ story: aStory() }), {}, id)
    t.equal(status, 404)
    t.notMatch(html, '20914612345')
  }
})

test('deskPages() shows an identity number to nobody, even if a port gives one', async t => {
  const { html } = await story(fakePorts({ story: { ...aStory(), maskedRecipient: '20914612345' } }))
  t.notMatch(html, '20914612345')
  t.match(html, 'Skjult')
})

test('deskPages() answers with a page when a port fails, and tells only our own code', async t => {
  const failing = (error: Error): DeskPorts => ({ ...fakePorts(), overview: () => Promise.reject(error) })
  const known = await ask('/desk', failing(new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database: refused')))
  t.equal(known.status, 503)
  t.match(known.html, 'ERR_STORE_UNAVAILABLE')
  t.notMatch((await ask('/desk', failing(new Error('Kari 20914612345')))).html, /Kari|20914612345/)
})

test('deskPages() never lets what a case system wrote become markup', async t => {
  const property = fc.asyncProperty(fc.string({ unit: fc.constantFrom('<', '>', '"', '\'', '&', 'a', '/', '=') }), async text => {
    const reference = `<script>${text}`
    const [list, one] = await Promise.all([
      ask('/desk/letters', fakePorts({ letters: [{ ...aDeskLetter(1), reference }] })),
      story(fakePorts({ story: { ...aStory(), letter: { ...aStory().letter, reference } } }))
    ])
    return [list, one].every(({ html }) => (html.match(/<script/g) ?? []).length === 1)
  })
  await t.resolves(fc.assert(property, { numRuns: 50 }))
})

/** Sends the form of the letter's page. */
async function submit (ports: DeskPorts, form: Record<string, string>, query = { lang: 'en' }): Promise<PageAnswer> {
  const page = deskPages(ports, { now: () => now, newId: () => letterId(99) }).find(candidate => candidate.submit !== undefined)
  if (page?.submit === undefined) throw new Error('no form')
  return page.submit({ params: { id: letterId(7) }, query, form: { key: letterId(98), ...form } })
}

test('deskPages() shows the form where a letter waits for a person, and nowhere else', async t => {
  t.match((await story(fakePorts({ story: aStoppedStory() }), { lang: 'en' })).html, `<input type="hidden" name="key" value="${letterId(99)}">`)
  t.notMatch((await story(fakePorts({ story: aStory() }), { lang: 'en' })).html, '<form class="desk-form"')
})

test('deskPages() takes a decision once, and leads back to the letter in the same language', async t => {
  const asked: unknown[] = []
  const ports: DeskPorts = { ...fakePorts({ story: aStoppedStory() }), decide: async (...call) => { asked.push(call); return { kind: 'taken' } } }
  const answer = await submit(ports, { action: 'print', reason: 'Haster', by: 'Kari' })
  t.match(answer, { status: 303, location: `/desk/letters/${letterId(7)}?decided=1&lang=en` })
  t.strictSame(asked, [[letterId(7), letterId(98), { action: 'route', channel: 'print', reason: 'Haster', by: 'Kari' }]])
  t.match((await story(ports, { lang: 'en', decided: '1' })).html, /role="status"[^>]*><p>The decision was saved/)
})

test('deskPages() gives a refused form back as it was typed, with each fault beside its field', async t => {
  const verdict = { kind: 'refused', problems: [{ code: 'ERR_INTAKE_PERSONAL_DATA', field: '/reason' }] } as const
  const { status, html } = await submit(fakePorts({ story: aStoppedStory(), verdict }), { action: 'stop', reason: 'Kari & "Ola"', by: 'Per' })
  t.equal(status, 422)
  t.match(html, /<div class="ds-error-summary"[^>]*autofocus[^]*<a class="ds-link" href="#decide-reason">/)
  t.match(html, /aria-describedby="decide-reason-note decide-reason-fault" aria-invalid="true">\nKari &amp; &quot;Ola&quot;<\/textarea>/)
  t.match(html, '<option value="stop" selected="">')
  t.match(html, `name="key" value="${letterId(98)}"`)
})

test('deskPages() says why a decision cannot be, in the reader\'s language', async t => {
  const sentence = { nb: 'Mottakeren er registrert død.', nn: 'Død.', en: 'Dead.' }
  const said = async (code: ErrorCode): Promise<string> =>
    (await submit(fakePorts({ story: aStoppedStory(), verdict: { kind: 'refused', problems: [{ code }], sentence } }), {}, { lang: 'nb' })).html
  t.match(await said('ERR_DECIDE_FORBIDDEN'), 'Reglene tillater det ikke: Mottakeren er registrert død.')
  t.match(await said('ERR_DECIDE_IN_DOUBT'), 'Brevet kan alt være overlevert')
  t.match(await said('ERR_DECIDE_STATE'), 'venter ikke lenger på en avgjørelse. Tilstanden er nå «Trenger avgjørelse»')
  t.match(await said('ERR_LOOKUP_UNAVAILABLE'), 'noe ikke svarer')
})

test('deskPages() says that a letter does not wait any more, with the form that was refused', async t => {
  const verdict = { kind: 'refused', problems: [{ code: 'ERR_DECIDE_STATE' }] } as const
  const { status, html } = await submit(fakePorts({ story: aStory(), verdict }), { action: 'print', reason: 'Kari & "Ola"', by: 'Per' })
  t.equal(status, 409)
  t.match(html, /<li>The letter no longer waits for a decision\. Its state is now &quot;Delivered&quot;\.<[^]*Kari &amp; &quot;Ola&quot;<\/textarea>/)
})

test('deskPages() takes no form without a key of its own, and none for a letter that is not there', async t => {
  t.equal((await submit(fakePorts({ story: aStoppedStory() }), { key: '20914695016' })).status, 400)
  t.equal((await submit(fakePorts(), {})).status, 404)
})

test('deskPages() shows what people decided: what, why, who and until when', async t => {
  const { html } = await story(fakePorts({ story: aStoppedStory() }), { lang: 'en' })
  for (const words of ['Send on paper to another address', 'Ny adresse\nper telefon', 'Kari Saksbehandler (sender)', 'As long as the letter lives']) t.match(html, words)
})
