import { test } from 'tap'
import { proveChain } from '../../src/crypto/trust.ts'
import { issueCertificate, issueChain, type IssueOptions } from '../support/issue-certificate.ts'
import { testParty } from '../support/test-certificates.ts'

const at = new Date('2026-06-01T00:00:00Z')

async function refusal (leaf: IssueOptions, root: IssueOptions = {}): Promise<unknown> {
  const made = await issueChain(leaf, root)
  try {
    proveChain([made.leaf.certificate], { roots: [made.root.certificate] }, at)
  } catch (error) {
    return error
  }
  return undefined
}

function because (why: string): { code: string, message: string } {
  return { code: 'ERR_CRYPTO_CERTIFICATE', message: `Cannot trust the certificate: ${why}` }
}
const noPath = because('no valid path leads to a trusted root')

test('proveChain() accepts a leaf below a trusted root, its chain in any order', async t => {
  const { chain, trust } = await testParty('sender')
  const [leaf, ...rest] = chain
  if (leaf === undefined) throw new Error('no leaf')
  const now = new Date()
  t.doesNotThrow(() => { proveChain([leaf, ...rest.reverse()], { roots: trust.roots }, now) })
  t.doesNotThrow(() => { proveChain([leaf], trust, now) })
})

test('proveChain() gives the path it found, leaf first and root last', async t => {
  const { chain, trust } = await testParty('sender')
  const [leaf, ...rest] = chain
  if (leaf === undefined) throw new Error('no leaf')
  const path = proveChain([leaf, ...rest.reverse()], trust, new Date())
  t.same(path.map(one => one.fingerprint256), chain.map(one => one.fingerprint256))
})

test('proveChain() believes a signer that is pinned itself, as long as it is valid and may sign', async t => {
  const { leaf } = await issueChain()
  const trust = { roots: [], signers: [leaf.certificate] }
  t.same(proveChain([leaf.certificate], trust, at), [leaf.certificate])
  t.throws(() => { proveChain([leaf.certificate], trust, new Date('2027-06-01')) }, because('it has expired'))
  const other = await issueChain()
  t.throws(() => { proveChain([other.leaf.certificate, leaf.certificate], trust, at) }, noPath)
})

test('proveChain() refuses a leaf whose issuer is unknown', async t => {
  const { certificate, trust } = await testParty('sender')
  t.throws(() => { proveChain([certificate], { roots: trust.roots }, new Date()) }, noPath)
})

test('proveChain() never trusts a root because the message brings it', async t => {
  const mine = await issueChain()
  const theirs = await issueChain()
  t.throws(() => { proveChain([theirs.leaf.certificate, theirs.root.certificate], { roots: [mine.root.certificate] }, at) }, noPath)
})

test('proveChain() refuses no certificate at all', t => {
  t.throws(() => { proveChain([], { roots: [] }, at) }, because('there is none'))
  t.end()
})

test('proveChain() refuses a leaf outside its validity', async t => {
  t.match(await refusal({ validFrom: '2026-07-01' }), because('it is not valid yet'))
  t.match(await refusal({ validTo: '2026-05-01' }), because('it has expired'))
})

test('proveChain() refuses a path with an expired root', async t => {
  t.match(await refusal({}, { validTo: '2026-05-01' }), noPath)
})

test('proveChain() refuses a leaf that is an authority, or may not sign', async t => {
  t.match(await refusal({ isAuthority: true }), because('an authority may not sign messages'))
  t.match(await refusal({ usage: 'transport' }), because('it may not be used to sign'))
})

test('proveChain() asks of a receiver that keys may be encrypted to it, not that it signs', async t => {
  const { root, leaf } = await issueChain({ usage: 'transport' })
  t.equal(proveChain([leaf.certificate], { roots: [root.certificate] }, at, 'encrypt').length, 2)
  const other = await issueChain({ usage: 'sign' })
  t.throws(() => proveChain([other.leaf.certificate], { roots: [other.root.certificate] }, at, 'encrypt'), because('nothing may be encrypted to it'))
})

test('proveChain() refuses an issuer that is no authority, or may not issue', async t => {
  t.match(await refusal({}, { isAuthority: false }), noPath)
  t.match(await refusal({}, { usage: 'sign' }), noPath)
})

test('proveChain() refuses more authorities than an issuer allows below it', async t => {
  const root = await issueCertificate({ isAuthority: true, subject: [{ CN: ['A Root'] }], pathLength: 0 })
  const between = await issueCertificate({ isAuthority: true, issuer: root })
  const leaf = await issueCertificate({ issuer: between })
  t.throws(() => { proveChain([leaf.certificate, between.certificate], { roots: [root.certificate] }, at) }, noPath)
})

test('proveChain() refuses short keys and old digests', async t => {
  t.match(await refusal({ bits: 1024 }), because('its key is not RSA of at least 2048 bits'))
  t.match(await refusal({}, { bits: 1024 }), noPath)
  t.match(await refusal({}, { hash: 'SHA-1' }), noPath) // the issuer's key decides the digest
})

test('proveChain() refuses a public exponent that lets signatures be forged', async t => {
  t.match(await refusal({ exponent: [3] }), because('its key is not RSA of at least 2048 bits'))
  t.match(await refusal({}, { exponent: [3] }), noPath)
})

test('proveChain() refuses a critical extension it does not know', async t => {
  t.match(await refusal({ criticalOid: '1.2.3.4' }), because('it carries a critical extension we do not know (1.2.3.4)'))
})

test('proveChain() refuses a leaf whose issuer has the name of a root and another key', async t => {
  const { root } = await issueChain()
  const impostor = await issueCertificate({ isAuthority: true, subject: root.subject })
  const leaf = await issueCertificate({ issuer: impostor })
  t.throws(() => { proveChain([leaf.certificate, impostor.certificate], { roots: [root.certificate] }, at) }, noPath)
})

test('proveChain() refuses a self-signed leaf even among the roots', async t => {
  const { certificate } = await issueCertificate()
  t.throws(() => { proveChain([certificate], { roots: [certificate] }, at) }, noPath)
})

test('proveChain() refuses a heap of certificates', async t => {
  const { root, leaf } = await issueChain()
  const heap = Array.from({ length: 60 }, () => leaf.certificate)
  t.throws(() => { proveChain(heap, { roots: [root.certificate] }, at) }, because('its chain holds more than 50 certificates'))
})
