// Whatever bytes come in, what comes out is an honest result or a GatewayError of the right kind: never another error, never a hang.
import fc from 'fast-check'
import { test } from 'tap'
import { decryptCms } from '../../src/crypto/decrypt-cms.ts'
import { signJws, verifyJws } from '../../src/crypto/jws.ts'
import { readCertificates } from '../../src/crypto/pem.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { openContainer } from '../../src/open/open-container.ts'
import { openMessage } from '../../src/open/open-message.ts'
import { openPackage } from '../../src/open/open-package.ts'
import { readXml } from '../../src/xml/read-xml.ts'
import { sealInput, sealToMemory, sealedContainer } from '../support/sealed-letter.ts'
import { testParty } from '../support/test-certificates.ts'

const { key, trust, certificate } = await testParty('eboks')
const { signer } = await testParty('sender')
const options = { key, trust, at: new Date() }
const contents = [{ bytes: Buffer.from('%PDF-1.7') }]
const { cms } = await sealToMemory(await sealInput(contents))
const zip = await sealedContainer(contents)
const jws = await signJws('{"standardBusinessDocument":{}}', signer)

/** Some good bytes with a piece cut out, doubled, or replaced by noise. */
function damaged (good: Uint8Array): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.nat(good.length), fc.nat(200), fc.uint8Array({ maxLength: 50 })).map(([at, length, noise]) =>
    Buffer.concat([good.subarray(0, at), noise, good.subarray(at + length)]))
}

async function refusedWith (run: () => unknown, codes: RegExp): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    return error instanceof GatewayError && codes.test(error.code)
  }
}

test('openPackage() and decryptCms() answer damaged packages with their own errors only', async t => {
  await fc.assert(fc.asyncProperty(damaged(cms), async bytes =>
    await refusedWith(async () => await openPackage(bytes, options), /^ERR_OPEN_/) && await refusedWith(async () => await decryptCms(bytes, key), /^ERR_CRYPTO_MALFORMED$/)
  ), { numRuns: 300 })
  t.pass()
})

test('openContainer() answers damaged and random containers with its own errors only', async t => {
  await fc.assert(fc.asyncProperty(fc.oneof(damaged(zip), fc.uint8Array({ maxLength: 500 })), async bytes =>
    await refusedWith(async () => await openContainer(bytes, options), /^ERR_OPEN_/)), { numRuns: 500 })
  t.pass()
})

test('openMessage() and verifyJws() answer damaged and random messages with their own errors only', async t => {
  const text = fc.oneof(damaged(Buffer.from(jws)).map(String), fc.string(), fc.json().map(json => Buffer.from(json).toString('base64url')).map(part => `${part}.${part}.${part}`))
  await fc.assert(fc.asyncProperty(text, async message =>
    await refusedWith(async () => await openMessage(message, options), /^ERR_OPEN_/) && await refusedWith(async () => await verifyJws(message), /^ERR_CRYPTO_/)
  ), { numRuns: 500 })
  t.pass()
})

test('openMessage() answers any signed JSON with its own errors only', async t => {
  const body = fc.record({ standardBusinessDocument: fc.record({ standardBusinessDocumentHeader: fc.anything(), digital: fc.anything() }) })
  await fc.assert(fc.asyncProperty(fc.oneof(body, fc.anything()), async payload => {
    const message = await signJws(JSON.stringify(payload, (_, value: unknown) => typeof value === 'bigint' ? String(value) : value) || 'null', signer)
    return await refusedWith(async () => await openMessage(message, options), /^ERR_OPEN_UNREADABLE$/)
  }), { numRuns: 200 })
  t.pass()
})

test('readXml() and readCertificates() answer damaged and random bytes with their own errors only', async t => {
  const xml = fc.oneof(damaged(Buffer.from('<a xmlns="urn:x"><b c="d">e</b></a>')), fc.uint8Array({ maxLength: 200 }))
  await fc.assert(fc.asyncProperty(xml, async bytes =>
    await refusedWith(() => readXml(bytes, root => root.canonical('inclusive-1.0')), /^ERR_XML_MALFORMED$/)), { numRuns: 2000 })
  await fc.assert(fc.asyncProperty(fc.oneof(damaged(Buffer.from(certificate.toString())).map(String), fc.string()), async pem =>
    await refusedWith(() => readCertificates(pem), /^ERR_CRYPTO_MALFORMED$/)), { numRuns: 500 })
  t.pass()
})
