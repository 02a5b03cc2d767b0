// The measured process: content storage, sealing, content storage, HTTP, as the gateway joins them. Started by memory.ts.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { setTimeout } from 'node:timers/promises'
import { createDispatch } from '../src/dispatch/dispatch.ts'
import type { LetterDocument } from '../src/letter/letter.ts'
import { sealPackage } from '../src/seal/seal-package.ts'
import { createCipher } from '../src/store/cipher.ts'
import { createDatabase } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import { openPglite } from '../src/store/pglite.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { openStore } from '../src/store/store.ts'
import { aLetter } from '../test/support/a-letter.ts'
import { anAttempt } from '../test/support/an-envelope.ts'
import { benchLetter, makeKeys } from './bench-case.ts'

const [databaseUrl = '', dataFolder = '', accessPoint = '', bytesText = '44900000'] = process.argv.slice(2)
const largeBytes = Number(bytesText)
const warmBytes = 1_000_000
const sampleMs = 2
const settleMs = 1500
const chunkBytes = 65_536
const mebibyte = 1_048_576

const keys = await makeKeys(2048)
const { choice, signer } = benchLetter({ keyBits: 2048, bytes: 1000, cores: 1, seconds: 0 }, keys)
const driver = databaseUrl === '' ? await openPglite(dataFolder) : await openPostgres({ connectionString: databaseUrl, maxConnections: 4, onIdleError: () => {} })
const database = createDatabase(driver)
await migrate(database)
const { records: { contents, letters } } = openStore(database, createCipher(randomBytes(32), randomBytes))
const dispatch = createDispatch({ baseUrl: accessPoint, token: () => Promise.resolve('token'), fetch, timeoutMs: 60_000, channelName: 'bench', now: () => new Date() })

/** Stores a letter of one PDF and gives what sends it. The bytes are made as they are stored: they are never in memory together. */
async function prepare (bytes: number): Promise<() => Promise<void>> {
  const letterId = randomUUID()
  const hash = createHash('sha256')
  let checksum = 0
  const documentKey = { id: randomUUID(), letterId, kind: 'document' as const, number: 0 }
  letters.begin(letterId)
  await contents.stage(documentKey, (async function* () {
    for (let left = bytes; left > 0; left -= chunkBytes) {
      const chunk = randomBytes(Math.min(left, chunkBytes))
      hash.update(chunk)
      checksum = crc32(chunk, checksum)
      yield await Promise.resolve(chunk)
    }
  })(), new Date())
  const document: LetterDocument = {
    number: 0, fileName: 'a.pdf', title: 'A', mediaType: 'application/pdf', bytes, sha256: hash.digest('hex'), crc32: checksum
  }
  const letter = aLetter({ id: letterId, documents: [document] })
  await letters.insert(letter, 'lookup')
  letters.end(letterId)
  return async () => {
    const attempt = anAttempt({ letterId, messageId: randomUUID(), conversationId: randomUUID() })
    const packageKey = { id: attempt.messageId, letterId, kind: 'package' as const, number: 1 }
    const sealed = await sealPackage({
      letter, choice, signer, documents: (_, chunks) => contents.read(documentKey, chunks), signingTime: new Date(), random: randomBytes
    }, async chunks => { await contents.stage(packageKey, chunks, new Date()) })
    const outcome = await dispatch.handOver({
      attempt: { ...attempt, ...sealed }, isRepeat: false, sender: letter.sender, packageBytes: sealed.packageBytes,
      openPackage: () => contents.read(packageKey),
      signMessage: () => Promise.resolve('message')
    })
    if (outcome.kind !== 'done') throw new Error(`Cannot measure: the hand-over ended in ${outcome.kind}`)
  }
}

/** Resident memory in megabytes, once what is not needed has been given back. */
async function settled (): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    await setTimeout(settleMs / 3)
  }
  return process.memoryUsage.rss() / mebibyte
}

for (let round = 0; round < 5; round++) await (await prepare(warmBytes))()
const send = await prepare(largeBytes)
const idle = await settled()
let peak = idle
const sampler = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss() / mebibyte) }, sampleMs)
const start = performance.now()
await send()
const seconds = (performance.now() - start) / 1000
clearInterval(sampler)
process.stdout.write(JSON.stringify({ bytes: largeBytes, idleMb: Math.round(idle), peakMb: Math.round(peak), aboveIdleMb: Math.round(peak - idle), seconds: Number(seconds.toFixed(1)) }) + '\n')
await database.close()
