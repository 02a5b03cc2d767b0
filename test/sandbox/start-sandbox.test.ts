import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { population, personOf, runningSandbox, scopes } from '../support/running-sandbox.ts'
import { sealedMessage, toMailbox } from '../support/sealed-message.ts'

const aFolder = (): string => mkdtempSync(join(tmpdir(), 'sandbox-'))
const portOf = ({ url }: { url: string }): number => Number(new URL(url).port)

test('startSandbox() remembers messages, receipts and openings across a restart', async t => {
  const stateDir = aFolder()
  const before = await runningSandbox(t, { stateDir })
  const { messageId } = await before.send('eboks-plain')
  await before.advance(86_400)
  const path = `/mailbox/${personOf('eboks-plain').id}/letters/${messageId}`
  await before.call('POST', `${path}/open`)
  const [receipts, journal] = [await before.receipts(), await before.call('GET', '/sandbox/journal')]
  await before.stop()
  const after = await runningSandbox(t, { stateDir, port: portOf(before) })
  t.same(await after.receipts(), receipts)
  t.same((await after.call('GET', '/sandbox/journal')).body, journal.body)
  t.equal((await after.call('GET', `${path}/documents/0`)).headers.get('content-type'), 'application/pdf')
})

test('startSandbox() refuses an id it took before a restart', async t => {
  const stateDir = aFolder()
  const before = await runningSandbox(t, { stateDir })
  const message = await before.send('eboks-plain')
  await before.stop()
  const after = await runningSandbox(t, { stateDir, port: portOf(before) })
  const token = await after.token()
  const choice = await toMailbox('eboks', '0000480000')
  const again = await sealedMessage({ accessToken: token, choice, messageId: message.messageId })
  t.match(await after.hand(again, { token }), { status: 400, body: { detail: /duplicate key/ } })
})

test('startSandbox() remembers its clock, people and events across a restart', async t => {
  const stateDir = aFolder()
  const before = await runningSandbox(t, { stateDir })
  const { id } = personOf('no-mailbox')
  await before.advance(1000)
  await before.call('PATCH', `/sandbox/people/${id}`, { body: { moveTo: { street: 'Flyttevegen', number: '3' } } })
  const path = `/folkeregisteret/offentlig-med-hjemmel/api/v1/personer/${personOf('no-mailbox').nationalIdentityNumber}?part=bostedsadresse`
  const address = (await before.call('GET', path, { token: await before.token(scopes.register) })).body
  await before.stop()
  const after = await runningSandbox(t, { stateDir, port: portOf(before) })
  t.match((await after.call('GET', '/sandbox/clock')).body, { offsetSeconds: 1000 })
  const token = await after.token(scopes.register)
  t.same((await after.call('GET', path, { token })).body, address)
  t.equal((await after.call('GET', '/folkeregisteret/offentlig-med-hjemmel/api/v1/hendelser/siste/sekvensnummer', { token })).text, '1')
})

test('startSandbox() keeps documents encrypted in its folder', async t => {
  const stateDir = aFolder()
  const sandbox = await runningSandbox(t, { stateDir })
  const content = Buffer.from('%PDF-1.7 canary-in-the-document')
  const { messageId } = await sandbox.send('eboks-plain', { documents: [{ mediaType: 'application/pdf', content }] })
  await sandbox.advance(86_400)
  for (const file of ['ledger.jsonl', `packages/${messageId}.cms`]) t.notOk(readFileSync(join(stateDir, file)).includes('canary-in-the-document'))
})

test('startSandbox() logs nothing of a person, whatever is asked', async t => {
  const sandbox = await runningSandbox(t)
  const person = personOf('digipost-plain')
  const { nationalIdentityNumber, id } = person
  const token = await sandbox.token(`${scopes.contact} ${scopes.mailbox} ${scopes.register}`)
  await sandbox.call('GET', `/folkeregisteret/offentlig-med-hjemmel/api/v1/personer/${nationalIdentityNumber}`, { token })
  await sandbox.call('GET', `/folkeregisteret/wrong/${nationalIdentityNumber}`, { token })
  await sandbox.call('POST', '/krr/rest/v2/personer', { token, body: { personidentifikatorer: [nationalIdentityNumber] } })
  await sandbox.call('POST', '/krr/rest/v2/personer', { token, headers: { 'content-type': 'application/json' } })
  await sandbox.send('digipost-plain')
  await sandbox.send('eboks-closed')
  await sandbox.advance(86_400)
  await sandbox.call('GET', `/mailbox/${id}`)
  const log = sandbox.log.join('')
  t.ok(sandbox.log.length > 5, 'it does log')
  const secrets = [nationalIdentityNumber, person.familyName, person.contact.mailbox?.address ?? '', person.contact.email?.value ?? '', token, 'Letter about']
  for (const secret of secrets) t.notOk(log.includes(secret))
  for (const other of population.people) if (log.includes(other.nationalIdentityNumber)) t.fail('an identity number is in the log')
})

test('stop() ends although a call is hanging', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'krr', kind: 'latency', ms: 60_000 }] })
  const hanging = sandbox.call('GET', '/krr/rest/v2/printSertifikat').catch(() => 'cut')
  await sandbox.call('GET', '/sandbox/clock')
  await sandbox.stop()
  t.equal(await hanging, 'cut')
})
