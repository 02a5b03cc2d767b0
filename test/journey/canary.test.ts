// 200 synthetic people, marked so that they would be recognized anywhere, sent through success and failure; then everything that is written
// down or answered is searched for them. One hit is a leak.
import { test, type Test } from 'tap'
import { createPopulation } from '../../src/sandbox/population/create-population.ts'
import type { Person } from '../../src/sandbox/population/person.ts'
import { aLetterInput, citizens, pdf, post, setFault, type Citizen } from '../support/client.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

/** A letter with marks of its own in every text, and the marks. */
interface Canary { letter: Record<string, unknown>, marks: string[] }

const shielded = ['protection-client', 'protection-client-paper', 'protection-client-postal', 'protection-confidential', 'protection-confidential-paper',
  'protection-strict', 'protection-strict-postal', 'protection-strict-no-postal']
const cases = [...shielded, 'no-address', 'eboks-plain', 'digipost-plain', 'reserved', 'no-mailbox', 'unknown', 'dead', 'eboks-closed', 'digipost-breaks',
  'eboks-notice-fails', 'minor', 'returned-post', 'superseded-number']

/** The sandbox's people are made the same way every time, so that their addresses can be known without asking it. */
const addresses = new Map(createPopulation(new Date()).people.map(person => [person.nationalIdentityNumber, placesOf(person)]))

function placesOf ({ residence, shared, stay, postal }: Person): string[] {
  return [residence, shared, stay, postal].flatMap(found => {
    const place = found?.place
    if (place?.form === 'street') return [`${place.street} ${place.number}`]
    return place?.form === 'box' ? [place.box] : []
  })
}

function toCitizen (citizen: Citizen, index: number): Canary {
  const title = `Kanarititel ${index}`
  const fileName = `kanarifil-${index}.pdf`
  const documents = [{ fileName, title: `Kanaridokument ${index}`, mediaType: 'application/pdf', content: pdf.toString('base64') }]
  return {
    letter: aLetterInput({ nationalIdentityNumber: citizen.nationalIdentityNumber }, { title, documents, openingReceipt: true }),
    marks: [citizen.nationalIdentityNumber, citizen.name, title, fileName, `Kanaridokument ${index}`, ...addresses.get(citizen.nationalIdentityNumber) ?? []]
  }
}

function toAddress (index: number): Canary {
  const name = `KANARI FUGLESANG ${index}`
  const street = `Kanarivegen ${index}`
  return { letter: aLetterInput({ address: { name, lines: [street], postalCode: '0037', city: 'OSLO' } }), marks: [name, street] }
}

async function flock (running: Running): Promise<Canary[]> {
  const people = await Promise.all(cases.map(name => citizens(running, name)))
  const chosen = people.flatMap(all => all.slice(0, 9)).slice(0, 190)
  return [...chosen.map(toCitizen), ...Array.from({ length: 200 - chosen.length }, (_, index) => toAddress(index))]
}

/** Calls that must be refused, with marks where they do not belong. Gives the answers. */
async function misuse (running: Running, { letter, marks: [number = '', name = ''] }: Canary): Promise<string[]> {
  const wrong = [
    { ...letter, title: `Om ${number}` },
    { ...letter, recipient: { nationalIdentityNumber: `${number.slice(0, 10)}x` } },
    { ...letter, [number]: name },
    { ...letter, reference: number, class: name },
    { ...letter, documents: [{ fileName: `${name}/${number}.exe`, mediaType: name, content: 'x' }] }
  ]
  const answers = await Promise.all(wrong.map(async input => (await post(running, input)).text()))
  const odd = await Promise.all([`/v1/letters/${number}`, `/v1/letters?reference=${number}`, `/${number}/${name}`, `/v1/events?after=${number}x`]
    .map(async path => (await fetch(`${running.url}${path}`, { headers: { authorization: `Bearer ${number}` } })).text()))
  const garbled = await fetch(`${running.url}/v1/letters`, {
    method: 'POST', body: `{"recipient": "${number}", ${name}`, headers: { 'authorization': 'Bearer sandbox', 'idempotency-key': number, 'content-type': 'application/json' }
  })
  return [...answers, ...odd, await garbled.text()]
}

async function writtenDown ({ gateway, url, logged }: Running): Promise<Record<string, string>> {
  const dump = async (table: string): Promise<string> => JSON.stringify(await gateway.database.query(`select * from ${table}`))
  return {
    log: logged(),
    metrics: await (await fetch(`${url}/metrics`)).text(),
    jobs: await dump('pgboss.job'),
    events: await dump('letter_event'),
    letters: await dump('letter'),
    decisions: await dump('decision'),
    receipts: await dump('receipt'),
    idempotency: await dump('idempotency'),
    overrides: await dump('letter_override'),
    tombstones: await dump('tombstone'),
    desk: await (await fetch(`${url}/desk/letters`, { headers: { authorization: 'Bearer sandbox' } })).text()
  }
}

