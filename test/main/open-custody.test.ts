import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { readSettings, type Settings } from '../../src/config.ts'
import { organizationNumberOf } from '../../src/crypto/organization-number.ts'
import { proveChain } from '../../src/crypto/trust.ts'
import { openCustody } from '../../src/main/open-custody.ts'
import { readStage } from '../support/stage.ts'

const folder = readStage().certificates

const settingsOf = (changes: Record<string, string> = {}): Settings => readSettings({ POSTBUD_CERTS_DIR: folder, ...changes })

async function trustFile (t: Test, ...names: string[]): Promise<string> {
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
  return join(t.testdir({ 'trust.pem': texts.join('\n') }), 'trust.pem')
}

test('openCustody() takes the test certificates where nothing is set', async t => {
  const { keyring } = await openCustody(settingsOf())
  const { signer } = await keyring.signingKey('313000001')
  const [leaf] = signer.chain
  t.equal(leaf && organizationNumberOf(leaf), '313000001')
})

test('openCustody() believes a receiver that shows its own certificate alone', async t => {
  const { keyring, trust } = await openCustody(settingsOf())
  const { signer } = await keyring.signingKey('313000001')
  t.equal(trust.roots.length, 1)
  t.doesNotThrow(() => { proveChain(signer.chain.slice(0, 1), trust, new Date()) })
})

test('openCustody() takes roots and the issuers between from the file that is set', async t => {
  const file = await trustFile(t, 'intermediate.pem', 'root.pem')
  const { trust } = await openCustody(settingsOf({ POSTBUD_TRUST_FILE: file }))
  t.strictSame([trust.roots.length, trust.intermediates?.length], [1, 1])
})

test('openCustody() takes the enterprise certificate that is set', async t => {
  const { keyring } = await openCustody(settingsOf({
    POSTBUD_SENDER: '922020175', POSTBUD_SIGNING_KEY_FILE: join(folder, 'eboks.key.pem'), POSTBUD_SIGNING_CHAIN_FILE: join(folder, 'eboks.chain.pem')
  }))
  const { signer } = await keyring.signingKey('922020175')
  const [leaf] = signer.chain
  t.equal(leaf && organizationNumberOf(leaf), '922020175')
})

test('openCustody() names the file that is missing', async t => {
  const missing = join(t.testdir(), 'nowhere')
  await t.rejects(openCustody(settingsOf({ POSTBUD_CERTS_DIR: missing })), { code: 'ERR_CONFIG_INVALID', message: /nowhere/ })
})

test('openCustody() refuses a sandbox root in production', async t => {
  const settings = { ...settingsOf({ POSTBUD_TRUST_FILE: await trustFile(t, 'root.pem') }), POSTBUD_MODE: 'production' } as const
  await t.rejects(openCustody(settings), { code: 'ERR_CONFIG_UNSAFE' })
})
