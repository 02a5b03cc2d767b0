// The commands as they are run: their exit status, what they print, and what they write.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'
import { readSettings } from '../../src/config.ts'
import { lookInto, type FileOptions } from '../../src/main/file-commands.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { containerOf } from '../support/a-container.ts'
import { receiptPayload, signedBy } from '../support/a-receipt.ts'
import { issueChain, signerOf } from '../support/issue-certificate.ts'
import { publishedClassic } from '../support/published-classic.ts'
import { publishedPackages, trustInOwnRoot } from '../support/published-packages.ts'
import { folderOf } from '../support/run-tool.ts'
import { sealedMessage, toMailbox } from '../support/sealed-message.ts'
import { classicLetter, signedClassic } from '../support/signed-classic.ts'
import { testCertificates, testParty } from '../support/test-certificates.ts'

const settings = readSettings({ POSTBUD_CERTS_DIR: testCertificates })
const content = Buffer.from('the main document')

interface Ran { status: number | null, stdout: string, stderr: string }

/** Looks into a file as the command does, in this process: starting one takes seconds. */
async function look (folder: string, file: string, options: FileOptions = {}): Promise<Ran> {
  const told = { stdout: '', stderr: '' }
  const inFolder = (path: string): string => isAbsolute(path) ? path : join(folder, path)
  const { message, out, key, trust, ...rest } = options
  const paths = Object.fromEntries(Object.entries({ message, out, key, trust }).map(([name, path]) => [name, path && inFolder(path)]))
  const status = await lookInto(inFolder(file), { ...rest, ...paths }, {
    settings, now: new Date(), stdout: { write: text => { told.stdout += text } }, stderr: { write: text => { told.stderr += text } }
  })
  return { status, ...told }
}

async function aFolder (t: Test): Promise<string> {
  const choice = await toMailbox('eboks', 'test.testesen#8HC7')
  const documents = [{ mediaType: 'text/plain', title: 'About 20914695016', content }, { mediaType: 'text/plain', content: Buffer.from('x') }]
  const { jws, package: cms } = await sealedMessage({ choice, accessToken: 'a.b.c', documents })
  const letter = classicLetter(createHash('sha256').update(cms).digest('base64'))
  const archived = await signedClassic(await testParty('sender'), { sender: '313000001', receiver: '922020175', type: 'digitalPost', body: letter })
  return await folderOf(t, [
    ['letter.cms', cms], ['letter.pem', `-----BEGIN CMS-----\n${Buffer.from(cms).toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CMS-----\n`],
    ['letter.jwt', `${jws}\n`], ['other.jwt', (await sealedMessage({ choice, accessToken: 'a.b.c' })).jws],
    ['receipt.jwt', signedBy(await testParty('digipost'), receiptPayload())], ['archived.xml', archived], ['nothing.txt', 'hello']
  ])
}

test('postbud open prints a package and writes its documents, only once', async t => {
  const folder = await aFolder(t)
  const opened = await look(folder, 'letter.cms', { out: 'out', message: 'letter.jwt' })
  t.equal(opened.status, 0, opened.stderr)
  for (const part of ['PROVED', '313000001', 'document-0.txt, text/plain, 17 bytes', 'Postbud Test Root CA', 'the package is the one', '***********']) {
    t.match(opened.stdout, part)
  }
  t.notMatch(opened.stdout, '20914695016')
  t.same(readdirSync(`${folder}/out`), ['document-0.txt', 'document-1.txt'])
  t.same(readFileSync(`${folder}/out/document-0.txt`), content)
  t.match(await look(folder, 'letter.cms', { out: 'out' }), { status: 2, stderr: /exists already/ })
  t.equal((await look(folder, 'letter.cms', { out: 'out', force: true })).status, 0)
})

