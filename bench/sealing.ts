// Sealing letters as the gateway does, as fast as it goes: package and business message, documents from memory, the result thrown away.
import { randomBytes } from 'node:crypto'
import { sealPackage } from '../src/seal/seal-package.ts'
import { signBusinessMessage } from '../src/seal/sign-business-message.ts'
import type { BenchLetter } from './bench-case.ts'

/** Content storage gives chunks of this size. */
const chunkBytes = 262_144

/** Seals one letter. */
export async function sealOne ({ letter, choice, attempt, signer, pdf, accessToken }: BenchLetter): Promise<void> {
  const sealed = await sealPackage({
    letter, choice, signer, documents: () => inChunks(pdf), signingTime: new Date(), random: randomBytes
  }, drain)
  await signBusinessMessage({ letter, choice, attempt: { ...attempt, ...sealed }, signer, accessToken, createdAt: new Date() })
}

/** Seals for about so long, with so many letters under way at a time. Gives how many were sealed. */
export async function sealFor (ms: number, inFlight: number, letter: BenchLetter): Promise<number> {
  const end = performance.now() + ms
  let sealed = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await sealOne(letter)
      sealed += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return sealed
}

async function* inChunks (bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield await Promise.resolve(bytes.subarray(start, start + chunkBytes))
}

async function drain (chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const reading = chunks[Symbol.asyncIterator]()
  while ((await reading.next()).done !== true);
}
