// Certificates over a whole gateway: a fault stops letters before a byte leaves, a switch does not stop them at all.
import { createHash } from 'node:crypto'
import { test, t as wholeFile, type Test } from 'tap'
import { decodeProtectedHeader } from 'jose'
import { testAuthorityUrl } from '../../certs/make-test-certificates.ts'
import type { CertificateStatus } from '../../src/letter/certificate-status.ts'
import { aKeyring, daysFromNow, type KeyFixture, type KeyOptions } from '../support/a-keyring.ts'
import { accepted, aLetterInput, citizens, eventTypes, read, reaches, type Status } from '../support/client.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

const second = '313000028'
const scopes = ['digitalpostinnbygger:send', 'krr:global/kontaktinformasjon.read', 'krr:global/digitalpost.read', 'folkeregister:deling/offentligmedhjemmel']

interface Handed { onBehalfOf: string, sender: string }

/** What the access point took. */
async function taken ({ sandboxUrl }: Running): Promise<Handed[]> {
  return (await (await fetch(`${sandboxUrl}/sandbox/journal`)).json() as { messages: Handed[] }).messages
}

async function aRecipient (running: Running): Promise<{ nationalIdentityNumber: string }> {
  const [citizen] = await citizens(running, 'digipost-plain')
  if (citizen === undefined) throw new Error('the sandbox has no such citizen')
  return { nationalIdentityNumber: citizen.nationalIdentityNumber }
}

type Answer = CertificateStatus & { code?: string }

async function ask (running: Running, fingerprint: string, what: 'rehearse' | 'activate'): Promise<{ status: number, body: Answer }> {
  const response = await fetch(`${running.url}/v1/certificates/${fingerprint}/${what}`, { method: 'POST', headers: { authorization: 'Bearer sandbox' } })
  return { status: response.status, body: await response.json() as Answer }
}

async function list (running: Running): Promise<CertificateStatus[]> {
  return (await read<{ certificates: CertificateStatus[] }>(running, '/v1/certificates')).certificates
}

/** Notes the certificate of every message that is handed over from now on. */
function signersOf (running: Running): string[] {
  const seen: string[] = []
  const { rooms } = running.gateway
  const handOver = rooms.handOver
  rooms.handOver = envelope => handOver({
    ...envelope,
    signMessage: async token => {
      const message = await envelope.signMessage(token)
      seen.push(createHash('sha256').update(Buffer.from(decodeProtectedHeader(message).x5c?.[0] ?? '', 'base64')).digest('hex'))
      return message
    }
  })
  return seen
}

interface TwoSenders {
  running: Running
  first: KeyFixture
  other: KeyFixture
  /** Gives the second sender a good certificate, in the file. */
  mend: () => Promise<void>
}

/** Two senders: the first is good and asks the registers, the second as told. Both are known to Maskinporten. */
async function twoSenders (t: Test, options: KeyOptions = {}): Promise<TwoSenders> {
  const keyring = await aKeyring(t)
  const first = await keyring.issue('first')
  const other = await keyring.issue('second', { sender: second, ...options })
  const entry = { ...other.entry, clientId: 'second' }
  keyring.write(first, { ...other, entry })
  const running = await startPostbud(t, {
    settings: { POSTBUD_KEYRING_FILE: keyring.file },
    clients: [{ id: 'postbud-sandbox', organization: '313000001', scopes }, { id: 'second', organization: second, scopes }]
  })
  const mend = async (): Promise<void> => {
    const good = await keyring.issue('mended', { sender: second })
    keyring.write(first, { ...good, entry: { ...good.entry, clientId: 'second' } })
  }
  return { running, first, other, mend }
}

function waitsWith (running: Running, id: string, code: string): Promise<Status> {
  return eventually(async () => {
    const status = await read<Status>(running, `/v1/letters/${id}`)
    return status.reason?.code === code ? status : undefined
  })
}

const faults: Record<string, KeyOptions> = {
  EXPIRED: { validFrom: daysFromNow(-20), validTo: daysFromNow(-1) },
  NOT_YET_VALID: { validFrom: daysFromNow(1) },
  ORGANIZATION: { organization: '313000036' },
  USAGE: { usage: 'transport' }
}
// Each of these waits most of its time, so they wait together.
wholeFile.jobs = 3
for (const [fault, options] of Object.entries(faults)) {
  test(`a letter waits with ERR_SEAL_CERTIFICATE_${fault}, and goes on by itself with another certificate`, async t => {
    const { running, mend } = await twoSenders(t, options)
    const id = await accepted(running, aLetterInput(await aRecipient(running), { sender: second }))
    const waiting = await waitsWith(running, id, `ERR_SEAL_CERTIFICATE_${fault}`)
    t.equal(waiting.state, 'routed', 'it is not sealed')
    t.strictSame(await taken(running), [], 'nothing has left')
    await mend()
    await reaches(running, id, 'delivered')
    t.strictSame((await taken(running)).map(({ sender, onBehalfOf }) => [sender, onBehalfOf]), [[second, second]])
  })
}