test('postbud open prints names with invisible marks as escapes, and writes under safe ones', async t => {
  const names = ['a\u202efdp.exe', 'sam\u00adarbeid.pdf', '\u{1f468}\u200d\u{1f467}.png']
  const folder = await folderOf(t, [['letter.asice', await containerOf(names.map(name => [name, 'A title']), (await testParty('sender')).signer)]])
  const opened = await look(folder, 'letter.asice', { out: 'out' })
  t.equal(opened.status, 0, opened.stderr)
  for (const name of ['a\\u202efdp.exe', 'sam\\u00adarbeid.pdf', '\u{1f468}\\u200d\u{1f467}.png']) t.ok(opened.stdout.includes(` ${name}, text/plain`), name)
  t.notMatch(opened.stdout + (await look(folder, 'letter.asice', { json: true })).stdout, /\p{Cf}/u)
  t.same(readdirSync(`${folder}/out`), ['document-0.exe', 'document-1.pdf', 'document-2.png'])
})

test('postbud verify tells every kind of file by its content, as JSON', async t => {
  const folder = await aFolder(t)
  const kinds = { 'letter.cms': 'package', 'letter.pem': 'package', 'letter.jwt': 'message', 'receipt.jwt': 'receipt', 'archived.xml': 'archived-message' }
  for (const [file, kind] of Object.entries(kinds)) {
    const { status, stdout } = await look(folder, file, { json: true, reveal: true })
    t.equal(status, 0, file)
    const found: unknown = JSON.parse(stdout)
    t.match(found, { kind, verdict: 'proved', signer: { organizationNumber: /^\d{9}$/ }, certificates: [{}, {}, { subject: /Root CA/ }] }, file)
    t.notMatch(stdout, 'accessToken')
  }
})

test('postbud verify compares a package with its message, of either format', async t => {
  const folder = await aFolder(t)
  t.equal((await look(folder, 'letter.cms', { message: 'archived.xml' })).status, 0)
  t.match(await look(folder, 'letter.cms', { message: 'other.jwt' }), { status: 1, stdout: /NOT PROVED/ })
  t.match(await look(folder, 'letter.cms', { message: 'receipt.jwt' }), { status: 1, stdout: /NOT PROVED/ })
  t.match(await look(folder, 'letter.jwt', { message: 'other.jwt' }), { status: 2, stderr: /Cannot compare/ })
})

test('postbud verify goes by the trust, the key and the moment it is given', async t => {
  const folder = await aFolder(t)
  t.equal((await look(folder, 'letter.jwt', { trust: `${testCertificates}/root.pem` })).status, 1, 'the issuer between is missing')
  t.equal((await look(folder, 'letter.jwt', { trust: `${testCertificates}/sender.chain.pem` })).status, 0)
  t.equal((await look(folder, 'letter.jwt', { at: '2045-01-01' })).status, 1)
  t.equal((await look(folder, 'letter.cms', { key: `${testCertificates}/eboks.key.pem` })).status, 0)
  t.match(await look(folder, 'letter.cms', { key: `${testCertificates}/print.key.pem` }), { status: 1, stdout: /cannot be decrypted with this key/ })
})

