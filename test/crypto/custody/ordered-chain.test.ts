import { test } from 'tap'
import { orderedChain } from '../../../src/crypto/custody/ordered-chain.ts'
import { issueCertificate, issueChain } from '../../support/issue-certificate.ts'
import { testParty } from '../../support/test-certificates.ts'

test('orderedChain() finds the way up, whatever the order and whoever else is there', async t => {
  const { key, chain } = await testParty('sender')
  const { certificate: stranger } = await issueCertificate()
  const ordered = orderedChain(key, [stranger, ...chain.toReversed()])
  t.strictSame(ordered.map(one => one.fingerprint256), chain.map(one => one.fingerprint256))
})

test('orderedChain() is empty when no certificate is the key\'s', async t => {
  const { key } = await testParty('print')
  const { chain } = await testParty('sender')
  t.strictSame(orderedChain(key, chain), [])
})

test('orderedChain() stops where an issuer only has the right name', async t => {
  const { leaf } = await issueChain()
  const impostor = await issueCertificate({ isAuthority: true, subject: [{ CN: ['A Root'] }] })
  t.equal(orderedChain(leaf.key, [impostor.certificate, leaf.certificate]).length, 1)
})

test('orderedChain() ends at a root that issued itself', async t => {
  const { root, leaf } = await issueChain()
  t.equal(orderedChain(leaf.key, [root.certificate, leaf.certificate, root.certificate]).length, 2)
})
