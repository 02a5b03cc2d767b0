import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import { readAnswer, type Question } from '../../src/certificates/ocsp-answer.ts'
import { certificateId, writeQuestion } from '../../src/certificates/ocsp-question.ts'
import type { RevocationProof } from '../../src/certificates/revocation-status.ts'
import { certificateExtras } from '../../src/crypto/certificate-extras.ts'
import { readQuestion, writeAnswer, writeRefusal } from '../../src/sandbox/ca/wire.ts'
import { anAuthority, freshSpan, judgedAt, revokedEntry, signing, type TestAuthority } from '../support/an-authority.ts'
import { issueCertificate, type Issued } from '../support/issue-certificate.ts'
import { outsideTool } from '../support/outside-tool.ts'

const nonce = Buffer.alloc(32, 7)

function about ({ authority, leaf }: TestAuthority): Question {
  return { id: certificateId(leaf.certificate, authority.certificate), issuer: authority.certificate, nonce, at: judgedAt }
}

/** What is read of an answer that somebody signed. */
async function read (signer?: Issued, changes: Partial<Question> = {}, given = nonce): Promise<RevocationProof> {
  const all = await anAuthority()
  const question = about(all)
  const der = writeAnswer(signing(signer ?? all.authority), freshSpan, { id: question.id, nonce: given }, 'good')
  return await readAnswer(der, { ...question, ...changes })
}

test('writeQuestion() is read back with its nonce', async t => {
  const { id } = about(await anAuthority())
  t.strictSame(readQuestion(writeQuestion(id, nonce)), { id, serial: readQuestion(writeQuestion(id, nonce)).serial, nonce })
})

test('readAnswer() reads good, revoked and unknown', async t => {
  const all = await anAuthority()
  const question = about(all)
  const entry = revokedEntry(all.leaf, { reason: 'hold' })
  const statuses = [['good', { kind: 'good' }], [entry, { kind: 'revoked', at: entry.at, reason: 'hold' }], [undefined, { kind: 'unknown' }]] as const
  for (const [status, expected] of statuses) {
    const proof = await readAnswer(writeAnswer(signing(all.authority), freshSpan, question, status), question)
    t.match(proof, freshSpan)
    t.match(proof.statusOf(Buffer.alloc(0)), expected)
  }
})

test('readAnswer() takes the word of one whom the issuer named for it', async t => {
  const { authority } = await anAuthority()
  const named = await issueCertificate({ issuer: authority, purposes: ['1.3.6.1.5.5.7.3.9'] })
  t.match((await read(named)).statusOf(Buffer.alloc(0)), { kind: 'good' })
})

test('readAnswer() takes nobody else\'s word', async t => {
  const { root, authority, leaf } = await anAuthority()
  const purposes = ['1.3.6.1.5.5.7.3.9']
  const strangers: [string, Issued][] = [
    ['a leaf of the issuer without the purpose', leaf],
    ['the issuer\'s own issuer', root],
    ['one named by another issuer', await issueCertificate({ issuer: root, purposes })],
    ['one whose certificate is over', await issueCertificate({ issuer: authority, purposes, validTo: '2026-05-01T00:00:00Z' })],
    ['one who may not sign', await issueCertificate({ issuer: authority, purposes, usage: 'transport' })],
    ['one who named himself', await issueCertificate({ subject: [{ CN: ['An Authority'] }], purposes })]
  ]
  for (const [name, stranger] of strangers) await t.rejects(read(stranger), { code: 'ERR_CRYPTO_SIGNATURE' }, name)
})

test('readAnswer() refuses the right name with the wrong key', async t => {
  const all = await anAuthority()
  const question = about(all)
  const der = writeAnswer({ certificate: all.authority.certificate, key: all.root.key }, freshSpan, question, 'good')
  await t.rejects(readAnswer(der, question), { code: 'ERR_CRYPTO_SIGNATURE' })
})

test('readAnswer() wants the nonce it gave, or none', async t => {
  await t.rejects(read(undefined, {}, Buffer.alloc(32, 8)), { message: /another question/ })
  const { id, ...rest } = about(await anAuthority())
  const { authority } = await anAuthority()
  t.match(await readAnswer(writeAnswer(signing(authority), freshSpan, { id }, 'good'), { id, ...rest }), freshSpan)
})

test('readAnswer() refuses an answer about another certificate', async t => {
  const other = await anAuthority({})
  await t.rejects(read(undefined, { id: certificateId(other.leaf.certificate, other.authority.certificate) }), { message: /another certificate/ })
})

test('readAnswer() refuses what is no answer', async t => {
  const question = about(await anAuthority())
  await t.rejects(readAnswer(writeRefusal('unauthorized'), question), { message: /unauthorized/ })
  for (const bytes of ['', '<html>busy</html>', '0\x03\n\x01\x00']) {
    await t.rejects(readAnswer(Buffer.from(bytes, 'latin1'), question), { code: 'ERR_CRYPTO_MALFORMED' })
  }
})

test('readAnswer() ends every damaged answer in a known error', async t => {
  const all = await anAuthority()
  const question = about(all)
  const good = writeAnswer(signing(all.authority), freshSpan, question, revokedEntry(all.leaf))
  await fc.assert(fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const bad = Buffer.from(good)
    bad.writeUInt8(bad.readUInt8(at) ^ change, at)
    // A damaged certificate beside the answer changes nothing when the issuer itself signed.
    const result: unknown = await readAnswer(bad, question).then(proof => proof.statusOf(Buffer.alloc(0)).kind, (reason: unknown) => reason)
    return result === 'revoked' || (result instanceof Error && result.name === 'GatewayError')
  }), { numRuns: 400 })
  t.pass('none was taken for good, none crashed')
})

test('readAnswer() reads an answer that openssl gave to our question', async t => {
  if (!outsideTool(t, 'openssl')) return
  const folder = mkdtempSync(join(tmpdir(), 'ocsp-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const all = await anAuthority()
  const question = about(all)
  const serial = certificateExtras(all.leaf.certificate).serial.toString('hex').toUpperCase()
  writeFileSync(join(folder, 'index.txt'), `R\t301231235959Z\t260501000000Z,superseded\t${serial}\tunknown\t/CN=x\n`)
  writeFileSync(join(folder, 'ca.pem'), all.authority.certificate.toString())
  writeFileSync(join(folder, 'ca.key'), all.authority.key.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(join(folder, 'question.der'), writeQuestion(question.id, nonce))
  execFileSync('openssl', ['ocsp', '-index', 'index.txt', '-CA', 'ca.pem', '-rsigner', 'ca.pem', '-rkey', 'ca.key', '-reqin', 'question.der',
    '-respout', 'answer.der', '-ndays', '1'], { cwd: folder, stdio: 'pipe' })
  const proof = await readAnswer(readFileSync(join(folder, 'answer.der')), question)
  t.match(proof.statusOf(Buffer.alloc(0)), { kind: 'revoked', reason: 'superseded', at: new Date('2026-05-01T00:00:00Z') })
})