/** An authority whose answer came too late on a busy machine is not asked again for a minute. */
const patience = 150

test('a letter waits while its certificate is revoked', async t => {
  const { running, other } = await twoSenders(t, { ocspUrls: [`${testAuthorityUrl}/ocsp`] })
  const revocations = `${running.sandboxUrl}/sandbox/revocations`
  const body = JSON.stringify([{ certificate: other.certificate.serialNumber.toLowerCase(), reason: 'key-compromise' }])
  await fetch(revocations, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
  // What the authority said before holds for two seconds.
  await eventually(async () => (await list(running)).some(({ fault }) => fault === 'ERR_SEAL_CERTIFICATE_REVOKED') || undefined, patience)
  const id = await accepted(running, aLetterInput(await aRecipient(running), { sender: second }))
  await waitsWith(running, id, 'ERR_SEAL_CERTIFICATE_REVOKED')
  t.strictSame(await taken(running), [])
  await fetch(revocations, { method: 'DELETE' })
  await reaches(running, id, 'delivered', patience)
})

test('two senders are each sealed by their own certificate', async t => {
  const { running, first, other } = await twoSenders(t)
  const signers = signersOf(running)
  const recipient = await aRecipient(running)
  for (const sender of ['313000001', second]) await reaches(running, await accepted(running, aLetterInput(recipient, { sender })), 'delivered')
  t.strictSame(signers, [first.fingerprint, other.fingerprint])
})

test('a certificate is rehearsed and activated while letters flow, and none fails', async t => {
  const keyring = await aKeyring(t)
  const old = await keyring.issue('old')
  const next = await keyring.issue('new', { role: 'next' })
  keyring.write(old)
  const running = await startPostbud(t, { settings: { POSTBUD_KEYRING_FILE: keyring.file } })
  const signers = signersOf(running)
  const recipient = await aRecipient(running)
  const ids: string[] = []
  const post = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) ids.push(await accepted(running, aLetterInput(recipient)))
  }
  await post(5)
  keyring.write(old, next)
  await eventually(async () => (await list(running)).length === 2 || undefined)
  t.match(await ask(running, next.fingerprint, 'activate'), { status: 409, body: { code: 'ERR_CERTIFICATES_NOT_REHEARSED' } })
  t.match(await ask(running, next.fingerprint, 'rehearse'), { status: 200, body: { role: 'next', rehearsal: { failure: null } } })
  await post(5)
  t.match(await ask(running, next.fingerprint, 'activate'), { status: 200, body: { role: 'current', fault: null } })
  await post(5)
  for (const id of ids) await reaches(running, id, 'delivered')
  t.notOk((await Promise.all(ids.map(id => eventTypes(running, id)))).flat().includes('letter.waiting'), 'no letter ever waited')
  t.strictSame(new Set(signers.slice(-5)), new Set([next.fingerprint]))
  t.equal((await taken(running)).length, 15)
})

for (const policy of ['soft', 'hard']) {
  test(`a certificate that is not valid yet is rehearsed for its first day under ${policy}, and activated no sooner`, async t => {
    const keyring = await aKeyring(t)
    const ocspUrls = [`${testAuthorityUrl}/ocsp`]
    const early = await keyring.issue('early', { role: 'next', validFrom: daysFromNow(10), ocspUrls })
    keyring.write(await keyring.issue('now', { ocspUrls }), early)
    const running = await startPostbud(t, { settings: { POSTBUD_KEYRING_FILE: keyring.file, POSTBUD_REVOCATION: policy }, idle: true })
    t.match((await ask(running, early.fingerprint, 'rehearse')).body, { fault: 'ERR_SEAL_CERTIFICATE_NOT_YET_VALID', rehearsal: { failure: null } })
    t.match(await ask(running, early.fingerprint, 'activate'), { status: 409, body: { code: 'ERR_CERTIFICATES_NOT_USABLE' } })
  })
}

test('a rehearsal that fails is told with its code, and keeps the certificate from being activated', async t => {
  const keyring = await aKeyring(t)
  const stranger = await keyring.issue('stranger', { role: 'next', organization: second })
  keyring.write(await keyring.issue('now'), stranger)
  const running = await startPostbud(t, { settings: { POSTBUD_KEYRING_FILE: keyring.file }, idle: true })
  t.match((await ask(running, stranger.fingerprint, 'rehearse')).body.rehearsal, { failure: 'ERR_SEAL_CERTIFICATE_ORGANIZATION' })
  t.match(await ask(running, stranger.fingerprint, 'activate'), { status: 409 })
  t.match(await ask(running, '0'.repeat(64), 'rehearse'), { status: 404 })
})
