// A test letter that goes nowhere: sealed with a sender's certificate to a receiver made for the occasion, then opened and proved.
import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { makePassingCertificate } from '../../certs/make-passing-certificate.ts'
import type { HeldKey } from '../certificates/keyring.ts'
import type { Trust } from '../crypto/trust.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { SendChoice } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter } from '../letter/letter.ts'
import { openMessage } from '../open/open-message.ts'
import { openPackage, type OpenedPackage } from '../open/open-package.ts'
import { sealPackage } from '../seal/seal-package.ts'
import { signBusinessMessage } from '../seal/sign-business-message.ts'
import { newId } from './ids.ts'

const content = Buffer.from('%PDF-1.4\n% A rehearsal of the enterprise certificate. Nobody receives it.\n%%EOF\n')

/**
 * Rehearses a key: package and business message, by the same code as every letter, opened by the code that opens what we are shown.
 *
 * @throws {GatewayError} `ERR_SEAL_…` or `ERR_CRYPTO_CUSTODY` if it cannot sign, `ERR_OPEN_NOT_PROVED` if what it signs proves nothing to
 * those who believe the roots of this gateway
 */
export async function rehearseKey ({ sender, signer }: HeldKey, trust: Trust, at: Date): Promise<void> {
  const receiver = await makePassingCertificate(at)
  const choice: SendChoice = {
    kind: 'mailbox', channel: 'digipost', receiver: sender, mailboxAddress: 'rehearsal',
    certificate: { pem: receiver.pem, validFrom: at, validTo: at }
  }
  const letter = testLetter(sender, at)
  const chunks: Uint8Array[] = []
  const sealed = await sealPackage({ letter, choice, signer, documents: () => Readable.from([content]), signingTime: at, random: randomBytes },
    async stream => { for await (const chunk of stream) chunks.push(Buffer.from(chunk)) })
  const opened = await openPackage(Buffer.concat(chunks), { key: receiver.key, trust, at })
  const attempt: Attempt = {
    messageId: newId(), conversationId: newId(), letterId: letter.id, ordinal: 1, channel: 'digipost', receiver: sender, state: 'sealed',
    createdAt: at, ...sealed
  }
  const message = await openMessage(await signBusinessMessage({ letter, choice, attempt, signer, accessToken: 'rehearsal', createdAt: at }), { trust, at })
  if (!isWhatWasSealed(opened, { sender, signer }) || message.onBehalfOf !== sender || message.fingerprint !== sealed.fingerprint) {
    throw new GatewayError('ERR_OPEN_NOT_PROVED', 'Cannot rehearse the certificate: what came out is not what was sealed')
  }
}

function isWhatWasSealed ({ documents: [document], sender, signer }: OpenedPackage, key: Pick<HeldKey, 'sender' | 'signer'>): boolean {
  return document !== undefined && content.equals(document.content) && sender === key.sender && signer.organizationNumber === key.sender
    && key.signer.chain[0]?.raw.equals(signer.certificate.raw) === true
}

function testLetter (sender: string, at: Date): Letter {
  return {
    id: newId(),
    sender,
    reference: 'rehearsal',
    recipient: { kind: 'address', address: { name: 'Ingen', lines: ['Ingen gate 1'], postalCode: '0001', city: 'OSLO' } },
    class: 'important',
    title: 'Prøve av virksomhetssertifikat',
    language: 'nb',
    securityLevel: 4,
    openingReceipt: false,
    notification: { repeatDays: [] },
    print: {
      color: 'black-and-white', undeliverable: 'return', returnAddress: { name: 'Ingen', lines: ['Ingen gate 1'], postalCode: '0001', city: 'OSLO' }
    },
    documents: [{
      number: 0, fileName: 'prøve.pdf', title: 'Prøve', mediaType: 'application/pdf', bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex')
    }],
    acceptedAt: at
  }
}
