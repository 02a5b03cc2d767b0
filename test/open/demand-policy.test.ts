// Which signers are believed although, or because, their certificate says under which policy it was issued.
import { test } from 'tap'
import { openContainer, type OpenOptions } from '../../src/open/open-container.ts'
import { proveJws } from '../../src/open/prove-jws.ts'
import { signJws } from '../../src/crypto/jws.ts'
import { containerOf } from '../support/a-container.ts'
import { issueChain, signerOf, type IssueOptions } from '../support/issue-certificate.ts'

const accepted = '2.16.578.1.1.1.1.100'
const notProved = { code: 'ERR_OPEN_NOT_PROVED', message: 'Cannot use the file: no signature we trust proves its content and origin' }
const cases: Record<string, IssueOptions> = { none: {}, other: { policies: ['1.2.3'] }, accepted: { policies: ['1.2.3', accepted] } }

interface Bench { zip: Uint8Array, jws: string, options: OpenOptions, named: OpenOptions }

/** A container and a message of one signer; `named` trusts the signer itself, too. */
async function signedWith (leaf: IssueOptions): Promise<Bench> {
  const valid = { validFrom: '2019-01-01', validTo: '2050-01-01' }
  const chain = await issueChain({ subject: [{ CN: ['313000001 A SENDER'] }], ...valid, ...leaf }, valid)
  const signer = signerOf(chain.leaf, chain.root)
  const options = { trust: { roots: [chain.root.certificate] }, at: new Date('2026-06-01'), policies: [accepted] }
  return {
    zip: await containerOf([['letter.pdf', 'A title']], signer),
    jws: await signJws('{}', signer),
    options,
    named: { ...options, trust: { ...options.trust, signers: [chain.leaf.certificate] } }
  }
}

test('openContainer() and proveJws() refuse a signer without an accepted policy, in the words of every refusal', async t => {
  for (const [name, leaf] of Object.entries(cases)) {
    const { zip, jws, options } = await signedWith(leaf)
    for (const prove of [async () => { await openContainer(zip, options) }, async () => { await proveJws(jws, options) }]) {
      if (name === 'accepted') await t.resolves(prove, name)
      else await t.rejects(prove, { ...notProved, cause: { message: /under no policy we accept/ } }, name)
    }
  }
})

test('openContainer() and proveJws() believe a signer that the trust names, whatever its policy', async t => {
  const { zip, jws, options, named } = await signedWith({})
  const { leaf: stranger } = await issueChain()
  await t.resolves(openContainer(zip, named))
  await t.resolves(proveJws(jws, named))
  await t.rejects(proveJws(jws, { ...options, trust: { ...options.trust, signers: [stranger.certificate] } }), notProved, 'another is named')
})

test('openContainer() asks for no policy in a package of the years before JSON, proveJws() always does', async t => {
  const { zip, jws, options } = await signedWith({})
  await t.resolves(openContainer(zip, { ...options, at: new Date('2020-12-31T23:59:59Z') }))
  await t.rejects(openContainer(zip, { ...options, at: new Date('2021-01-01T00:00:00Z') }), notProved)
  await t.rejects(proveJws(jws, { ...options, at: new Date('2020-12-31T23:59:59Z') }), notProved)
})

test('openContainer() refuses a signer that is no organization, named or not', async t => {
  const { zip, options, named } = await signedWith({ ...cases.accepted, subject: [{ CN: ['SOMEBODY'] }] })
  const { trust, at } = named
  for (const one of [options, named, { trust, at }, { trust, at: new Date('2020-06-01') }]) await t.rejects(openContainer(zip, one), notProved)
})
