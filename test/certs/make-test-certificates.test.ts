import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { makeTestCertificates, testParties } from '../../certs/make-test-certificates.ts'

const now = new Date('2026-11-21T12:00:00Z')

async function emptyFolder (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'made')
}

test('makeTestCertificates() gives each party a chain that leads to the root', async t => {
  const folder = await emptyFolder(t)
  await makeTestCertificates(folder, now)
  const root = new X509Certificate(await readFile(join(folder, 'root.pem')))
  const intermediate = new X509Certificate(await readFile(join(folder, 'intermediate.pem')))
  t.ok(intermediate.checkIssued(root) && intermediate.verify(root.publicKey))
  for (const [name, party] of Object.entries(testParties)) {
    const leaf = new X509Certificate(await readFile(join(folder, `${name}.chain.pem`)))
    t.ok(leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey), name)
    t.match(leaf.subject, `NTRNO-${party.organizationNumber}`)
  }
})

test('makeTestCertificates() keeps keys to their owner', async t => {
  const folder = await emptyFolder(t)
  await makeTestCertificates(folder, now)
  for (const name of ['sender', 'root', 'intermediate', 'ocsp']) t.equal((await stat(join(folder, `${name}.key.pem`))).mode & 0o777, 0o600)
})

test('makeTestCertificates() leaves good certificates alone', async t => {
  const folder = await emptyFolder(t)
  await makeTestCertificates(folder, now)
  const before = await readFile(join(folder, 'sender.chain.pem'), 'utf8')
  await makeTestCertificates(folder, now)
  t.equal(await readFile(join(folder, 'sender.chain.pem'), 'utf8'), before)
})

test('makeTestCertificates() makes all anew a week before the first one ends', async t => {
  const folder = await emptyFolder(t)
  await makeTestCertificates(folder, now)
  const before = await readFile(join(folder, 'sender.chain.pem'), 'utf8')
  await makeTestCertificates(folder, new Date('2028-11-15T12:00:00Z'))
  t.not(await readFile(join(folder, 'sender.chain.pem'), 'utf8'), before)
})

test('makeTestCertificates() makes all anew when a file is missing or two makers meet', async t => {
  const folder = await emptyFolder(t)
  await makeTestCertificates(folder, now)
  await rm(join(folder, 'print.key.pem'))
  await writeFile(join(folder, 'stray.txt'), '')
  await Promise.all([makeTestCertificates(folder, now), makeTestCertificates(folder, now)])
  t.ok((await stat(join(folder, 'print.key.pem'))).isFile())
  await t.rejects(stat(join(folder, 'stray.txt')))
})
