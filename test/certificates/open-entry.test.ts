import { verify } from 'node:crypto'
import { test, t as wholeFile } from 'tap'
import { openEntry, type OpenEntryPorts } from '../../src/certificates/open-entry.ts'
import type { KeyEntry } from '../../src/certificates/keyring-file.ts'
import { issueCertificate } from '../support/issue-certificate.ts'
import { softToken } from '../support/soft-token.ts'
import { testParty } from '../support/test-certificates.ts'

const data = Buffer.from('to be signed')
const token = await softToken(wholeFile)
const { key, chain, certificate } = await testParty('sender')
const files: Record<string, string> = {
  'key.pem': key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'riktig' }).toString(),
  'chain.pem': chain.map(String).join(''),
  'pass': 'riktig\n',
  'wrong': 'hemmelig\n'
}
const ports: OpenEntryPorts = {
  readFile: async file => Buffer.from(files[file] ?? ''),
  variable: name => name === 'PASS' ? 'riktig' : name === 'PIN' ? token?.pin : undefined
}
const pem: KeyEntry = { sender: '313000001', role: 'next', driver: 'pem', keyFile: 'key.pem', chainFile: 'chain.pem' }

test('openEntry() takes the secret from a file, without its line end, or from the environment', async t => {
  for (const secret of [{ secretFile: 'pass' }, { secretVariable: 'PASS' }]) {
    const { signer } = await openEntry({ ...pem, ...secret }, ports)
    t.ok(verify('sha256', data, certificate.publicKey, await signer.sign(data)))
  }
})

test('openEntry() names driver, sender and role of what cannot be opened, and no secret', async t => {
  const error: unknown = await openEntry({ ...pem, secretFile: 'wrong' }, ports).catch((caught: unknown) => caught)
  t.match(error, { code: 'ERR_CONFIG_INVALID', message: /^Cannot open the pem key of 313000001 \(next\): / })
  t.notMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /hemmelig/)
  await t.rejects(openEntry({ ...pem, secretVariable: 'NONE' }, ports), { message: /the environment variable NONE is not set/ })
  const pkcs12: KeyEntry = { sender: '313000001', role: 'current', driver: 'pkcs12', file: 'chain.pem', secretFile: 'wrong' }
  await t.rejects(openEntry(pkcs12, ports), { message: /^Cannot open the pkcs12 key of 313000001 \(current\): / })
})

test('openEntry() opens a key in a token', async t => {
  if (token === undefined) return
  const publicKey = token.makeKey('entry', '11')
  files['token.pem'] = (await issueCertificate({ publicKey })).certificate.toString()
  const entry: KeyEntry = {
    sender: '313000001', role: 'current', driver: 'pkcs11', library: token.library, tokenLabel: token.label, keyId: '11', chainFile: 'token.pem',
    secretVariable: 'PIN', sessions: 1
  }
  const { signer, close } = await openEntry(entry, { ...ports, loadKoffi: token.loadKoffi })
  t.ok(verify('sha256', data, publicKey, await signer.sign(data)))
  await close()
})
