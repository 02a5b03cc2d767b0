import { test, type Test } from 'tap'
import { createContactRegister } from '../../../src/lookup/krr/contact-register.ts'
import type { ContactRegister } from '../../../src/lookup/registers.ts'
import { json, serve, type LocalServer } from '../../support/serve.ts'
import { testParty } from '../../support/test-certificates.ts'

const numbers = ['20914695016', '03851598730']
const moment = new Date('2026-03-01T10:00:00Z')

interface Bench { register: ContactRegister, server: LocalServer, tick: (minutes: number) => void }

async function bench (t: Test, answer: Parameters<typeof serve>[1]): Promise<Bench> {
  const server = await serve(t, answer)
  let now = moment
  const register = createContactRegister({ baseUrl: server.url, token: () => Promise.resolve('token-1'), fetch, timeoutMs: 5000, now: () => now })
  return { register, server, tick: minutes => { now = new Date(now.getTime() + minutes * 60_000) } }
}

/** One person as KRR writes it, with a mailbox. */
function wirePerson (changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    personidentifikator: numbers[0],
    reservasjon: 'NEI',
    status: 'AKTIV',
    varslingsstatus: 'KAN_VARSLES',
    kontaktinformasjon: {
      epostadresse: 'a@example.com',
      epostadresse_oppdatert: '2023-06-13T13:42:34+02',
      epostadresse_sist_verifisert: '2023-08-05T10:45:15.768Z',
      mobiltelefonnummer: '',
      mobiltelefonnummer_oppdatert: ''
    },
    digital_post: { postkasseadresse: 'ola#4ABC', postkasseleverandoeradresse: '984661185' },
    spraak: 'nn',
    ...changes
  }
}

test('people() asks for all in one POST, with numbers in the body and nothing of them in the URL', async t => {
  const { register, server } = await bench(t, (_, response) => { json(response, { personer: [] }) })
  await register.people(numbers)
  t.match(server.seen, [{ method: 'POST', url: '/rest/v2/personer', headers: { 'authorization': 'Bearer token-1', 'content-type': 'application/json' } }])
  t.strictSame(JSON.parse(String(server.seen[0]?.body)), { personidentifikatorer: numbers })
})

test('people() reads odd timestamps, empty strings, mailbox and language', async t => {
  const { register } = await bench(t, (_, response) => { json(response, { personer: [wirePerson()] }) })
  t.strictSame((await register.people(numbers)).get('20914695016'), {
    status: 'active',
    isReserved: false,
    isNotifiable: true,
    email: { value: 'a@example.com', updatedAt: new Date('2023-06-13T11:42:34Z'), verifiedAt: new Date('2023-08-05T10:45:15.768Z') },
    mailbox: { address: 'ola#4ABC', provider: '984661185' },
    language: 'nn'
  })
})

test('people() takes what is missing as absent, and guesses nothing in favor of digital post', async t => {
  const bare = { personidentifikator: numbers[0], status: 'AKTIV' }
  const empty = { ...bare, reservasjon: '', varslingsstatus: '', kontaktinformasjon: { epostadresse: '', epostadresse_oppdatert: '' }, digital_post: {}, sertifikat: '', spraak: '' }
  for (const person of [bare, empty]) {
    const { register } = await bench(t, (_, response) => { json(response, { personer: [person] }) })
    t.strictSame((await register.people(numbers)).get('20914695016'), { status: 'active', isReserved: true, isNotifiable: false })
  }
})

test('people() joins on the number, whatever the order', async t => {
  const reversed = [wirePerson({ personidentifikator: numbers[1], status: 'SLETTET' }), wirePerson()]
  const { register } = await bench(t, (_, response) => { json(response, { personer: reversed }) })
  const people = await register.people(numbers)
  t.strictSame(numbers.map(number => people.get(number)?.status), ['active', 'deleted'])
})

test('people() takes an empty mailbox and certificate as absent', async t => {
  const digitalPost = { postkasseadresse: '', postkasseleverandoeradresse: '984661185' }
  const { register } = await bench(t, (_, response) => { json(response, { personer: [wirePerson({ digital_post: digitalPost, sertifikat: '' })] }) })
  t.notOk((await register.people(numbers)).get('20914695016')?.mailbox)
})

