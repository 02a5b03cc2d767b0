// One case of the benchmark, and what it needs: keys, a letter, and bytes that do not shrink.
import { createHash, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto'
import { readCertificates } from '../src/crypto/pem.ts'
import { signerFromPem, type Signer } from '../src/crypto/signer.ts'
import type { Attempt } from '../src/letter/attempt.ts'
import type { MailboxChoice } from '../src/letter/choice.ts'
import type { Letter } from '../src/letter/letter.ts'
import { aLetter } from '../test/support/a-letter.ts'
import { issueCertificate } from '../test/support/issue-certificate.ts'

/** What is measured. */
export interface BenchCase {
  keyBits: number
  /** Of the one PDF in the letter. */
  bytes: number
  cores: number
  /** How long letters are sealed; the limit takes half as long beside it. */
  seconds: number
}

/** Keys and certificates in PEM: made once for all cases of one key size. */
export interface BenchKeys {
  signingKey: string
  signingChain: string
  recipient: string
}

/** Everything one letter is sealed from, apart from what is fresh each time. */
export interface BenchLetter {
  letter: Letter
  choice: MailboxChoice
  attempt: Attempt
  signer: Signer
  key: KeyObject
  pdf: Buffer
  accessToken: string
}

const receiver = '922020175'
/** Maskinporten's tokens are about as long. */
const tokenBytes = 700

/** Makes a sender of the given key size below a root of its own, and a receiver likewise. */
export async function makeKeys (keyBits: number): Promise<BenchKeys> {
  const [root, recipient] = await Promise.all([
    issueCertificate({ isAuthority: true, subject: [{ CN: ['A Root'] }], validTo: '2099-01-01' }),
    issueCertificate({ bits: keyBits, usage: 'transport', subject: [{ C: ['NO'] }, { O: ['A Mailbox'] }, { CN: ['A Mailbox'] }], validTo: '2099-01-01' })
  ])
  const sender = await issueCertificate({
    bits: keyBits, issuer: root, validTo: '2099-01-01', subject: [{ C: ['NO'] }, { '2.5.4.97': ['NTRNO-313000001'] }, { CN: ['A Sender'] }]
  })
  return {
    signingKey: sender.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    signingChain: sender.certificate.toString() + root.certificate.toString(),
    recipient: recipient.certificate.toString()
  }
}

/** Makes the letter of a case. */
export function benchLetter ({ bytes }: BenchCase, keys: BenchKeys): BenchLetter {
  const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes - 15), Buffer.from('\n%%EOF')])
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const letter = aLetter({ documents: [{ number: 0, fileName: 'letter.pdf', title: 'Letter', mediaType: 'application/pdf', bytes, sha256 }] })
  const certificate = { pem: keys.recipient, validFrom: new Date(0), validTo: new Date(0) }
  for (const { validFromDate, validToDate } of readCertificates(keys.recipient)) {
    certificate.validFrom = validFromDate
    certificate.validTo = validToDate
  }
  return {
    letter,
    choice: { kind: 'mailbox', channel: 'eboks', receiver, mailboxAddress: 'test.testesen#8HC7', notifyEmail: 'test@example.com', certificate },
    attempt: {
      messageId: '01890000-0000-4000-8000-000000000002', conversationId: '01890000-0000-4000-8000-000000000003', letterId: letter.id, ordinal: 1,
      channel: 'eboks', receiver, state: 'sealed', createdAt: new Date()
    },
    signer: signerFromPem(keys.signingKey, keys.signingChain),
    key: createPrivateKey(keys.signingKey),
    pdf,
    accessToken: randomBytes(tokenBytes).toString('base64url')
  }
}