test('postbud verify opens the published package with the published key, a JWK', async t => {
  const published = publishedPackages(t)[0]
  if (published === undefined) return
  const signatures = (await readContainer(published.zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0)
  const { roots, intermediates = [] } = trustInOwnRoot(signatures)
  const folder = await folderOf(t, [
    ['p.cms', published.cms], ['p.jwt', published.jwt], ['key.json', JSON.stringify(published.key.export({ format: 'jwk' }))],
    ['trust.pem', [...roots, ...intermediates].map(String).join('')]
  ])
  const asked = { key: 'key.json', trust: 'trust.pem', at: published.at.toISOString(), message: 'p.jwt' }
  t.match(await look(folder, 'p.cms', asked), { status: 0, stdout: /PROVED[^]*991825827[^]*Test\.txt, text\/plain, 4 bytes/ })
})

test('postbud verify demands the gateway\'s certificate policies, but not of a signer that --trust names, nor of the retired format', async t => {
  const { root, leaf } = await issueChain({ subject: [{ CN: ['984661185 SOMEBODY'] }] })
  const party = { key: leaf.key, certificate: leaf.certificate, chain: [leaf.certificate], signer: signerOf(leaf), trust: { roots: [] } }
  const folder = await folderOf(t, [
    ['receipt.jwt', signedBy(party, receiptPayload())], ['letter.asice', await containerOf([['a.txt', 'A title']], signerOf(leaf))],
    ['archived.xml', await signedClassic(party)], ['root.pem', root.certificate.toString()], ['both.pem', `${root.certificate.toString()}${leaf.certificate.toString()}`]
  ])
  for (const [file, expected] of [['receipt.jwt', 1], ['letter.asice', 1], ['archived.xml', 0]] as const) {
    t.match(await look(folder, file, { trust: 'root.pem', at: '2026-06-01' }), { status: expected, stdout: expected === 0 ? /^verdict +PROVED/ : /^verdict +NOT PROVED/ }, file)
    t.equal((await look(folder, file, { trust: 'both.pem', at: '2026-06-01' })).status, 0, `${file}, its signer named`)
  }
})

test('postbud verify goes on proving what was published, by the roots of its time', async t => {
  for (const { name, zip, cms, jwt, at } of publishedPackages(t)) {
    const { roots, intermediates = [] } = trustInOwnRoot((await readContainer(zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0))
    const folder = await folderOf(t, [['p.cms', cms], ['p.asice', zip], ['p.jwt', jwt], ['trust.pem', [...roots, ...intermediates].filter(one => one.ca).map(String).join('')]])
    for (const file of ['p.asice', 'p.jwt']) t.equal((await look(folder, file, { trust: 'trust.pem', at: at.toISOString() })).status, 0, `${name} ${file}`)
  }
  const archived = await publishedClassic(t, 'verified-vectors/sbd', ['kvittering-levering-eboks-2017.xml', 'digitalPost-difi-2017.xml', 'kvittering-difi-sample4.xml'])
  for (const { name, xml, at, trust: { roots, intermediates = [], signers = [] } } of archived) {
    const folder = await folderOf(t, [['archived.xml', xml], ['trust.pem', [...roots, ...intermediates, ...signers].map(String).join('')]])
    t.match(await look(folder, 'archived.xml', { trust: 'trust.pem', at: at.toISOString() }), { status: 0, stdout: /^verdict +PROVED/ }, name)
  }
})

test('postbud open exits with 2 when it is asked wrongly, and with 1 when there is nothing to prove', async t => {
  const folder = await aFolder(t)
  for (const [file, options] of [['none.cms', {}], ['.', {}], ['letter.jwt', { at: 'yesterday' }], ['letter.cms', { key: 'nothing.txt' }],
    ['letter.jwt', { trust: 'nothing.txt' }]] as const) {
    t.match(await look(folder, file, options), { status: 2, stdout: '', stderr: /^postbud: Cannot [^\n]+\n$/ }, file)
  }
  t.match(await look(folder, 'nothing.txt', { out: 'out' }), { status: 1, stdout: /Cannot read the file: it is no package/ })
  t.notOk(readdirSync(folder).includes('out'))
})

test('postbud verify is a command, and a mistake in its options has the exit status of mistakes', async t => {
  const folder = await aFolder(t)
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const run = promisify(execFile)
  const options = { cwd: folder, env: { PATH: process.env.PATH, POSTBUD_CERTS_DIR: testCertificates } }
  const [good, bad] = await Promise.allSettled([['letter.jwt'], ['letter.jwt', '--what']].map(args => run(process.execPath, [main, 'verify', ...args], options)))
  t.match(good, { status: 'fulfilled', value: { stdout: /^verdict +PROVED\n/, stderr: '' } })
  t.match(bad, { status: 'rejected', reason: { code: 2 } })
})
