// What was sealed must be garbage at once: kept until a great collection, it piles up and each of those holds the event loop for milliseconds.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'tap'
import { signerFromKey, type Signer } from '../../src/crypto/signer.ts'
import { drain } from '../../src/journey/receive-documents.ts'
import { sealPackage } from '../../src/seal/seal-package.ts'
import { sealInput } from '../support/sealed-letter.ts'
import { testParty } from '../support/test-certificates.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: { type: 'major' | 'minor' }) => void

const letters = 200
const pdf = { bytes: randomBytes(10_000) }

/** Bytes of buffers that only a great collection would free, a letter. */
async function keptByLetter (signer: Signer): Promise<number> {
  const input = await sealInput([pdf])
  const seal = async (): Promise<void> => {
    for (let letter = 0; letter < letters; letter += 1) await sealPackage({ ...input, signer }, drain)
  }
  await seal()
  collect({ type: 'major' })
  // Buffers are freed beside the program.
  await pause(50)
  const before = process.memoryUsage().arrayBuffers
  await seal()
  for (let time = 0; time < 3; time += 1) {
    collect({ type: 'minor' })
    await pause(50)
  }
  return (process.memoryUsage().arrayBuffers - before) / letters
}

test('a sealed letter leaves nothing for the great collection', async t => {
  const { key, certificate } = await testParty('sender')
  const kept = await keptByLetter(signerFromKey(key, [certificate]))
  t.ok(kept < 5_000, `${Math.round(kept)} bytes a letter`)
})
