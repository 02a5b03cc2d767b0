import { createHash, randomBytes } from 'node:crypto'
import { decryptCms } from '../../src/crypto/decrypt-cms.ts'
import type { MailboxChoice, PrintChoice, SendChoice } from '../../src/letter/choice.ts'
import type { Letter, LetterDocument } from '../../src/letter/letter.ts'
import { sealPackage, type SealInput, type SealedPackage } from '../../src/seal/seal-package.ts'
import { aLetter } from './a-letter.ts'
import { testParty } from './test-certificates.ts'

/** A document to seal. Default: a PDF by name only. */
export interface Content {
  bytes: Uint8Array
  title?: string
  mediaType?: string
}

/** Describes contents as accepted documents. */
export function documentsOf (contents: readonly Content[]): LetterDocument[] {
  return contents.map(({ bytes, title = 'A title', mediaType = 'application/pdf' }, number) => ({
    number, fileName: `${number}.pdf`, title, mediaType, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex')
  }))
}

/** Into the test mailbox of e-Boks. */
export async function mailboxChoice (changes: Partial<MailboxChoice> = {}): Promise<MailboxChoice> {
  const { certificate } = await testParty('eboks')
  const { validFromDate, validToDate } = certificate
  return {
    kind: 'mailbox', channel: 'eboks', receiver: '922020175', mailboxAddress: 'test.testesen#8HC7',
    certificate: { pem: certificate.toString(), validFrom: validFromDate, validTo: validToDate }, ...changes
  }
}

/** To the test print service. */
export async function printChoice (changes: Partial<PrintChoice> = {}): Promise<PrintChoice> {
  const { certificate } = await testParty('print')
  const { validFromDate, validToDate } = certificate
  return {
    kind: 'print', channel: 'print', receiver: '974761076',
    address: { name: 'Test Testesen', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' },
    certificate: { pem: certificate.toString(), validFrom: validFromDate, validTo: validToDate }, ...changes
  }
}

/** Everything `sealPackage()` needs for these contents. */
export async function sealInput (contents: readonly Content[], letter: Partial<Letter> = {}, choice?: SendChoice): Promise<SealInput> {
  const { signer } = await testParty('sender')
  return {
    letter: aLetter({ documents: documentsOf(contents), ...letter }),
    choice: choice ?? await mailboxChoice(),
    signer,
    documents: ({ number }, chunks) => (chunks === 'passing' ? passing : chunksOf)(contents[number]?.bytes ?? new Uint8Array()),
    signingTime: new Date(),
    random: bytes => randomBytes(bytes)
  }
}

/** Seals into memory. */
export async function sealToMemory (input: SealInput): Promise<SealedPackage & { cms: Buffer }> {
  const chunks: Uint8Array[] = []
  const sealed = await sealPackage(input, async stream => { for await (const chunk of stream) chunks.push(Buffer.from(chunk)) })
  return { ...sealed, cms: Buffer.concat(chunks) }
}

/** The container inside a sealed package, decrypted with the test key of e-Boks. */
export async function sealedContainer (contents: readonly Content[], letter: Partial<Letter> = {}): Promise<Buffer> {
  const { cms } = await sealToMemory(await sealInput(contents, letter))
  return Buffer.from(await decryptCms(cms, (await testParty('eboks')).key))
}

/** Whole chunks that are gone when the next is asked for. */
async function* passing (bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunksOf(bytes, size)) {
    const own = Uint8Array.from(chunk)
    yield own
    if (own.length === size) own.fill(0)
  }
}

/** Cuts bytes as a file stream would. */
export async function* chunksOf (bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}
