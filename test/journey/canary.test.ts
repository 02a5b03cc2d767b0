// 200 synthetic people, marked so that they would be recognized anywhere, sent through success and failure; then everything that is written
// down or answered is searched for them. One hit is a leak.
import { test, type Test } from 'tap'
import { aLetterInput, citizens, pdf, post, setFault, type Citizen } from '../support/client.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

/** A letter with marks of its own in every text, and the marks. */
interface Canary { letter: Record<string, unknown>, marks: string[] }

const cases = ['eboks-plain', 'digipost-plain', 'reserved', 'no-mailbox', 'unknown', 'dead', 'eboks-closed', 'digipost-breaks', 'eboks-notice-fails',
  'protection-strict', 'protection-strict-no-postal', 'protection-confidential-paper', 'minor', 'returned-post', 'superseded-number', 'no-address']

function toCitizen (citizen: Citizen, index: number): Canary {
  const title = `Kanarititel ${index}`
  const fileName = `kanarifil-${index}.pdf`
  const documents = [{ fileName, title: `Kanaridokument ${index}`, mediaType: 'application/pdf', content: pdf.toString('base64') }]
  return {
    letter: aLetterInput({ nationalIdentityNumber: citizen.nationalIdentityNumber }, { title, documents, openingReceipt: true }),
    marks: [citizen.nationalIdentityNumber, citizen.name, title, fileName, `Kanaridokument ${index}`]
  }
}

function toAddress (index: number): Canary {
  const name = `KANARI FUGLESANG ${index}`
  const street = `Kanarivegen ${index}`
  return { letter: aLetterInput({ address: { name, lines: [street], postalCode: '0037', city: 'OSLO' } }), marks: [name, street] }
}

async function flock (running: Running): Promise<Canary[]> {
  const people = await Promise.all(cases.map(name => citizens(running, name)))
  const chosen = people.flatMap(all => all.slice(0, 12)).slice(0, 180)
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
  const places = { ...await writtenDown(running), 'error bodies': answers.join('\n') }
  search(t, places, canaries)
  const numbersOnly = canaries.map(({ marks: [number = ''] }) => ({ letter: {}, marks: /^\d{11}$/.test(number) ? [number] : [] }))
  search(t, { 'accepted bodies': created.join('\n') }, numbersOnly)
})
