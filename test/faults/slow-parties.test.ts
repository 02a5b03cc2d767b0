// Every call to an outside party ends at its deadline, however the answer is withheld, and lets go of its connection.
import { test, type Test } from 'tap'
import { askAuthority } from '../../src/certificates/ask-authority.ts'
import { createDispatch } from '../../src/dispatch/dispatch.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { callRegister } from '../../src/lookup/register-call.ts'
import { createTokenClient } from '../../src/maskinporten/token-client.ts'
import { createInbox } from '../../src/receipt/dpi/inbox.ts'
import { anAttempt, anEnvelope } from '../support/an-envelope.ts'
import { startProxy, type Proxy, type ProxyFault } from '../support/proxy.ts'
import { json, serve } from '../support/serve.ts'
import { testParty } from '../support/test-certificates.ts'

const timeoutMs = 300
const now = (): Date => new Date('2026-03-01T10:00:00Z')
const token = (): Promise<string> => Promise.resolve('token-1')

/** A proxy in front of a server that answers at once, with a list. */
async function between (t: Test, fault: ProxyFault): Promise<Proxy> {
  const server = await serve(t, (_, response) => { json(response, []) })
  const proxy = await startProxy(Number(new URL(server.url).port))
  t.teardown(() => proxy.close())
  proxy.strike(fault)
  return proxy
}

type Failure = Promise<GatewayError['code'] | 'none'>
const codeOf = (call: Promise<unknown>): Failure =>
  call.then(() => 'none' as const, (error: unknown) => error instanceof GatewayError ? error.code : 'none')

/** Each call with the code of its failure. */
const calls: Record<string, [GatewayError['code'], (baseUrl: string) => Failure]> = {
  'a register': ['ERR_LOOKUP_UNAVAILABLE', baseUrl =>
    codeOf(callRegister({ name: 'KRR', retryAfterUnitMs: 1000 }, { baseUrl, token, fetch, timeoutMs, now }, { path: '/people', body: {} }))],
  'Maskinporten': ['ERR_MASKINPORTEN_UNAVAILABLE', async tokenUrl => {
    const { signer } = await testParty('sender')
    const client = createTokenClient({ tokenUrl, issuer: 'https://issuer.example/', clientId: 'client', signer, fetch, now, newId: () => 'id', timeoutMs })
    return codeOf(client.token({ scope: 'a:one' }))
  }],
  'a hand-over': ['ERR_DISPATCH_UNCERTAIN', async baseUrl => {
    const outcome = await createDispatch({ baseUrl, token, fetch, timeoutMs, channelName: 'postbud', now }).handOver(anEnvelope(Buffer.from('package')))
    return 'error' in outcome ? outcome.error.code : 'none'
  }],
  'a status': ['ERR_DISPATCH_UNCERTAIN', baseUrl =>
    codeOf(createDispatch({ baseUrl, token, fetch, timeoutMs, channelName: 'postbud', now }).follow(anAttempt(), '313000001'))],
  'the receipts': ['ERR_RECEIPT_UNAVAILABLE', baseUrl => codeOf(createInbox({ baseUrl, token, fetch, timeoutMs, channelName: 'postbud', now }).list(0))],
  'an authority': ['ERR_CRYPTO_REVOCATION_UNKNOWN', baseUrl => codeOf(askAuthority(baseUrl, { fetch, timeoutMs, maxBytes: 1000 }))]
}

const faults: Record<string, ProxyFault> = {
  'comes a byte at a time from its first header on': { kind: 'trickle', on: 'answer', everyMs: 20 },
  'stays away': { kind: 'half-open', on: 'answer', afterBytes: 0 },
  'stops in the middle of its body': { kind: 'half-open', on: 'answer', afterBytes: 160 },
  'is later than the deadline': { kind: 'delay', on: 'answer', ms: 5_000 }
}

for (const [how, fault] of Object.entries(faults)) {
  test(`a call whose answer ${how} ends at the deadline, and its connection with it`, async t => {
    await Promise.all(Object.entries(calls).map(async ([name, [code, call]]) => {
      const proxy = await between(t, fault)
      const begun = performance.now()
      t.equal(await call(proxy.url), code, name)
      t.ok(performance.now() - begun < timeoutMs + 1_500, `${name} in time`)
      // The test's own time limit is what fails here.
      while (proxy.connections().open > 0) await new Promise(resolve => { setImmediate(resolve) })
    }))
  })
}

test('a cut in the middle of the request leaves doubt, and a refused connection none', async t => {
  const proxy = await between(t, { kind: 'cut', on: 'request', afterBytes: 400 })
  const [, handOver] = calls['a hand-over'] ?? []
  t.equal(await handOver?.(proxy.url), 'ERR_DISPATCH_UNCERTAIN')
  await proxy.refuse()
  t.equal(await handOver?.(proxy.url), 'ERR_DISPATCH_UNAVAILABLE')
  await proxy.admit()
  proxy.strike()
  t.equal(await handOver?.(proxy.url), 'none')
})
