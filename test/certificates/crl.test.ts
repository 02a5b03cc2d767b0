import { execFileSync } from 'node:child_process'
import { randomBytes, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import { readRevocationList } from '../../src/certificates/crl.ts'
import { certificateExtras } from '../../src/crypto/certificate-extras.ts'
import { derObjectIdentifier, derWrite } from '../../src/crypto/der.ts'
import { extension, writeList, type SigningAuthority } from '../../src/sandbox/ca/wire.ts'
import { anAuthority, freshSpan, revokedEntry, signing } from '../support/an-authority.ts'
import { issueCertificate } from '../support/issue-certificate.ts'
import { outsideTool } from '../support/outside-tool.ts'

const flag = (tag: number): Buffer => derWrite(tag, Buffer.of(0xff))
const sequence = (...parts: Buffer[]): Buffer => derWrite(0x30, ...parts)
const place = (url: string): Buffer => derWrite(0xa0, derWrite(0xa0, derWrite(0x86, Buffer.from(url))))

/** A list with entries as they are given. */
function withEntries ({ certificate, key }: SigningAuthority, ...entries: Buffer[]): Buffer {
  const algorithm = sequence(derObjectIdentifier('1.2.840.113549.1.1.11'), Buffer.of(5, 0))
  const part = sequence(derWrite(2, Buffer.of(1)), algorithm, certificateExtras(certificate).subject, derWrite(0x17, Buffer.from('260601110000Z')), sequence(...entries))
  return sequence(part, algorithm, derWrite(3, Buffer.of(0), sign('sha256', part, key)))
}

test('readRevocationList() tells what is taken back, when and why', async t => {
  const { authority, leaf } = await anAuthority()
  const entry = revokedEntry(leaf, { reason: 'key-compromise' })
  const list = await readRevocationList(writeList(signing(authority), freshSpan, [entry]), authority.certificate)
  t.match(list, { ...freshSpan, covers: 'all', points: [] })
  t.strictSame(list.statusOf(entry.serial), { kind: 'revoked', at: entry.at, reason: 'key-compromise' })
  t.strictSame(list.statusOf(Buffer.of(7)), { kind: 'good' })
})

test('readRevocationList() reads an empty list, and one without an end', async t => {
  const { authority } = await anAuthority()
  const list = await readRevocationList(writeList(signing(authority), { thisUpdate: freshSpan.thisUpdate }, []), authority.certificate)
  t.equal(list.nextUpdate, undefined)
  t.strictSame(list.statusOf(Buffer.of(1)), { kind: 'good' })
})

test('readRevocationList() knows a serial number with and without its leading zero', async t => {
  const { authority, leaf } = await anAuthority()
  const der = writeList(signing(authority), freshSpan, [revokedEntry(leaf, { serial: Buffer.of(0, 0x80, 1) })])
  t.equal((await readRevocationList(der, authority.certificate)).statusOf(Buffer.of(0x80, 1)).kind, 'revoked')
})

test('readRevocationList() refuses a list that another signed, or that was changed', async t => {
  const { root, authority, leaf } = await anAuthority()
  const good = writeList(signing(authority), freshSpan, [revokedEntry(leaf)])
  const forged = writeList({ certificate: authority.certificate, key: root.key }, freshSpan, [])
  await t.rejects(readRevocationList(forged, authority.certificate), { code: 'ERR_CRYPTO_SIGNATURE' })
  await t.rejects(readRevocationList(good, root.certificate), { code: 'ERR_CRYPTO_MALFORMED' }, 'the issuer is another')
  const changed = Buffer.from(good)
  const at = changed.indexOf(revokedEntry(leaf).serial)
  changed.writeUInt8(changed.readUInt8(at + 3) ^ 1, at + 3)
  await t.rejects(readRevocationList(changed, authority.certificate), { code: 'ERR_CRYPTO_SIGNATURE' })
})

test('readRevocationList() refuses a list of an issuer that may not sign lists', async t => {
  const issuer = await issueCertificate({ isAuthority: true, usage: 'issue' })
  await t.rejects(readRevocationList(writeList(signing(issuer), freshSpan, []), issuer.certificate), { message: /may not sign lists/ })
})

const scopes: [string, Buffer, object][] = [
  ['leaves alone', sequence(flag(0x81)), { covers: 'leaves' }],
  ['authorities alone', sequence(flag(0x82)), { covers: 'authorities' }],
  ['one place', sequence(place('http://ca.example/1.crl')), { covers: 'all', points: ['http://ca.example/1.crl'] }]
]
for (const [name, value, expected] of scopes) {
  test(`readRevocationList() reads what a list is about: ${name}`, async t => {
    const { authority } = await anAuthority()
    const der = writeList(signing(authority), freshSpan, [], [extension('2.5.29.28', value, true)])
    t.match(await readRevocationList(der, authority.certificate), expected)
  })
}

const unusable: [string, Buffer][] = [
  ['a delta', extension('2.5.29.27', derWrite(2, Buffer.of(1)), true)],
  ['an indirect list', extension('2.5.29.28', sequence(flag(0x84)), true)],
  ['some reasons only', extension('2.5.29.28', sequence(derWrite(0x83, Buffer.of(6, 0x40))), true)],
  ['a place without an address', extension('2.5.29.28', sequence(derWrite(0xa0, derWrite(0xa1))), true)],
  ['an unknown critical extension', extension('1.2.3.4', Buffer.of(5, 0), true)]
]
for (const [name, more] of unusable) {
  test(`readRevocationList() refuses ${name}`, async t => {
    const { authority } = await anAuthority()
    await t.rejects(readRevocationList(writeList(signing(authority), freshSpan, [], [more]), authority.certificate), { code: 'ERR_CRYPTO_MALFORMED' })
  })
}

test('readRevocationList() refuses a list with an entry under a critical extension', async t => {
  const { authority } = await anAuthority()
  const entry = sequence(derWrite(2, Buffer.of(9)), derWrite(0x17, Buffer.from('260101000000Z')), sequence(extension('2.5.29.29', sequence(), true)))
  await t.rejects(readRevocationList(withEntries(signing(authority), entry), authority.certificate), { message: /an entry carries/ })
})

test('readRevocationList() takes an entry without a readable time as taken back', async t => {
  const { authority } = await anAuthority()
  const list = await readRevocationList(withEntries(signing(authority), sequence(derWrite(2, Buffer.of(9)))), authority.certificate)
  t.match(list.statusOf(Buffer.of(9)), { kind: 'revoked', reason: 'unspecified' })
})

test('readRevocationList() passes over an extension that is not critical', async t => {
  const { authority } = await anAuthority()
  const der = writeList(signing(authority), freshSpan, [], [extension('1.2.3.4', Buffer.of(5, 0))])
  t.match(await readRevocationList(der, authority.certificate), { covers: 'all' })
})

test('readRevocationList() ends every damaged list in a known error', async t => {
  const { authority, leaf } = await anAuthority()
  const good = writeList(signing(authority), freshSpan, [revokedEntry(leaf)])
  await fc.assert(fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const bad = Buffer.from(good)
    bad.writeUInt8(bad.readUInt8(at) ^ change, at)
    const error: unknown = await readRevocationList(bad, authority.certificate).then(() => undefined, (reason: unknown) => reason)
    return error instanceof Error && error.name === 'GatewayError'
  }), { numRuns: 400 })
  t.pass('none was read, none crashed')
})

