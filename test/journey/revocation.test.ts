// Certificates taken back while letters are on their way, over real HTTP.
import { test } from 'tap'
import type { RecipientCertificateStatus } from '../../src/letter/certificate-status.ts'
import { accepted, aLetterInput, citizens, eventTypes, reaches, read, setFault, type Status } from '../support/client.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

async function revoke ({ sandboxUrl }: Running, ...rules: object[]): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/sandbox/revocations`, {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rules)
  })
  if (!answer.ok) throw new Error(`Cannot revoke: ${answer.status}`)
}

async function aLetterTo (running: Running, name: string): Promise<string> {
  const [citizen] = await citizens(running, name)
  return await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
}

async function metric ({ url }: Running, line: RegExp): Promise<boolean> {
  return line.test(await (await fetch(`${url}/metrics`)).text())
}

test('a revoked mailbox certificate leads new letters to paper, and leaves delivered ones and other mailboxes alone', async t => {
  const running = await startPostbud(t)
  const before = await aLetterTo(running, 'eboks-plain')
  await reaches(running, before, 'delivered')
  await revoke(running, { certificate: 'eboks', reason: 'key-compromise' })
  // What was said just before holds for its two seconds, so the first letters may still go to the mailbox, or be stopped at the seal.
  const after = await eventually(async () => {
    const id = await aLetterTo(running, 'eboks-plain')
    const channel = await eventually(async () => (await read<Status & { channel: string | null }>(running, `/v1/letters/${id}`)).channel ?? undefined)
    return channel === 'print' ? id : undefined
  })
  t.match(await reaches(running, after, 'delivered'), { attempts: [{ channel: 'print' }] })
  t.equal((await read<{ rule: string }>(running, `/v1/letters/${after}/decision`)).rule, 'mailbox-certificate-revoked')
  await reaches(running, before, 'delivered')
  await reaches(running, await aLetterTo(running, 'digipost-plain'), 'delivered')
  t.ok(await metric(running, /postbud_revocation_checks_total\{verdict="revoked"\} [1-9]/))
  const { recipients } = await read<{ recipients: RecipientCertificateStatus[] }>(running, '/v1/certificates')
  t.match(recipients.find(({ organization }) => organization === '984661185'), { fault: null, level: 'ok' }, 'Digipost is well')
  t.ok(recipients.some(({ fault }) => fault === 'ERR_CRYPTO_REVOKED'))
  t.ok(await metric(running, /postbud_recipient_certificate_days_left\{organization="984661185"\} [1-9]/))
})

test('a dead authority does not hold letters up under a soft policy, and is counted', async t => {
  const running = await startPostbud(t)
  await setFault(running, { target: 'ca', kind: 'hang-up' })
  await reaches(running, await aLetterTo(running, 'eboks-plain'), 'delivered')
  t.ok(await metric(running, /postbud_revocation_checks_total\{verdict="unknown"\} [1-9]/))
})

test('a dead authority makes letters wait under a hard policy, with a reason', async t => {
  const running = await startPostbud(t, { settings: { POSTBUD_REVOCATION: 'hard', POSTBUD_REVOCATION_GRACE_MINUTES: '0' } })
  await setFault(running, { target: 'ca', kind: 'status', status: 503 })
  // A list that was fetched for our own certificate at the start holds for its two seconds, so the first letters may still be sealed.
  const id = await eventually(async () => {
    const letter = await aLetterTo(running, 'eboks-plain')
    const settled = (types: string[]): boolean => ['letter.waiting', 'letter.sealed'].some(type => types.includes(type))
    const types = await eventually(async () => {
      const seen = await eventTypes(running, letter)
      return settled(seen) ? seen : undefined
    })
    return types.includes('letter.waiting') ? letter : undefined
  })
  // Where nobody could say anything of our own certificate either, it waits before its look-up already.
  t.match(await read<Status>(running, `/v1/letters/${id}`), { state: /^(?:received|routed)$/, reason: { code: 'ERR_CRYPTO_REVOCATION_UNKNOWN' } })
})

test('letters travel under a hard policy while the authority answers, also by lists first', async t => {
  const running = await startPostbud(t, { settings: { POSTBUD_REVOCATION: 'hard', POSTBUD_REVOCATION_FIRST: 'crl' } })
  await reaches(running, await aLetterTo(running, 'digipost-plain'), 'delivered')
  t.notOk(await metric(running, /postbud_revocation_checks_total\{verdict="unknown"\} [1-9]/))
})
