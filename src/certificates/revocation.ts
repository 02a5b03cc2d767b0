// Whether a certificate was taken back: its issuer's own folder, then OCSP, then the list, each from the nearest place that knows.
import type { X509Certificate } from 'node:crypto'
import { certificateExtras } from '../crypto/certificate-extras.ts'
import { certificateFacts } from '../crypto/certificate-facts.ts'
import { fingerprintOf } from '../crypto/fingerprint.ts'
import { askAuthority } from './ask-authority.ts'
import { readRevocationList, type RevocationList } from './crl.ts'
import { readAnswer } from './ocsp-answer.ts'
import { certificateId, writeQuestion } from './ocsp-question.ts'
import { ageOf, createProofCache, type AgedProof, type ProofAge, type ProofShelf } from './proof-cache.ts'
import type { RevocationProof, RevocationStatus } from './revocation-status.ts'

/** A status with the age of what it was read from; an unknown one has none. */
export type AgedStatus = RevocationStatus & { age?: ProofAge }

/** What the look-up is made of. */
export interface RevocationOptions {
  fetch: typeof globalThis.fetch
  now: () => Date
  random: (bytes: number) => Uint8Array
  shelf?: ProofShelf
  /** Lists brought by hand, asked first. A file that has not changed is given as the same object, so that it is read once. */
  bundle?: () => Promise<readonly Uint8Array[]>
  /** Which is asked first; the other helps when it gives nothing. Default OCSP. */
  first?: 'ocsp' | 'crl'
  /** For one call to an authority, its last byte included. */
  timeoutMs: number
  /** See {@link createProofCache}. */
  graceMs: number
}

/** Looks certificates up with their issuers. */
export interface Revocation {
  /** Never rejects: who cannot be asked is answered with `unknown`. Both certificates must stand in a proved path. */
  statusOf (certificate: X509Certificate, issuer: X509Certificate): Promise<AgedStatus>
}

/** The list of a large authority is some megabytes; an answer is a few kilobytes. */
const maxListBytes = 16 * 1024 * 1024
const maxAnswerBytes = 64 * 1024
const nonceBytes = 32

type Sources = Required<Pick<RevocationOptions, 'first'>> & {
  bundled: (certificate: X509Certificate, issuer: X509Certificate) => Promise<AgedProof<RevocationProof>[]>
  asked: (certificate: X509Certificate, issuer: X509Certificate, url: string) => Promise<AgedProof<RevocationProof> | undefined>
  listed: (certificate: X509Certificate, issuer: X509Certificate, url: string) => Promise<AgedProof<RevocationProof> | undefined>
}

/** Makes a look-up with empty memory. */
export function createRevocation (options: RevocationOptions): Revocation {
  const sources: Sources = { first: options.first ?? 'ocsp', bundled: fromBundle(options), asked: fromResponder(options), listed: fromList(options) }
  return { statusOf: (certificate, issuer) => look(sources, certificate, issuer) }
}

/** The first fresh word counts. Without one, the best of the others; and whatever says "revoked", however old, is believed. */
async function look ({ first, bundled, asked, listed }: Sources, certificate: X509Certificate, issuer: X509Certificate): Promise<AgedStatus> {
  const { serial, ocspUrls, listUrls } = certificateExtras(certificate)
  const ocsp = ocspUrls.map(url => () => asked(certificate, issuer, url))
  const crl = listUrls.map(url => () => listed(certificate, issuer, url))
  const heard: AgedStatus[] = []
  const hear = ({ proof, age }: AgedProof<RevocationProof>): void => { heard.push({ ...proof.statusOf(serial), age }) }
  for (const proof of await bundled(certificate, issuer)) hear(proof)
  for (const ask of first === 'ocsp' ? [...ocsp, ...crl] : [...crl, ...ocsp]) {
    const certain = heard.find(isCertain)
    if (certain !== undefined) return certain
    const proof = await ask()
    if (proof !== undefined) hear(proof)
  }
  const isAnywhere = ocsp.length + crl.length + heard.length > 0
  const goodOf = (age: ProofAge): AgedStatus | undefined => heard.find(status => status.kind === 'good' && status.age === age)
  return heard.find(isCertain) ?? goodOf('due') ?? goodOf('grace')
    ?? { kind: 'unknown', why: isAnywhere ? 'nobody gives an answer that holds' : 'it names nobody who could be asked' }
}

function isCertain ({ kind, age }: AgedStatus): boolean {
  return kind === 'revoked' || (kind === 'good' && age === 'fresh')
}

function fromBundle ({ bundle, now, graceMs }: RevocationOptions): Sources['bundled'] {
  const known = new WeakMap<Uint8Array, Map<string, Promise<RevocationList | undefined>>>()
  const asListOf = (file: Uint8Array, issuer: X509Certificate): Promise<RevocationList | undefined> => {
    const byIssuer = known.get(file) ?? new Map<string, Promise<RevocationList | undefined>>()
    known.set(file, byIssuer)
    // Most are of other issuers: reading them as this one's fails, and that is all.
    const list = byIssuer.get(fingerprintOf(issuer)) ?? readRevocationList(file, issuer).catch(() => undefined)
    byIssuer.set(fingerprintOf(issuer), list)
    return list
  }
  return async (certificate, issuer) => {
    const files = await bundle?.().catch(() => []) ?? []
    const lists = await Promise.all(files.map(file => asListOf(file, issuer)))
    return lists.flatMap(list => list === undefined || !speaksOf(list, certificate) ? [] : [{ proof: list, age: ageOf(list, { now, graceMs }) }])
  }
}

function fromResponder (options: RevocationOptions): Sources['asked'] {
  const { now, random } = options
  const answers = createProofCache<RevocationProof>(options)
  return async (certificate, issuer, url) => {
    const id = certificateId(certificate, issuer)
    const nonce = random(nonceBytes)
    return await answers.get({
      key: `ocsp ${fingerprintOf(issuer)} ${certificateExtras(certificate).serial.toString('hex')} ${url}`,
      fetch: () => askAuthority(url, { ...options, maxBytes: maxAnswerBytes, question: writeQuestion(id, nonce) }),
      prove: async (bytes, isOwn) => saying(await readAnswer(bytes, { id, issuer, at: now(), ...isOwn && { nonce } }))
    })
  }
}

/** A responder that does not know a certificate has said nothing worth keeping. */
function saying (proof: RevocationProof): RevocationProof {
  if (proof.statusOf(Buffer.alloc(0)).kind === 'unknown') throw new RangeError('Cannot use the OCSP answer: it knows nothing of the certificate')
  return proof
}

function fromList (options: RevocationOptions): Sources['listed'] {
  const lists = createProofCache<RevocationList>(options)
  return async (certificate, issuer, url) => {
    const found = await lists.get({
      key: `crl ${fingerprintOf(issuer)} ${url}`,
      fetch: () => askAuthority(url, { ...options, maxBytes: maxListBytes }),
      prove: bytes => readRevocationList(bytes, issuer)
    })
    return found !== undefined && speaksOf(found.proof, certificate) ? found : undefined
  }
}

/** A list of one part of the certificates says nothing of the others (RFC 5280 §6.3.3 b). */
function speaksOf ({ covers, points }: RevocationList, certificate: X509Certificate): boolean {
  const isAuthority = certificateFacts(certificate).isAuthority
  const { listUrls } = certificateExtras(certificate)
  return (covers === 'all' || (covers === 'authorities') === isAuthority) && (points.length === 0 || points.some(point => listUrls.includes(point)))
}
