import { readFile } from 'node:fs/promises'
import { test, type Test } from 'tap'
import { createPopulationRegister } from '../../../src/lookup/folkeregisteret/population-register.ts'
import type { PersonFacts } from '../../../src/letter/recipient-facts.ts'
import { recordOf } from '../../../src/lookup/read-json.ts'
import type { PopulationRegister } from '../../../src/lookup/registers.ts'
import { json, serve, type LocalServer, type Seen } from '../../support/serve.ts'
import { published } from '../../support/shared.ts'

const number = '16852749559'
const newer = '20914695016'
const now = new Date('2026-03-01T10:00:00Z')
const error = { feilmelding: { feilmelding: 'Fant ingen person' } }

type Document = Readonly<Record<string, unknown>>
type EntryFor = (asked: string, call: Seen, count: number) => Document | undefined

/** Answers each call with one entry a number asked for; the call's number counts from 1. */
async function bench (t: Test, entryFor: EntryFor): Promise<{ register: PopulationRegister, server: LocalServer }> {
  let count = 0
  const server = await serve(t, (seen, response) => {
    count += 1
    const asked = recordOf(JSON.parse(String(seen.body))).foedselsEllerDNummer
    json(response, { oppslag: Array.isArray(asked) ? asked.flatMap(each => entryFor(String(each), seen, count) ?? []) : [] })
  })
  const register = createPopulationRegister({ baseUrl: server.url, token: () => Promise.resolve('t'), fetch, timeoutMs: 5000, now: () => now })
  return { register, server }
}

/** One person document: a resident with a name and a home. */
function wireDocument (changes: Document = {}): Document {
  return {
    identifikasjonsnummer: [{ erGjeldende: true, status: 'iBruk', foedselsEllerDNummer: number, identifikatortype: 'foedselsnummer' }],
    status: [{ erGjeldende: true, status: 'bosatt' }, { erGjeldende: false, status: 'doed' }],
    navn: [{ erGjeldende: false, fornavn: 'GAMMEL', etternavn: 'NAVN' }, { erGjeldende: true, fornavn: 'STADIG', mellomnavn: 'LUN', etternavn: 'KUBBESTOL' }],
    bostedsadresse: [{
      erGjeldende: true,
      adressegradering: 'ugradert',
      vegadresse: { adressenavn: 'Storgata', adressenummer: { husnummer: '5', husbokstav: 'B' }, poststed: { postnummer: '0155', poststedsnavn: 'OSLO' } }
    }],
    ...changes
  }
}

async function read (t: Test, document: Document): Promise<PersonFacts> {
  const { register } = await bench(t, asked => ({ foedselsEllerDNummer: asked, folkeregisterperson: document }))
  const facts = (await register.people([number])).get(number)
  if (facts === undefined || facts === 'unknown') throw new Error('the register gave no person')
  return facts
}

test('people() asks once, as JSON, for the parts a letter needs and no others', async t => {
  const { register, server } = await bench(t, asked => ({ foedselsEllerDNummer: asked, folkeregisterperson: wireDocument() }))
  await register.people([number])
  t.equal(server.seen.length, 1)
  const url = new URL(server.seen[0]?.url ?? '', server.url)
  t.strictSame([url.pathname, url.searchParams.get('somBestilt')], ['/v1/personer/bulkoppslag', 'true'])
  t.strictSame(url.searchParams.getAll('part').toSorted(), [
    'adressebeskyttelse', 'bostedsadresse', 'doedsfall', 'falskIdentitet', 'foedsel', 'identifikasjonsnummer', 'kontaktinformasjonForDoedsbo', 'navn',
    'oppholdsadresse', 'postadresse', 'postadresseIUtlandet', 'status'
  ])
  t.match(server.seen[0], { method: 'POST', headers: { 'content-type': 'application/json', 'accept': 'application/json' } })
})

