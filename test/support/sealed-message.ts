// A letter sealed and signed by our own code, with everything a test may want to get wrong as an option.
import { createHash, randomBytes, randomUUID, type X509Certificate } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Signer } from '../../src/crypto/signer.ts'
import type { MailboxChoice, PrintChoice, SendChoice } from '../../src/letter/choice.ts'
import type { Letter, LetterDocument } from '../../src/letter/letter.ts'
import type { PostalAddress } from '../../src/letter/letter.ts'
import { sealPackage } from '../../src/seal/seal-package.ts'
import { signBusinessMessage } from '../../src/seal/sign-business-message.ts'
import { aLetter } from './a-letter.ts'
import { aPdf } from './a-pdf.ts'
import { testParty } from './test-certificates.ts'

/** What is handed to the access point. */
export interface SealedMessage {
  messageId: string
  conversationId: string
  jws: string
  package: Uint8Array
}

/** What may differ from an ordinary letter. */
export interface SealOptions {
  choice: SendChoice
  accessToken: string
  letter?: Partial<Letter>
  documents?: readonly { mediaType: string, title?: string, content: Uint8Array }[]
  messageId?: string
  /** Signs message and package in the sender's place. */
  signer?: Signer
  /** Changes the package after it was sealed, and before it is signed for. */
  tamper?: (bytes: Uint8Array) => Uint8Array
}

/** Seals a letter as the gateway would. */
export async function sealedMessage (options: SealOptions): Promise<SealedMessage> {
  const signer = options.signer ?? (await testParty('sender')).signer
  const documents = options.documents ?? [{ mediaType: 'application/pdf', content: await aPdf() }]
  const letter = aLetter({ ...options.letter, documents: documents.map(describe) })
  const chunks: Uint8Array[] = []
  await sealPackage({
    letter,
    choice: options.choice,
    signer,
    documents: ({ number }) => Readable.from([documents[number]?.content ?? new Uint8Array()]),
    signingTime: new Date(),
    random: size => randomBytes(size)
  }, async sealed => { for await (const chunk of sealed) chunks.push(Buffer.from(chunk)) })
  const bytes = options.tamper?.(Buffer.concat(chunks)) ?? Buffer.concat(chunks)
  const messageId = options.messageId ?? randomUUID()
  const conversationId = randomUUID()
  const attempt = {
    messageId, conversationId, letterId: letter.id, ordinal: 1, channel: options.choice.channel, receiver: options.choice.receiver,
    state: 'sealed' as const, createdAt: new Date(), fingerprint: createHash('sha256').update(bytes).digest('base64')
  }
  const jws = await signBusinessMessage({
    letter, choice: options.choice, attempt, signer, accessToken: options.accessToken, createdAt: new Date()
  })
  return { messageId, conversationId, jws, package: bytes }
}

/** A choice of a mailbox, encrypted to its operator. */
export async function toMailbox (channel: 'eboks' | 'digipost', mailboxAddress: string, more: Partial<MailboxChoice> = {}): Promise<MailboxChoice> {
  const { certificate, chain } = await testParty(channel)
  const receiver = { eboks: '922020175', digipost: '984661185' }[channel]
  return { kind: 'mailbox', channel, receiver, mailboxAddress, certificate: described(certificate, chain), ...more }
}

/** A choice of paper, encrypted to the print service. */
export async function toPrint (address: Partial<PostalAddress> = {}): Promise<PrintChoice> {
  const { certificate, chain } = await testParty('print')
  const whole = { name: 'STADIG KUBBESTOL', lines: ['Kubbevegen 1'], postalCode: '6944', city: 'STAVANG', ...address }
  return { kind: 'print', channel: 'print', receiver: '974761076', address: whole, certificate: described(certificate, chain) }
}

function describe (document: { mediaType: string, title?: string, content: Uint8Array }, number: number): LetterDocument {
  const { mediaType, title = `Document ${number}`, content } = document
  return { number, fileName: `${number}.pdf`, title, mediaType, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
}

function described (certificate: X509Certificate, chain: readonly X509Certificate[]): MailboxChoice['certificate'] {
  return { pem: (chain[0] ?? certificate).toString(), validFrom: certificate.validFromDate, validTo: certificate.validToDate }
}