test('people() reads certificates with and without PEM armor, and takes an unreadable one as absent', async t => {
  const { certificate } = await testParty('digipost')
  const bare = certificate.raw.toString('base64')
  for (const sertifikat of [certificate.toString(), bare, bare.replace(/(.{64})/g, '$1\r\n')]) {
    const { register } = await bench(t, (_, response) => { json(response, { personer: [wirePerson({ sertifikat })] }) })
    const read = (await register.people(numbers)).get('20914695016')?.mailbox?.certificate
    t.strictSame(read, { pem: certificate.toString(), validFrom: certificate.validFromDate, validTo: certificate.validToDate })
  }
  const { register } = await bench(t, (_, response) => { json(response, { personer: [wirePerson({ sertifikat: 'MIIgarbage' })] }) })
  t.match((await register.people(numbers)).get('20914695016')?.mailbox, { address: 'ola#4ABC', certificate: undefined })
})

const reservations: [Record<string, unknown>, boolean][] = [
  [{ reservasjon: 'JA' }, true], [{ reservasjon: 'ja' }, true], [{ reservasjon: 'NEI' }, false], [{ reservasjon: undefined }, true],
  [{ reservasjon: undefined, status: 'IKKE_REGISTRERT' }, false]
]
for (const [fields, expected] of reservations) {
  test(`people() takes ${JSON.stringify(fields)} of an active person as ${expected ? '' : 'not '}reserved`, async t => {
    const { register } = await bench(t, (_, response) => { json(response, { personer: [wirePerson(fields)] }) })
    t.equal((await register.people(numbers)).get('20914695016')?.isReserved, expected)
  })
}

test('people() leaves out a person whose status is new to us', async t => {
  const { register } = await bench(t, (_, response) => { json(response, { personer: [wirePerson({ status: 'SOVENDE' }), 'garbage', {}] }) })
  t.equal((await register.people(numbers)).size, 0)
})

test('people() refuses an answer without a list', async t => {
  const { register } = await bench(t, (_, response) => { json(response, { personar: [] }) })
  await t.rejects(register.people(numbers), { code: 'ERR_LOOKUP_UNREADABLE' })
})

test('people() waits as many seconds as Retry-After says', async t => {
  const { register } = await bench(t, (_, response) => { json(response, {}, 429, { 'retry-after': '30' }) })
  await t.rejects(register.people(numbers), { code: 'ERR_LOOKUP_UNAVAILABLE', notBefore: new Date('2026-03-01T10:00:30Z') })
})

test('printService() reads provider and certificate, and keeps them ten minutes', async t => {
  const { certificate } = await testParty('print')
  const answer = { postkasseleverandoerAdresse: '974761076', x509Sertifikat: certificate.toString() }
  const { register, server, tick } = await bench(t, (_, response) => { json(response, answer) })
  t.match(await register.printService(), { provider: '974761076', certificate: { pem: certificate.toString() } })
  tick(9.9)
  await register.printService()
  t.equal(server.seen.length, 1)
  tick(0.1)
  await register.printService()
  t.strictSame(server.seen.map(one => `${one.method} ${one.url}`), ['GET /rest/v2/printSertifikat', 'GET /rest/v2/printSertifikat'])
})

test('printService() asks again when the kept certificate has run out', async t => {
  const { certificate } = await testParty('print')
  const { register, server, tick } = await bench(t, (_, response) => {
    json(response, { postkasseleverandoerAdresse: '974761076', x509Sertifikat: certificate.toString() })
  })
  tick((certificate.validToDate.getTime() - moment.getTime()) / 60_000 - 1)
  await register.printService()
  tick(1)
  await register.printService()
  t.equal(server.seen.length, 2)
})

test('printService() refuses an answer without a readable certificate', async t => {
  const { register } = await bench(t, (_, response) => { json(response, { postkasseleverandoerAdresse: '974761076', x509Sertifikat: '' }) })
  await t.rejects(register.printService(), { code: 'ERR_LOOKUP_UNREADABLE' })
})