test('people() reads current entries only', async t => {
  t.strictSame(await read(t, wireDocument()), {
    nationalIdentityNumber: number,
    isSuperseded: false,
    status: 'resident',
    isDead: false,
    hasFalseIdentity: false,
    protection: 'none',
    name: 'STADIG LUN KUBBESTOL',
    address: { name: 'STADIG LUN KUBBESTOL', lines: ['Storgata 5B'], postalCode: '0155', city: 'OSLO' },
    addressSource: 'residence'
  })
})

test('people() reads the register\'s own synthetic person', async t => {
  const file = published(t, 'registries/folkeregisteret/person-sample-synthetic.json')
  if (file === undefined) return
  t.match(await read(t, recordOf(JSON.parse(await readFile(file, 'utf8')))), {
    nationalIdentityNumber: number, isSuperseded: false, birthDate: '1927-05-16', estateContact: undefined, addressLacks: undefined,
    status: 'resident', isDead: false, protection: 'none', name: 'STADIG KUBBESTOL',
    address: { lines: ['Stavangvegen 90 H0101'], postalCode: '6944', city: 'STAVANG' }, addressSource: 'residence'
  })
})

const current = { erGjeldende: true }
const settled = { adresselinje: ['Arvegata 1', 'Oppgang B'], postnummer: '0155', poststedsnavn: 'OSLO' }
const documents: [string, Document, object][] = [
  ['a death as an object', { doedsfall: { ...current, doedsdato: '2026-01-01' } }, { isDead: true, status: 'resident' }],
  ['an annulled death', { doedsfall: { erGjeldende: false, doedsdato: '2026-01-01' } }, { isDead: false }],
  ['a dead status', { status: [{ ...current, status: 'doed' }] }, { isDead: true, status: 'dead' }],
  ['a status the register added later', { status: [{ ...current, status: 'hibernert' }] }, { status: 'other', isDead: false }],
  ['no status', { status: [] }, { status: 'other' }],
  ['a false identity', { falskIdentitet: { ...current, erFalsk: true } }, { hasFalseIdentity: true }],
  ['a false identity no longer current', { falskIdentitet: { erGjeldende: false, erFalsk: true } }, { hasFalseIdentity: false }],
  ['protection on the person', { adressebeskyttelse: [{ ...current, graderingsnivaa: 'strengtFortrolig' }] }, { protection: 'strictly-confidential', addressSource: 'none' }],
  ['protection on an address', { oppholdsadresse: [{ ...current, adressegradering: 'fortrolig', adressenErUkjent: true }] }, { protection: 'confidential' }],
  ['a protection the register added later', { adressebeskyttelse: [{ ...current, graderingsnivaa: 'hemmelig' }] }, { protection: 'strictly-confidential' }],
  ['an unknown residence', { bostedsadresse: [{ ...current, adressegradering: 'ugradert', ukjentBosted: { bostedskommune: '0301' } }] },
    { addressSource: 'none', addressLacks: ['unknown-residence'] }],
  ['an unknown address of stay', { bostedsadresse: [], oppholdsadresse: [{ ...current, adressegradering: 'ugradert', adressenErUkjent: true }] },
    { addressSource: 'none', addressLacks: ['unknown-residence'] }],
  ['a stay elsewhere without a home', { bostedsadresse: [], oppholdsadresse: [{ ...current, adressegradering: 'ugradert', oppholdAnnetSted: 'utenriks' }] },
    { addressSource: 'none', addressLacks: ['stays-elsewhere'] }],
  ['a former stay elsewhere', { bostedsadresse: [], oppholdsadresse: [{ erGjeldende: false, oppholdAnnetSted: 'utenriks' }] }, { addressLacks: ['no-address'] }],
  ['nothing but a child\'s second home', { bostedsadresse: [], deltBosted: [{ ...current, vegadresse: { adressenavn: 'Storgata', poststed: { postnummer: '0155', poststedsnavn: 'OSLO' } } }] },
    { addressSource: 'none', addressLacks: ['no-address'] }],
  ['a birth date', { foedsel: [{ erGjeldende: false, foedselsdato: '1901-01-01' }, { ...current, foedselsdato: '2016-05-04', foedselsaar: '2016' }] }, { birthDate: '2016-05-04' }],
  ['a year of birth alone', { foedsel: [{ ...current, foedselsaar: '2016', foedselsdato: '' }] }, { birthDate: undefined }],
  ['an heir', { kontaktinformasjonForDoedsbo: [{ ...current, person: { personnavn: { fornavn: 'RASK', mellomnavn: 'LUN', etternavn: 'PARAPLY' } }, adresse: settled }] },
    { estateContact: { kind: 'person', address: { name: 'RASK LUN PARAPLY', lines: ['Arvegata 1', 'Oppgang B'], postalCode: '0155', city: 'OSLO' } } }],
  ['an heir given by number', { kontaktinformasjonForDoedsbo: [{ ...current, person: { foedselsEllerDNummer: newer }, adresse: settled }] },
    { estateContact: { kind: 'person', address: undefined } }],
  ['a lawyer', { kontaktinformasjonForDoedsbo: [{ ...current, advokat: { organisasjonsnavn: 'Advokat AS', personnavn: { fornavn: 'RASK', etternavn: 'PARAPLY' } }, adresse: { ...settled, landkode: 'NO' } }] },
    { estateContact: { kind: 'lawyer', address: { name: 'Advokat AS v/ RASK PARAPLY', city: 'OSLO', countryCode: undefined } } }],
  ['an organization', { kontaktinformasjonForDoedsbo: [{ ...current, organisasjon: { organisasjonsnavn: 'Arv AS' }, adresse: { ...settled, landkode: 'DNK' } }] },
    { estateContact: { kind: 'organization', address: { name: 'Arv AS', lines: ['Arvegata 1', 'Oppgang B', '0155 OSLO'], countryCode: 'DK' } } }],
  ['a former contact for the estate', { kontaktinformasjonForDoedsbo: [{ erGjeldende: false, person: {}, adresse: settled }] }, { estateContact: undefined }],
  ['a contact for the estate of a kind the register added later', { kontaktinformasjonForDoedsbo: [{ ...current, stiftelse: {}, adresse: settled }] }, { estateContact: undefined }],
  ['a stay elsewhere', { oppholdsadresse: [{ ...current, adressegradering: 'ugradert', oppholdAnnetSted: 'militaer' }] }, { addressSource: 'residence' }],
  ['a farm', { bostedsadresse: [{ ...current, matrikkeladresse: {
    matrikkelnummer: { kommunenummer: '4602', gaardsnummer: 12, bruksnummer: 3, festenummer: 0 }, poststed: { postnummer: '6944', poststedsnavn: 'STAVANG' }
  } }] }, { address: { name: 'STADIG LUN KUBBESTOL', lines: ['4602-12/3'], postalCode: '6944', city: 'STAVANG' } }],
  ['a box', { postadresse: [{ ...current, postboksadresse: { postbokseier: 'Firma', postboks: '7', poststed: { postnummer: '0101', poststedsnavn: 'OSLO' } } }] },
    { addressSource: 'postal', address: { name: 'STADIG LUN KUBBESTOL', lines: ['Firma', 'Postboks 7'], postalCode: '0101', city: 'OSLO' } }],
  ['free lines', { postadresse: [{ ...current, postadresseIFrittFormat: { adresselinje: ['a', '', 'b'], poststed: { postnummer: '0101', poststedsnavn: 'OSLO' } } }] },
    { addressSource: 'postal', address: { name: 'STADIG LUN KUBBESTOL', lines: ['a', 'b'], postalCode: '0101', city: 'OSLO' } }],
  ['an address abroad', { postadresseIUtlandet: [{ ...current, utenlandskAdresse: { adressenavn: 'Kungsgatan 1', postkode: '11143', byEllerStedsnavn: 'Stockholm', landkode: 'SE' } }] },
    { addressSource: 'postal-abroad', address: { name: 'STADIG LUN KUBBESTOL', lines: ['Kungsgatan 1', '11143 Stockholm'], countryCode: 'SE' } }],
  ['free lines abroad', { postadresseIUtlandet: [{ ...current, utenlandskAdresseIFrittFormat: { adresselinje: ['1 Road'], byEllerStedsnavn: 'Rome', landkode: 'IT' } }] },
    { addressSource: 'postal-abroad', address: { name: 'STADIG LUN KUBBESTOL', lines: ['1 Road', 'Rome'], countryCode: 'IT' } }]
]
for (const [name, changes, expected] of documents) {
  test(`people() reads ${name}`, async t => {
    t.match(await read(t, wireDocument(changes)), expected)
  })
}

