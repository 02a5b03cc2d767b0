import { test, type Test } from 'tap'
import { runCertificates, type CertificateCommand } from '../../src/certificates/command.ts'
import { certificate, fakePorts, recipientCertificate } from '../support/fake-ports.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { GatewayPorts } from '../../src/http/ports.ts'
import { testApp } from '../support/test-app.ts'

type Asked = Pick<CertificateCommand, 'action'> & Partial<CertificateCommand>
interface Said { exit: number, out: string, err: string }

/** Runs the command against the real app over fake ports. */
async function run (t: Test, asked: Asked, ports: Partial<GatewayPorts['certificates']> = {}): Promise<Said> {
  const fakes = fakePorts()
  const { app } = await testApp(t, { certificates: { ...fakes.certificates, ...ports } })
  const said = { out: '', err: '' }
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname } = new URL(url instanceof Request ? url.url : url)
    const method = init.method === 'POST' ? 'POST' : 'GET'
    const answer = await app.inject({ method, url: pathname, headers: Object.fromEntries(new Headers(init.headers)) })
    return new Response(answer.body, { status: answer.statusCode })
  }
  const exit = await runCertificates({ url: 'http://gateway', apiKey: 'sandbox', ...asked }, {
    fetch, stdout: { write: text => { said.out += text } }, stderr: { write: text => { said.err += text } }
  })
  return { exit, ...said }
}

test('runCertificates() lists, as text and as JSON', async t => {
  const { exit, out } = await run(t, { action: 'list' })
  t.equal(exit, 0)
  const [own = '', theirs = '', ...rest] = out.split('\n')
  t.match(own, /^313000001 {2}next {5}a{16} +0 days left {2}not rehearsed$/)
  t.match(theirs, /^984661185 {2}theirs {3}c{16} +40 days left {2}met 2026-03-01T08:00:00.000Z$/)
  t.strictSame(rest, [''])
  const [first = '', second = ''] = (await run(t, { action: 'list', json: true })).out.split('\n')
  t.match(JSON.parse(first), { fingerprint: certificate.fingerprint, rehearsal: null })
  t.match(JSON.parse(second), { role: 'theirs', fingerprint: recipientCertificate.fingerprint, metAt: '2026-03-01T08:00:00.000Z' })
})

test('runCertificates() tells what speaks against a recipient\'s certificate', async t => {
  const recipients = async (): Promise<typeof recipientCertificate[]> => [{ ...recipientCertificate, organization: null, fault: 'ERR_CRYPTO_REVOKED' }]
  t.match((await run(t, { action: 'list' }, { recipients })).out, /\n- {10}theirs.*ERR_CRYPTO_REVOKED\n$/)
})

test('runCertificates() takes the beginning of a fingerprint', async t => {
  t.match(await run(t, { action: 'rehearse', fingerprint: 'AAAA' }), { exit: 0, out: /rehearsed 2026-03-01/ })
  t.match(await run(t, { action: 'activate', fingerprint: 'aaaa' }), { exit: 0, out: /current/ })
  t.match(await run(t, { action: 'activate', fingerprint: 'bbbb' }), { exit: 1, err: /No certificate/ })
  t.match(await run(t, { action: 'activate', fingerprint: '' }), { exit: 1, err: /No certificate/ })
})

test('runCertificates() does not choose between two', async t => {
  const two = async (): Promise<typeof certificate[]> => [certificate, { ...certificate, fingerprint: `aaaa${'b'.repeat(60)}` }]
  t.match(await run(t, { action: 'activate', fingerprint: 'aaaa' }, { list: two }), { exit: 1, err: /Several/ })
})

test('runCertificates() tells a refusal with its code and remedy, and a failed rehearsal by its exit status', async t => {
  const activate = async (): Promise<never> => { throw new GatewayError('ERR_CERTIFICATES_NOT_REHEARSED', 'Cannot activate the certificate') }
  t.match(await run(t, { action: 'activate', fingerprint: 'aaaa' }, { activate }), { exit: 1, err: /ERR_CERTIFICATES_NOT_REHEARSED\)\n {2}-> Rehearse it/ })
  const rehearse = async (): Promise<typeof certificate> => ({ ...certificate, rehearsal: { at: new Date(), failure: 'ERR_CRYPTO_CUSTODY' } })
  t.match(await run(t, { action: 'rehearse', fingerprint: 'aaaa' }, { rehearse }), { exit: 1, out: /rehearsal failed: ERR_CRYPTO_CUSTODY/ })
})

test('runCertificates() says when there is no gateway, or another program', async t => {
  const said: string[] = []
  const ports = { stdout: { write: () => {} }, stderr: { write: (text: string) => { said.push(text) } } }
  const command = { action: 'list', url: 'http://gateway', apiKey: 'k' } as const
  t.equal(await runCertificates(command, { ...ports, fetch: async () => { throw new TypeError('refused') } }), 4)
  t.equal(await runCertificates(command, { ...ports, fetch: async () => new Response('<html>', { status: 502 }) }), 1)
  t.match(said.join(''), /No answer at.*\n.*status 502, not like a Postbud gateway/)
})
