// An authority for tests of what is believed of certificates: a root, an authority below it, a leaf, and what is said of them over a fake network.
import type { X509Certificate } from 'node:crypto'
import { certificateExtras } from '../../src/crypto/certificate-extras.ts'
import { readQuestion, writeAnswer, writeList, type RevokedEntry, type SigningAuthority, type Span } from '../../src/sandbox/ca/wire.ts'
import { issueCertificate, type Issued, type IssueOptions } from './issue-certificate.ts'

/** Inside the validity of every issued certificate. */
export const judgedAt = new Date('2026-06-01T12:00:00Z')
/** A span that is fresh then. */
export const freshSpan: Span = { thisUpdate: new Date('2026-06-01T11:00:00Z'), nextUpdate: new Date('2026-06-01T13:00:00Z') }
/** Addresses of the fake network. */
export const places = { rootList: 'http://ca.example/root.crl', list: 'http://ca.example/leaves.crl', ocsp: 'http://ca.example/ocsp' }

/** Three certificates and their keys. */
export interface TestAuthority {
  root: Issued
  authority: Issued
  leaf: Issued
  path: X509Certificate[]
}

const organization = [{ '2.5.4.97': ['NTRNO-984661185'] }, { CN: ['A RECEIVER'] }]

let standing: Promise<TestAuthority> | undefined

/** The same three for a whole file, or others with a leaf of one's own. */
export async function anAuthority (leaf?: IssueOptions): Promise<TestAuthority> {
  standing ??= issueAll()
  const made = await standing
  if (leaf === undefined) return made
  const own = await issueCertificate({ ...leafOptions, issuer: made.authority, ...leaf })
  return { ...made, leaf: own, path: [own.certificate, made.authority.certificate, made.root.certificate] }
}

const leafOptions: IssueOptions = { subject: organization, policies: ['2.16.578.1.1.1.1.100'], listUrls: [places.list], ocspUrls: [places.ocsp] }

async function issueAll (): Promise<TestAuthority> {
  const root = await issueCertificate({ isAuthority: true, usage: 'judge', subject: [{ CN: ['A Root'] }] })
  const authority = await issueCertificate({
    isAuthority: true, usage: 'judge', subject: [{ CN: ['An Authority'] }], issuer: root, listUrls: [places.rootList]
  })
  const leaf = await issueCertificate({ ...leafOptions, issuer: authority })
  return { root, authority, leaf, path: [leaf.certificate, authority.certificate, root.certificate] }
}

/** The authority's name and key. */
export function signing ({ certificate, key }: Issued): SigningAuthority {
  return { certificate, key }
}

/** A certificate taken back. */
export function revokedEntry ({ certificate }: Issued, changes: Partial<RevokedEntry> = {}): RevokedEntry {
  return { serial: certificateExtras(certificate).serial, at: new Date('2026-05-01T00:00:00Z'), reason: 'superseded', ...changes }
}

/** What the fake network answers at an address: bytes, a status, or something of one's own. */
export type Place = (question: Buffer) => Uint8Array | number | Promise<Response>

/** A network of these places, which counts its calls. Anything else is not there. */
export function aNetwork (places: Record<string, Place>): { fetch: typeof globalThis.fetch, calls: string[] } {
  const calls: string[] = []
  return {
    calls,
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : input.toString()
      calls.push(url)
      const place = places[url]
      if (place === undefined) throw new TypeError('fetch failed')
      const answer = place(init?.body instanceof Uint8Array ? Buffer.from(init.body) : Buffer.alloc(0))
      if (answer instanceof Promise) return await answer
      return typeof answer === 'number' ? new Response('', { status: answer }) : new Response(new Uint8Array(answer))
    }
  }
}

/** A responder that tells the truth. */
export function responder (signer: Issued, span: Span = freshSpan, status: Parameters<typeof writeAnswer>[3] = 'good'): Place {
  return question => writeAnswer(signing(signer), span, readQuestion(question), status)
}

/** A place with a list of an authority. */
export function listOf (issuer: Issued, entries: readonly RevokedEntry[] = [], span: Span = freshSpan): Place {
  return () => writeList(signing(issuer), span, entries)
}