test('people() calls a number unknown when the register has no successor of it either', async t => {
  const { register, server } = await bench(t, (asked, seen) => seen.url.includes('somBestilt') ? { foedselsEllerDNummer: asked, ...error } : undefined)
  t.equal((await register.people([number])).get(number), 'unknown')
  t.equal(server.seen.length, 2)
})

const both = [{ status: 'opphoert', erGjeldende: false, foedselsEllerDNummer: number }, { status: 'iBruk', erGjeldende: true, foedselsEllerDNummer: newer }]

test('people() follows a superseded number, whichever number the answer stands under', async t => {
  for (const answeredAs of [number, newer]) {
    const person = { foedselsEllerDNummer: answeredAs, folkeregisterperson: wireDocument({ identifikasjonsnummer: both }) }
    const { register, server } = await bench(t, (asked, seen) => seen.url.includes('somBestilt') ? { foedselsEllerDNummer: asked, ...error } : person)
    t.match((await register.people([number])).get(number), { nationalIdentityNumber: newer, isSuperseded: true, status: 'resident' })
    t.strictSame(server.seen.map(one => one.url.includes('historikk')), [false, true])
  }
})

test('people() gives a person under the number in use when the first answer names it', async t => {
  const folkeregisterperson = wireDocument({ identifikasjonsnummer: both })
  const { register, server } = await bench(t, asked => ({ foedselsEllerDNummer: asked, folkeregisterperson }))
  t.match((await register.people([number])).get(number), { nationalIdentityNumber: newer, status: 'resident' })
  t.equal(server.seen.length, 1)
})