function search (t: Test, places: Record<string, string>, canaries: readonly Canary[]): void {
  for (const [place, text] of Object.entries(places)) {
    t.ok(text.length > 100, `${place} was really looked at`)
    const hits = canaries.flatMap(({ marks }) => marks).filter(mark => mark !== '' && text.includes(mark))
    t.equal(hits.length, 0, `${place} (${text.length} characters) tells nothing of 200 people`)
  }
}

async function settled ({ gateway }: Running): Promise<true | undefined> {
  const [row] = await gateway.database.query(
    'select count(*) as waiting from letter where state in (\'received\', \'addressed\', \'routed\', \'sealed\', \'dispatched\')')
  return Number(row?.waiting) === 0 ? true : undefined
}

/** What a person decides of a letter, with marks of its own. */
const decision = {
  action: 'address', reason: 'Kanarigrunn', by: 'Kanaribestyrer',
  address: { name: 'KANARI NABO', lines: ['Kanarisvingen 7'], postalCode: '0037', city: 'OSLO' }
}

function decide ({ url }: Running, id: string): Promise<Response> {
  return fetch(`${url}/v1/letters/${id}/decide`, {
    method: 'POST', body: JSON.stringify(decision),
    headers: { 'authorization': 'Bearer sandbox', 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' }
  })
}

/** Everything that is told of letters, over the API and at the desk, before and after somebody tries to decide about them. */
async function told (running: Running, ids: readonly string[], letters: readonly Record<string, unknown>[]): Promise<Record<string, string>> {
  const headers = { authorization: 'Bearer sandbox' }
  const ask = async (path: string): Promise<string> => (await fetch(`${running.url}${path}`, { headers })).text()
  const decided = await Promise.all(ids.map(async id => (await decide(running, id)).text()))
  const paths = ['', '/events', '/decision'].flatMap(path => ids.map(id => `/v1/letters/${id}${path}`))
  const precheck = await fetch(`${running.url}/v1/precheck`, {
    method: 'POST', headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      sender: '313000001', class: 'decision', documents: [{ mediaType: 'application/pdf', bytes: 1000 }], recipients: letters.map(({ recipient }) => recipient)
    })
  })
  return {
    'decisions of people': decided.join('\n'),
    'answers': (await Promise.all(paths.map(ask))).join('\n'),
    'desk stories': (await Promise.all(ids.map(id => ask(`/desk/letters/${id}`)))).join('\n'),
    'precheck': await precheck.text()
  }
}

test('200 canaries are found nowhere', { timeout: 240_000 }, async t => {
  const running = await startPostbud(t)
  const canaries = await flock(running)
  t.equal(canaries.length, 200)
  const answers = [await Promise.all(canaries.slice(0, 10).map(canary => misuse(running, canary)))].flat(2)
  for (const kind of ['status', 'html']) await setFault(running, { target: 'krr', kind, count: 1 })
  const created: string[] = []
  for (const { letter } of canaries) {
    const response = await post(running, letter)
    created.push(await response.text())
    t.equal(response.status, 201)
  }
  await eventually(() => settled(running), 200)
  const ids = created.map(body => (JSON.parse(body) as { id: string }).id)
  // The shielded stand first, nine of a case, and behind them those without an address: three of each are asked about in every way there is.
  const looked = canaries.flatMap(({ letter }, index) => index < 81 && index % 3 === 0 ? [{ letter, id: ids[index] ?? '' }] : [])
  const stories = await told(running, looked.map(({ id }) => id), looked.map(({ letter }) => letter))
  for (const [place, text] of Object.entries(stories)) t.notMatch(text, /strictly|confidential|fortrolig|klientadresse/i, `${place} tell no level of protection`)
  await eventually(() => settled(running), 200)
  const places = { ...await writtenDown(running), 'error bodies': answers.join('\n') }
  const decider = { letter: {}, marks: [decision.reason, decision.by] }
  const neighbor = { letter: {}, marks: [decision.address.name, ...decision.address.lines] }
  search(t, places, [...canaries, decider, neighbor])
  search(t, stories, [...canaries, neighbor])
  const numbersOnly = canaries.map(({ marks: [number = ''] }) => ({ letter: {}, marks: /^\d{11}$/.test(number) ? [number] : [] }))
  search(t, { 'accepted bodies': created.join('\n') }, numbersOnly)
})
