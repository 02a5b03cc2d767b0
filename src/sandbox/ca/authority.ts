// The authority behind the test certificates. Its keys lie beside them; what it took back is forgotten when the sandbox stops.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type, type Static } from 'typebox'
import { certificateExtras } from '../../crypto/certificate-extras.ts'
import type { Faults } from '../faults/faults.ts'
import { writeAnswer, writeList, writeRefusal, readQuestion, type RevokedEntry, type SigningAuthority, type Span } from './wire.ts'

/** Parties, and the authority that stands between them and the root. */
const names = ['eboks', 'digipost', 'print', 'sender', 'maskinporten', 'intermediate'] as const
const reasons = ['unspecified', 'key-compromise', 'superseded', 'cessation-of-operation', 'hold', 'privilege-withdrawn'] as const

/** One certificate taken back, as `PUT /sandbox/revocations` takes it. */
export const revocationSchema = Type.Object({
  /** A party's name, or a serial number in hexadecimal. */
  certificate: Type.Union([Type.Enum([...names]), Type.String({ pattern: '^(?:[0-9a-fA-F]{2}){1,20}$' })]),
  reason: Type.Optional(Type.Enum([...reasons])),
  /** ISO 8601; now when absent. */
  at: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' }))
}, { additionalProperties: false })

/** One certificate taken back. */
export type RevocationRule = Static<typeof revocationSchema>

/** Signs lists and answers. */
export interface Authority {
  /** Puts these in the place of all former ones. Rejects with a RangeError for a time or name that is none. */
  revoke (rules: readonly RevocationRule[]): Promise<void>
  /** What is taken back, by serial number. */
  revoked (): readonly { serial: string, at: Date, reason: string }[]
  list (issuer: 'root' | 'intermediate'): Promise<Buffer>
  answer (question: Uint8Array): Promise<Buffer>
}

/** Short, so that a revocation is noticed while somebody watches. */
const spanMs = 2_000
/** A stale list's time was over this long ago: longer than anybody's grace. */
const staleMs = 30 * 24 * 60 * 60 * 1000

/** Where its files are, and whose clock it goes by. */
export interface AuthorityOptions {
  certsDir: string
  now: () => Date
  faults: Faults
}

/** Makes one that has taken nothing back. Its files are read when they are needed. */
export function createAuthority (options: AuthorityOptions): Authority {
  let entries: RevokedEntry[] = []
  return {
    revoke: async rules => { entries = await Promise.all(rules.map(async rule => await toEntry(rule, options))) },
    revoked: () => entries.map(({ serial, at, reason }) => ({ serial: serial.toString('hex'), at, reason })),
    list: async issuer => writeList(await signerFor(issuer, options), span(options), entries),
    answer: async question => {
      const read = tryReading(question)
      if (read === undefined) return writeRefusal('malformed')
      const entry = entries.find(({ serial }) => serial.equals(read.serial))
      return writeAnswer(await signerFor('ocsp', options), span(options), read, entry ?? 'good')
    }
  }
}

async function toEntry ({ certificate, reason = 'unspecified', at }: RevocationRule, { certsDir, now }: AuthorityOptions): Promise<RevokedEntry> {
  const name = names.find(one => one === certificate)
  const moment = at === undefined ? now() : new Date(at)
  if (Number.isNaN(moment.getTime())) throw new RangeError('Cannot revoke: at is not a time')
  if (name === undefined) return { serial: integerOf(certificate), reason, at: moment }
  const file = name === 'intermediate' ? 'intermediate.pem' : `${name}.chain.pem`
  return { serial: certificateExtras(new X509Certificate(await readFile(join(certsDir, file)))).serial, reason, at: moment }
}

/** DER's shortest form of a positive integer (X.690 §8.3.2): no zero too many in front, and one where the first bit would mean "negative". */
function integerOf (hex: string): Buffer {
  const digits = BigInt(`0x${hex}`).toString(16)
  const bytes = Buffer.from(digits.padStart(digits.length + digits.length % 2, '0'), 'hex')
  return (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes
}

/** The right signer, or under the fault `wrong-signer` one whose certificate is good and who has no say here. */
async function signerFor (name: 'root' | 'intermediate' | 'ocsp', { certsDir, faults }: AuthorityOptions): Promise<SigningAuthority> {
  const isWrong = faults.take('ca', ['wrong-signer']) !== undefined
  const [certificate, key] = await Promise.all([
    readFile(join(certsDir, isWrong && name === 'ocsp' ? 'maskinporten.chain.pem' : `${name}.pem`)),
    readFile(join(certsDir, isWrong ? 'maskinporten.key.pem' : `${name}.key.pem`))
  ])
  return { certificate: new X509Certificate(certificate), key: createPrivateKey(key) }
}

function span ({ now, faults }: AuthorityOptions): Span {
  const thisUpdate = new Date(now().getTime() - (faults.take('ca', ['stale']) === undefined ? 0 : staleMs))
  return { thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + spanMs) }
}

function tryReading (question: Uint8Array): ReturnType<typeof readQuestion> | undefined {
  try {
    return readQuestion(question)
  } catch {
    return undefined
  }
}