test('people() keeps the number asked for when none is in use', async t => {
  const identifikasjonsnummer = [{ status: 'opphoert', erGjeldende: true, foedselsEllerDNummer: number }]
  t.match(await read(t, wireDocument({ identifikasjonsnummer, status: [{ ...current, status: 'opphoert' }] })), { nationalIdentityNumber: number, isSuperseded: true, status: 'ceased' })
  t.match(await read(t, wireDocument({ identifikasjonsnummer: [] })), { nationalIdentityNumber: number, isSuperseded: false }, 'nothing said of numbers')
})

test('people() does not take a number that was in use once for the one in use now', async t => {
  const once = { status: 'iBruk', erGjeldende: false, foedselsEllerDNummer: number }
  t.match(await read(t, wireDocument({ identifikasjonsnummer: [once, ...both] })), { nationalIdentityNumber: newer, isSuperseded: true })
})

test('people() leaves out those the register gave no readable answer for', async t => {
  const person = wireDocument({ identifikasjonsnummer: [{ status: 'iBruk', foedselsEllerDNummer: newer }] })
  const { register } = await bench(t, asked => ({ foedselsEllerDNummer: asked, ...asked === number ? {} : { folkeregisterperson: person } }))
  t.strictSame([...(await register.people([number, newer])).keys()], [newer])
})

test('people() refuses an answer without a list', async t => {
  const server = await serve(t, (_, response) => { json(response, { feil: true }) })
  const register = createPopulationRegister({ baseUrl: server.url, token: () => Promise.resolve('t'), fetch, timeoutMs: 5000, now: () => now })
  await t.rejects(register.people([number]), { code: 'ERR_LOOKUP_UNREADABLE' })
})
