import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { readRevocationList } from '../../../src/certificates/crl.ts'
import { readAnswer } from '../../../src/certificates/ocsp-answer.ts'
import { certificateId, writeQuestion } from '../../../src/certificates/ocsp-question.ts'
import { certificateExtras } from '../../../src/crypto/certificate-extras.ts'
import { outsideTool } from '../../support/outside-tool.ts'
import { runningSandbox, type RunningSandbox } from '../../support/running-sandbox.ts'
import { testCertificates, testParty } from '../../support/test-certificates.ts'

const run = promisify(execFile)

async function bytesOf ({ url }: RunningSandbox, path: string, question?: Uint8Array): Promise<Buffer> {
  const init = question === undefined
    ? {}
    : { method: 'POST', headers: { 'content-type': 'application/ocsp-request' }, body: new Uint8Array(question) }
  return Buffer.from(await (await fetch(`${url}/ca/${path}`, init)).arrayBuffer())
}

/** What the sandbox says of e-Boks's certificate, by list, and by OCSP in both its forms. */
async function said (sandbox: RunningSandbox): Promise<string[]> {
  const { certificate, chain } = await testParty('eboks')
  const issuer = chain[1] ?? certificate
  const { serial } = certificateExtras(certificate)
  const id = certificateId(certificate, issuer)
  const question = { id, issuer, nonce: randomBytes(32), at: new Date() }
  const asked = writeQuestion(id, question.nonce)
  const list = await readRevocationList(await bytesOf(sandbox, 'intermediate.crl'), issuer)
  const posted = await readAnswer(await bytesOf(sandbox, 'ocsp', asked), question)
  const got = await readAnswer(await bytesOf(sandbox, `ocsp/${encodeURIComponent(asked.toString('base64'))}`), question)
  return [list, posted, got].map(proof => proof.statusOf(serial).kind)
}

test('the authority says of a certificate that it is good, and after a revocation that it is not', async t => {
  const sandbox = await runningSandbox(t)
  t.strictSame(await said(sandbox), ['good', 'good', 'good'])
  t.match(await sandbox.call('PUT', '/sandbox/revocations', { body: [{ certificate: 'eboks', reason: 'superseded' }] }), {
    status: 200, body: { revoked: [{ reason: 'superseded' }] }
  })
  t.strictSame(await said(sandbox), ['revoked', 'revoked', 'revoked'])
  await sandbox.call('DELETE', '/sandbox/revocations')
  t.match((await sandbox.call('GET', '/sandbox/revocations')).body, { revoked: [] })
  t.strictSame(await said(sandbox), ['good', 'good', 'good'])
})

test('the authority takes a serial number, and refuses what it cannot place', async t => {
  const sandbox = await runningSandbox(t)
  const { certificate } = await testParty('eboks')
  await sandbox.call('PUT', '/sandbox/revocations', { body: [{ certificate: certificateExtras(certificate).serial.toString('hex') }] })
  t.strictSame(await said(sandbox), ['revoked', 'revoked', 'revoked'])
  for (const body of [[{ certificate: 'nobody' }], [{ certificate: 'eboks', at: '2026-13-99T' }], {}, [{ certificate: 'eboks', reason: 'boredom' }]]) {
    t.equal((await sandbox.call('PUT', '/sandbox/revocations', { body })).status, 400)
  }
})

// Tools print a serial number without the zero that DER puts before a first bit of 1, and some with a zero too many.
const writings: [written: string, integer: string][] = [['9A01', '009a01'], ['009a01', '009a01'], ['7f', '7f'], ['007f', '7f'], ['0100', '0100']]
for (const [written, integer] of writings) {
  test(`the authority reads the serial number ${written} as the integer ${integer}`, async t => {
    const sandbox = await runningSandbox(t)
    t.match(await sandbox.call('PUT', '/sandbox/revocations', { body: [{ certificate: written }] }), { body: { revoked: [{ serial: integer }] } })
  })
}

test('the authority answers a question it cannot read with a refusal', async t => {
  const sandbox = await runningSandbox(t)
  t.strictSame(await bytesOf(sandbox, 'ocsp', Buffer.from('garbage')), Buffer.from('30030a0101', 'hex'))
})

test('the authority\'s root speaks of the authority below it', async t => {
  const sandbox = await runningSandbox(t)
  const { chain: [, authority, root] } = await testParty('eboks')
  if (authority === undefined || root === undefined) throw new Error('the chain is too short')
  await sandbox.call('PUT', '/sandbox/revocations', { body: [{ certificate: 'intermediate', reason: 'key-compromise' }] })
  const list = await readRevocationList(await bytesOf(sandbox, 'root.crl'), root)
  t.match(list.statusOf(certificateExtras(authority).serial), { kind: 'revoked', reason: 'key-compromise' })
})

test('the authority\'s faults strike: a stale list, another\'s signature', async t => {
  const sandbox = await runningSandbox(t)
  const { chain: [, issuer] } = await testParty('eboks')
  if (issuer === undefined) throw new Error('the chain is too short')
  await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'ca', kind: 'stale', count: 1 }] })
  const list = await readRevocationList(await bytesOf(sandbox, 'intermediate.crl'), issuer)
  t.ok((list.nextUpdate?.getTime() ?? Infinity) < Date.now() - 24 * 60 * 60 * 1000)
  await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'ca', kind: 'wrong-signer' }] })
  await t.rejects(said(sandbox), { code: 'ERR_CRYPTO_SIGNATURE' })
  await t.rejects(readRevocationList(await bytesOf(sandbox, 'intermediate.crl'), issuer), { code: 'ERR_CRYPTO_SIGNATURE' })
})

test('openssl believes the authority\'s list and answer, and reads them as we do', async t => {
  if (!outsideTool(t, 'openssl')) return
  const sandbox = await runningSandbox(t)
  await sandbox.call('PUT', '/sandbox/revocations', { body: [{ certificate: 'eboks', reason: 'key-compromise' }] })
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const file = (name: string): string => join(testCertificates, name)
  writeFileSync(join(folder, 'list.crl'), await bytesOf(sandbox, 'intermediate.crl'))
  const openssl = async (...words: string[]): Promise<string> => {
    const { stdout, stderr } = await run('openssl', words, { cwd: folder })
    return `${stdout}${stderr}`
  }
  t.match(await openssl('crl', '-inform', 'DER', '-in', 'list.crl', '-CAfile', file('intermediate.pem'), '-noout', '-text'), /Key Compromise[^]*verify OK/)
  t.match(await openssl('ocsp', '-issuer', file('intermediate.pem'), '-cert', file('eboks.chain.pem'), '-url', `${sandbox.url}/ca/ocsp`,
    '-CAfile', file('root.pem'), '-verify_other', file('intermediate.pem')), /eboks\.chain\.pem: revoked[^]*keyCompromise[^]*Response verify OK/)
})
