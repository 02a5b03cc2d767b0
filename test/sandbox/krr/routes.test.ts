import { test } from 'tap'
import { personOf, population, runningSandbox, scopes, type Answer, type RunningSandbox } from '../../support/running-sandbox.ts'

type Entry = Record<string, unknown>

async function ask (sandbox: RunningSandbox, numbers: readonly string[], scope = `${scopes.contact} ${scopes.mailbox}`): Promise<Answer> {
  return await sandbox.call('POST', '/krr/rest/v2/personer', { body: { personidentifikatorer: numbers }, token: await sandbox.token(scope) })
}

async function entryOf (sandbox: RunningSandbox, name: string, scope?: string): Promise<Entry> {
  const { body } = await ask(sandbox, [personOf(name).nationalIdentityNumber], scope)
  return (body as { personer: Entry[] }).personer[0] ?? {}
}

test('KRR answers for an active user with a mailbox', async t => {
  const entry = await entryOf(await runningSandbox(t), 'eboks-plain')
  t.match(entry, {
    personidentifikator: personOf('eboks-plain').nationalIdentityNumber,
    reservasjon: 'NEI',
    status: 'AKTIV',
    varslingsstatus: 'KAN_VARSLES',
    kontaktinformasjon: { epostadresse: /@/, epostadresse_oppdatert: /Z$/, mobiltelefonnummer: /^\+?[- _0-9]+$/, mobiltelefonnummer_sist_verifisert: /Z$/ },
    digital_post: { postkasseadresse: /^\d{10}$/, postkasseleverandoeradresse: '922020175' },
    sertifikat: /^-----BEGIN CERTIFICATE-----/,
    spraak: 'nb'
  })
})

test('KRR gives Digipost\'s certificate as bare Base64', async t => {
  const entry = await entryOf(await runningSandbox(t), 'digipost-plain')
  t.match(entry, { digital_post: { postkasseleverandoeradresse: '984661185' }, sertifikat: /^[A-Za-z0-9+/]+=*$/ })
})

test('KRR answers for each of its cases as the case says', async t => {
  const sandbox = await runningSandbox(t)
  t.match(await entryOf(sandbox, 'reserved'), { reservasjon: 'JA', reservasjonstidspunkt: String, varslingsstatus: 'KAN_IKKE_VARSLES', digital_post: {} })
  t.notHas(await entryOf(sandbox, 'reserved-hidden'), { kontaktinformasjon: {} })
  t.match(await entryOf(sandbox, 'krr-deleted'), { status: 'SLETTET', varslingsstatus: 'KAN_IKKE_VARSLES' })
  t.match(await entryOf(sandbox, 'eboks-shared-contact'), { kontaktinformasjon: { epostadresse_duplisert: 'JA' } })
  t.match(await entryOf(sandbox, 'mailbox-empty-strings'), { digital_post: { postkasseadresse: '' }, sertifikat: '' })
  t.notOk('sertifikat' in await entryOf(sandbox, 'eboks-certificate-missing'))
  t.notOk('spraak' in await entryOf(sandbox, 'digipost-no-language'))
  t.notOk('digital_post' in await entryOf(sandbox, 'no-mailbox'))
})

test('KRR sends offsets of hours alone for some', async t => {
  const entry = await entryOf(await runningSandbox(t), 'digipost-hour-offset')
  t.match(entry, { kontaktinformasjon: { epostadresse_oppdatert: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+02$/ } })
})

test('KRR has an entry, not an error, for somebody it does not know', async t => {
  const sandbox = await runningSandbox(t)
  for (const name of ['unknown', 'not-registered']) {
    t.match(await entryOf(sandbox, name), { status: 'IKKE_REGISTRERT', reservasjon: 'NEI', varslingsstatus: 'KAN_IKKE_VARSLES' })
  }
})

test('KRR does not know a former number', async t => {
  const sandbox = await runningSandbox(t)
  const { body } = await ask(sandbox, [personOf('superseded-number').formerNumber ?? ''])
  t.match(body, { personer: [{ status: 'IKKE_REGISTRERT' }] })
})

test('KRR leaves out what the scope does not show', async t => {
  const sandbox = await runningSandbox(t)
  const contactOnly = await entryOf(sandbox, 'eboks-plain', scopes.contact)
  t.ok('kontaktinformasjon' in contactOnly && !('digital_post' in contactOnly) && !('sertifikat' in contactOnly))
  const mailboxOnly = await entryOf(sandbox, 'eboks-plain', scopes.mailbox)
  t.ok('digital_post' in mailboxOnly && !('kontaktinformasjon' in mailboxOnly) && !('reservasjon' in mailboxOnly))
})

test('KRR answers for 1000 people, each once and in no promised order', async t => {
  const numbers = population.people.slice(0, 1000).map(person => person.nationalIdentityNumber)
  const { body } = await ask(await runningSandbox(t), [...numbers.slice(1), numbers[1] ?? ''])
  const answered = (body as { personer: { personidentifikator: string }[] }).personer.map(entry => entry.personidentifikator)
  t.equal(answered.length, 999)
  t.not(answered[0], numbers[1])
})

test('KRR refuses more than 1000 people, and what is no list of numbers', async t => {
  const sandbox = await runningSandbox(t)
  t.equal((await ask(sandbox, Array.from({ length: 1001 }, () => '20914695016'))).status, 400)
  t.equal((await ask(sandbox, ['2091469501'])).status, 400)
  const token = await sandbox.token(scopes.contact)
  t.equal((await sandbox.call('POST', '/krr/rest/v2/personer', { body: {}, token })).status, 400)
})

test('KRR refuses a call without a token, and one without the scope', async t => {
  const sandbox = await runningSandbox(t)
  t.equal((await sandbox.call('POST', '/krr/rest/v2/personer', { body: { personidentifikatorer: [] } })).status, 401)
  t.equal((await ask(sandbox, [], scopes.register)).status, 403)
  t.equal((await sandbox.call('GET', '/krr/rest/v2/printSertifikat', { token: await sandbox.token(scopes.contact) })).status, 403)
})

test('KRR names the print service, with the capital A of that answer', async t => {
  const sandbox = await runningSandbox(t)
  const { body } = await sandbox.call('GET', '/krr/rest/v2/printSertifikat', { token: await sandbox.token(scopes.mailbox) })
  t.match(body, { postkasseleverandoerAdresse: '974761076', x509Sertifikat: /BEGIN CERTIFICATE/ })
})
