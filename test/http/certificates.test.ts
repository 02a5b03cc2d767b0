import { test, type Test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { certificate, fakePorts, sender } from '../support/fake-ports.ts'
import { authorized, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const known = `/v1/certificates/${certificate.fingerprint}`

interface Call { method: 'GET' | 'POST', url: string, route: string }

interface Answer { statusCode: number, body: Record<string, unknown> }

async function asked (t: Test, { method, url, route }: Call, ports: Parameters<typeof testApp>[1] = {}): Promise<Answer> {
  const { app } = await testApp(t, ports)
  const answer = await app.inject({ method, url, headers: authorized })
  const judge = await answerJudge(t, app)
  judge(method, route, answer)
  return { statusCode: answer.statusCode, body: answer.json() }
}

test('GET /v1/certificates lists what is known of each', async t => {
  const { body } = await asked(t, { method: 'GET', url: '/v1/certificates', route: '/v1/certificates' })
  t.match(body, { recipients: [{ organization: '984661185', daysLeft: 40, level: 'order', fault: null }] })
  t.match(body, { certificates: [{ sender, fingerprint: certificate.fingerprint, role: 'next', fault: null, rehearsal: null }] })
})

test('POST /v1/certificates/{fingerprint}/rehearse tells how it went', async t => {
  const { body } = await asked(t, { method: 'POST', url: `${known}/rehearse`, route: '/v1/certificates/{fingerprint}/rehearse' })
  t.match(body, { rehearsal: { failure: null } })
})

test('POST /v1/certificates/{fingerprint}/activate makes it current, in the name of the key\'s holder', async t => {
  let by = ''
  const { certificates } = fakePorts()
  const activate: typeof certificates.activate = async (fingerprint, senders, name) => {
    by = name
    return certificates.activate(fingerprint, senders, name)
  }
  const call: Call = { method: 'POST', url: `${known}/activate`, route: '/v1/certificates/{fingerprint}/activate' }
  t.match(await asked(t, call, { certificates: { ...certificates, activate } }), { statusCode: 200, body: { role: 'current' } })
  t.equal(by, 'test')
})

test('POST /v1/certificates/{fingerprint}/activate answers 409 when it is not ready', async t => {
  const activate = async (): Promise<never> => { throw new GatewayError('ERR_CERTIFICATES_NOT_REHEARSED', 'Cannot activate the certificate: it has not been rehearsed') }
  const call: Call = { method: 'POST', url: `${known}/activate`, route: '/v1/certificates/{fingerprint}/activate' }
  const answer = await asked(t, call, { certificates: { ...fakePorts().certificates, activate } })
  t.match(answer, { statusCode: 409, body: { code: 'ERR_CERTIFICATES_NOT_REHEARSED' } })
})

test('routes of a certificate know no other, and no fingerprint of another form', async t => {
  for (const fingerprint of ['b'.repeat(64), 'A'.repeat(64), 'short']) {
    for (const action of ['rehearse', 'activate']) {
      const call: Call = { method: 'POST', url: `/v1/certificates/${fingerprint}/${action}`, route: `/v1/certificates/{fingerprint}/${action}` }
      t.match(await asked(t, call), { statusCode: 404, body: { code: 'ERR_HTTP_NOT_FOUND' } })
    }
  }
})

test('routes of certificates need a key', async t => {
  const { app } = await testApp(t)
  t.equal((await app.inject({ url: '/v1/certificates' })).statusCode, 401)
  t.equal((await app.inject({ method: 'POST', url: `${known}/activate` })).statusCode, 401)
})
