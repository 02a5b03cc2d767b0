import { test } from 'tap'
import { readSettings } from '../../src/config.ts'
import { endpointsOf } from '../../src/main/endpoints.ts'

test('endpointsOf() is the sandbox where nothing is set', async t => {
  t.strictSame(endpointsOf(readSettings({ POSTBUD_SANDBOX_HOST: '10.0.0.1', POSTBUD_SANDBOX_PORT: '9000' })), {
    tokenUrl: 'http://10.0.0.1:9000/maskinporten/token',
    issuer: 'http://10.0.0.1:9000/maskinporten/',
    contactRegister: 'http://10.0.0.1:9000/krr',
    populationRegister: 'http://10.0.0.1:9000/folkeregisteret/offentlig-med-hjemmel/api',
    accessPoint: 'http://10.0.0.1:9000/dpi'
  })
})

test('endpointsOf() takes what is set', async t => {
  const settings = readSettings({
    POSTBUD_MASKINPORTEN_URL: 'https://test.maskinporten.no', POSTBUD_KRR_URL: 'https://krr.example',
    POSTBUD_FOLKEREGISTERET_URL: 'https://folk.example/api', POSTBUD_ACCESS_POINT_URL: 'https://ap.example/dpi'
  })
  t.strictSame(endpointsOf(settings), {
    tokenUrl: 'https://test.maskinporten.no/token', issuer: 'https://test.maskinporten.no/',
    contactRegister: 'https://krr.example', populationRegister: 'https://folk.example/api', accessPoint: 'https://ap.example/dpi'
  })
})
