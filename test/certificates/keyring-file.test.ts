import { test } from 'tap'
import { readKeyring } from '../../src/certificates/keyring-file.ts'

const pem = { sender: '313000001', role: 'current', driver: 'pem', keyFile: 'a.key', chainFile: '/etc/a.pem' }
const pkcs12 = { sender: '313000001', role: 'next', driver: 'pkcs12', file: 'a.p12', secretFile: 'a.pass' }
const token = { sender: '313000028', role: 'current', driver: 'pkcs11', library: '/usr/lib/hsm.so', tokenLabel: 'post', keyId: '01', chainFile: 'b.pem', secretVariable: 'HSM_PIN' }
const text = (...entries: unknown[]): string => JSON.stringify({ entries })

test('readKeyring() reads all three drivers; paths are relative to its folder', async t => {
  t.match(readKeyring(text(pem, pkcs12, token), '/run/keys'), [
    { keyFile: '/run/keys/a.key', chainFile: '/etc/a.pem' }, { file: '/run/keys/a.p12', secretFile: '/run/keys/a.pass' }, { chainFile: '/run/keys/b.pem' }
  ])
})

test('readKeyring() tells every mistake at once, by its place and without a value', async t => {
  const wrong = text({ ...pem, keyFile: undefined, pin: 'hemmelig' }, { ...pkcs12, secretFile: undefined }, { ...token, sender: 'hemmelig' })
  t.throws(() => readKeyring(wrong, '/'), { code: 'ERR_CONFIG_INVALID', message: /\/entries\/0 .*keyFile.*\/entries\/1 names no secret.*\/entries\/2\/sender/ })
  t.throws(() => readKeyring(wrong, '/'), { message: /^(?!.*hemmelig)/ })
})

for (const [why, entries] of Object.entries({
  'it is empty': [],
  'a driver is unknown': [{ ...pem, driver: 'kms' }],
  'a sender has two current certificates': [pem, { ...pem, keyFile: 'b.key' }],
  'a sender has only the next one': [{ ...pem, role: 'next' }],
  'an entry names two secrets': [pem, { ...pkcs12, secretVariable: 'PASS' }],
  'a token is named twice': [{ ...token, slot: 0 }],
  'a token is not named': [{ ...token, tokenLabel: undefined }],
  'a key in a token is not named': [{ ...token, keyId: undefined }]
})) {
  test(`readKeyring() refuses a file when ${why}`, async t => {
    t.throws(() => readKeyring(text(...entries), '/'), { code: 'ERR_CONFIG_INVALID', message: /^Cannot use the keyring: / })
  })
}

test('readKeyring() refuses what is not JSON, and does not quote it', async t => {
  t.throws(() => readKeyring('hemmelig', '/'), { message: 'Cannot use the keyring: it is not JSON' })
})
