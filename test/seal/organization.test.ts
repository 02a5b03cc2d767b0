import { test } from 'tap'
import { signingOrganization, wireOrganization } from '../../src/seal/organization.ts'
import { issueChain, signerOf } from '../support/issue-certificate.ts'
import { testParty } from '../support/test-certificates.ts'

test('signingOrganization() is the number in the signing certificate', async t => {
  t.equal(signingOrganization((await testParty('sender')).signer), '313000001')
})

test('signingOrganization() refuses a certificate without one, and none', async t => {
  const { root, leaf } = await issueChain()
  const refusal = { code: 'ERR_SEAL_CERTIFICATE', message: 'Cannot seal: the signing certificate names no organization' }
  t.throws(() => signingOrganization(signerOf(leaf, root)), refusal)
  t.throws(() => signingOrganization({ chain: [], sign: () => Promise.resolve(new Uint8Array()) }), refusal)
})

test('wireOrganization() writes the scheme of Brønnøysund', t => {
  t.equal(wireOrganization('313000001'), '0192:313000001')
  t.end()
})
