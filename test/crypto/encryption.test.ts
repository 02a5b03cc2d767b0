import { createHash, randomBytes } from 'node:crypto'
import { test } from 'tap'
import { decryptCms } from '../../src/crypto/decrypt-cms.ts'
import { encrypt, type ContentPart } from '../../src/crypto/encryption.ts'
import { encrypted } from '../support/encrypted.ts'
import { chunksOf } from '../support/sealed-letter.ts'
import { testParty } from '../support/test-certificates.ts'

const content = randomBytes(1_000_003)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

test('encrypt() encrypts what decryptCms() opens, and tells its fingerprint', async t => {
  const { certificate, key } = await testParty('eboks')
  for (const size of [777, 100_000, 262_144, 5_000_000]) {
    const { cms, fingerprint, changedParts } = await encrypted(content, certificate, { content: chunksOf(content, size) })
    t.equal(fingerprint, createHash('sha256').update(cms).digest('base64'))
    t.ok(Buffer.from(await decryptCms(cms, key)).equals(content), `chunks of ${size}`)
    t.same(changedParts, [])
  }
})

test('encrypt() names the parts that are not what they should be', async t => {
  const { certificate } = await testParty('eboks')
  const part = (start: number, end: number): ContentPart => ({ bytes: end - start, digest: sha256(content.subarray(start, end)) })
  const wrong = { bytes: 10, digest: sha256(content) }
  const parts = [part(0, 300_000), part(0, 0), wrong, { bytes: 7 }, part(300_017, content.length)]
  const { changedParts } = await encrypted(content, certificate, { parts, content: chunksOf(content, 4096) })
  t.same(changedParts, [2])
})

test('encrypt() breaks off when the content is not as long as announced', async t => {
  const { certificate } = await testParty('eboks')
  for (const announced of [150_000, 1_000_002, 1_000_004, 2_000_000]) {
    await t.rejects(encrypted(content, certificate, { announced }), new RangeError('Cannot encrypt: the content is not as long as was announced'))
  }
})

test('encrypt() passes on what went wrong with the content, and closes it when nobody reads on', async t => {
  const { certificate } = await testParty('eboks')
  let closed = 0
  const source = async function* (isFailing: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* chunksOf(content.subarray(0, 600_000), 100_000)
      if (isFailing) throw new Error('lost')
    } finally {
      closed += 1
    }
  }
  await t.rejects(encrypted(content, certificate, { content: source(true) }), new Error('lost'))
  const job = { head: Buffer.alloc(3), key: randomBytes(32), iv: randomBytes(16), bytes: 0, format: 'dpi-json' as const, parts: [{ bytes: content.length }] }
  for await (const chunk of encrypt(job, source(false), () => {})) if (chunk.length > 3) break
  t.equal(closed, 2)
})
