import { test } from 'tap'
import { readSettings } from '../src/config.ts'

const production = {
  POSTBUD_MODE: 'production',
  DATABASE_URL: 'postgres://db/postbud',
  POSTBUD_API_KEY: 'k'.repeat(32),
  POSTBUD_RETURN_ADDRESS: 'Vår kommune; Postboks 1; 5003; BERGEN',
  POSTBUD_MASTER_KEY_FILE: '/run/secrets/master',
  POSTBUD_SIGNING_KEY_FILE: '/run/secrets/key',
  POSTBUD_SIGNING_CHAIN_FILE: '/etc/chain.pem',
  POSTBUD_TRUST_FILE: '/etc/roots.pem',
  POSTBUD_MASKINPORTEN_URL: 'https://maskinporten.example',
  POSTBUD_KRR_URL: 'https://krr.example',
  POSTBUD_FOLKEREGISTERET_URL: 'https://folkeregisteret.example',
  POSTBUD_ACCESS_POINT_URL: 'https://access-point.example/dpi'
}

test('readSettings() needs nothing for a sandbox', async t => {
  const settings = readSettings({ PATH: '/bin' })
  t.match(settings, { POSTBUD_MODE: 'sandbox', POSTBUD_PORT: 8080, POSTBUD_SANDBOX_PORT: 8090, POSTBUD_API_KEY: 'sandbox' })
  t.ok(Object.isFrozen(settings))
})

test('readSettings() tells every mistake at once, without the values', async t => {
  const wrong = { POSTBUD_PORT: '99999', POSTBUD_MODE: 'prod-hemmelig', POSTBUD_API_KEYS: 'hemmelig', POSTBUD_SENDER: 'hemmelig' }
  t.throws(() => readSettings(wrong), { code: 'ERR_CONFIG_INVALID', message: /POSTBUD_API_KEYS is not a setting, did you mean POSTBUD_API_KEY/ })
  t.throws(() => readSettings(wrong), { message: /POSTBUD_PORT must be <= 65535/ })
  t.throws(() => readSettings(wrong), { message: /POSTBUD_MODE .*POSTBUD_SENDER|POSTBUD_SENDER .*POSTBUD_MODE/ })
  t.throws(() => readSettings(wrong), { message: /^(?!.*hemmelig)/ })
})

test('readSettings() tells more than a handful of mistakes', async t => {
  const names = ['POSTBUD_PORT', 'POSTBUD_SANDBOX_PORT', 'POSTBUD_MODE', 'POSTBUD_SENDER', 'POSTBUD_RETURN_ADDRESS', 'POSTBUD_MASTER_KEY',
    'POSTBUD_KRR_URL', 'POSTBUD_FOLKEREGISTERET_URL', 'POSTBUD_ACCESS_POINT_URL', 'POSTBUD_CHANNEL_NAME', 'POSTBUD_POOL_SIZE', 'POSTBUD_LOG_LEVEL']
  const wrong = Object.fromEntries(names.map(name => [name, '!']))
  for (const name of names) t.throws(() => readSettings(wrong), { message: new RegExp(name) }, name)
})

test('readSettings() takes an empty variable as not given', async t => {
  t.equal(readSettings({ POSTBUD_PORT: '', DATABASE_URL: '' }).POSTBUD_PORT, 8080)
})

test('readSettings() takes a whole production', async t => {
  t.equal(readSettings(production).POSTBUD_MODE, 'production')
})

for (const name of Object.keys(production).filter(key => key !== 'POSTBUD_MODE')) {
  test(`readSettings() refuses production without ${name}`, async t => {
    t.throws(() => readSettings({ ...production, [name]: undefined }), { code: 'ERR_CONFIG_UNSAFE' })
  })
}

test('readSettings() refuses a short API key in production', async t => {
  t.throws(() => readSettings({ ...production, POSTBUD_API_KEY: 'sandbox' }), { code: 'ERR_CONFIG_UNSAFE', message: /POSTBUD_API_KEY/ })
})

test('readSettings() refuses the sandbox\'s return address in production, also where it is written out', async t => {
  const { POSTBUD_RETURN_ADDRESS } = readSettings({})
  t.throws(() => readSettings({ ...production, POSTBUD_RETURN_ADDRESS }), { code: 'ERR_CONFIG_UNSAFE', message: /POSTBUD_RETURN_ADDRESS/ })
})

const outside = ['POSTBUD_MASKINPORTEN_URL', 'POSTBUD_KRR_URL', 'POSTBUD_FOLKEREGISTERET_URL', 'POSTBUD_ACCESS_POINT_URL']

test('readSettings() refuses addresses without TLS in production', async t => {
  for (const address of ['http://krr.example', 'http://10.0.0.1:8443/krr', 'http://127.0.0.1.example', 'http://localhost.example', 'http://[::2]:1']) {
    for (const name of outside) {
      t.throws(() => readSettings({ ...production, [name]: address }), { code: 'ERR_CONFIG_UNSAFE', message: new RegExp(`${name} must begin with https`) }, address)
    }
  }
})

test('readSettings() takes plain HTTP to a proxy on the same machine, and not to the sandbox there', async t => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '127.1']) {
    t.equal(readSettings({ ...production, POSTBUD_KRR_URL: `http://${host}:9001/krr` }).POSTBUD_MODE, 'production', host)
    t.throws(() => readSettings({ ...production, POSTBUD_KRR_URL: `http://${host}:8090/krr` }), { code: 'ERR_CONFIG_UNSAFE', message: /POSTBUD_KRR_URL is the sandbox's/ }, host)
  }
})

test('readSettings() takes plain HTTP for a sandbox', async t => {
  t.equal(readSettings({ POSTBUD_KRR_URL: 'http://sandbox:8090/krr' }).POSTBUD_KRR_URL, 'http://sandbox:8090/krr')
})

test('readSettings() refuses an API key that could never be shown in a header', async t => {
  for (const key of ['nøkkel', 'with space', 'a:b', '=', 'a=b', 'a%20', '"quoted"']) {
    t.throws(() => readSettings({ ...production, POSTBUD_API_KEY: key.padEnd(32, 'ø') }), { code: 'ERR_CONFIG_INVALID', message: /POSTBUD_API_KEY/ }, key)
    t.throws(() => readSettings({ POSTBUD_API_KEY: key }), { code: 'ERR_CONFIG_INVALID' }, key)
  }
  for (const key of ['k'.repeat(32), 'aZ09-._~+/'.repeat(4), `${'a'.repeat(43)}=`, `${'a'.repeat(42)}==`]) {
    t.equal(readSettings({ ...production, POSTBUD_API_KEY: key }).POSTBUD_API_KEY, key)
  }
})