test('readRevocationList() reads 20 000 entries without holding the process up', async t => {
  const { authority } = await anAuthority()
  const entries = Array.from({ length: 20_000 }, () => ({ serial: Buffer.concat([Buffer.of(1), randomBytes(15)]), at: freshSpan.thisUpdate, reason: 'superseded' as const }))
  const list = await readRevocationList(writeList(signing(authority), freshSpan, entries), authority.certificate)
  t.equal(entries.filter(({ serial }) => list.statusOf(serial).kind === 'revoked').length, entries.length)
})

test('readRevocationList() reads a list that openssl made', async t => {
  if (!outsideTool(t, 'openssl')) return
  const folder = mkdtempSync(join(tmpdir(), 'crl-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const { authority, leaf } = await anAuthority()
  const serial = certificateExtras(leaf.certificate).serial.toString('hex').toUpperCase()
  writeFileSync(join(folder, 'index.txt'), `R\t301231235959Z\t260501000000Z,keyCompromise\t${serial}\tunknown\t/CN=x\n`)
  writeFileSync(join(folder, 'number'), '01')
  writeFileSync(join(folder, 'ca.cnf'), '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha384\ndefault_crl_days=10\n')
  writeFileSync(join(folder, 'ca.pem'), authority.certificate.toString())
  writeFileSync(join(folder, 'ca.key'), authority.key.export({ type: 'pkcs8', format: 'pem' }))
  const run = (...words: string[]): void => { execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' }) }
  run('ca', '-gencrl', '-config', 'ca.cnf', '-keyfile', 'ca.key', '-cert', 'ca.pem', '-out', 'list.pem')
  run('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.crl')
  const list = await readRevocationList(readFileSync(join(folder, 'list.crl')), authority.certificate)
  t.match(list.statusOf(certificateExtras(leaf.certificate).serial), { kind: 'revoked', reason: 'key-compromise', at: new Date('2026-05-01T00:00:00Z') })
})
