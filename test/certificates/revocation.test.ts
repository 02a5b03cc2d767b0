import { test } from 'tap'
import { createRevocation, type AgedStatus, type RevocationOptions } from '../../src/certificates/revocation.ts'
import { derWrite } from '../../src/crypto/der.ts'
import { extension, writeList } from '../../src/sandbox/ca/wire.ts'
import { aNetwork, anAuthority, freshSpan, judgedAt, listOf, places, responder, revokedEntry, signing, type Place } from '../support/an-authority.ts'
import { issueCertificate, type IssueOptions } from '../support/issue-certificate.ts'

interface Asked { status: AgedStatus, calls: string[] }

/** Asks once about the leaf over a network of these places. */
async function ask (network: Record<string, Place>, changes: Partial<RevocationOptions> = {}, leafOptions?: IssueOptions): Promise<Asked> {
  const { leaf, authority } = await anAuthority(leafOptions)
  const { fetch, calls } = aNetwork(network)
  const revocation = createRevocation({
    fetch, now: () => judgedAt, random: bytes => Buffer.alloc(bytes, 3), timeoutMs: 1000, graceMs: 3_600_000, ...changes
  })
  return { status: await revocation.statusOf(leaf.certificate, authority.certificate), calls }
}

const stale = { thisUpdate: new Date('2026-06-01T10:00:00Z'), nextUpdate: new Date('2026-06-01T11:30:00Z') }
const old = { thisUpdate: new Date('2026-01-01T10:00:00Z'), nextUpdate: new Date('2026-01-02T10:00:00Z') }

test('statusOf() asks the responder alone when it answers', async t => {
  const { authority } = await anAuthority()
  t.match(await ask({ [places.ocsp]: responder(authority) }), { status: { kind: 'good', age: 'fresh' }, calls: [places.ocsp] })
})

test('statusOf() asks the list first where that is the policy', async t => {
  const { authority } = await anAuthority()
  t.match(await ask({ [places.list]: listOf(authority) }, { first: 'crl' }), { status: { kind: 'good' }, calls: [places.list] })
})

const failures: [string, Place | undefined][] = [
  ['is not there', undefined], ['is busy', () => 503], ['answers rubbish', () => Buffer.from('<html>')],
  ['breaks off', async () => { throw new TypeError('terminated') }]
]
for (const [name, place] of failures) {
  test(`statusOf() goes to the list when the responder ${name}`, async t => {
    const { authority, leaf } = await anAuthority()
    const asked = await ask({ ...place !== undefined && { [places.ocsp]: place }, [places.list]: listOf(authority, [revokedEntry(leaf)]) })
    t.match(asked, { status: { kind: 'revoked', reason: 'superseded' }, calls: [places.ocsp, places.list] })
  })
}

test('statusOf() goes to the list when the responder lies, or does not know', async t => {
  const { authority, root, leaf } = await anAuthority()
  for (const signer of [root, leaf]) {
    const asked = await ask({ [places.ocsp]: responder(signer), [places.list]: listOf(authority, [revokedEntry(leaf)]) })
    t.match(asked.status, { kind: 'revoked' })
  }
  t.match((await ask({ [places.ocsp]: responder(authority, freshSpan, undefined), [places.list]: listOf(authority) })).status, { kind: 'good' })
})

test('statusOf() says unknown when nobody answers, and never rejects', async t => {
  t.match(await ask({}), { status: { kind: 'unknown' }, calls: [places.ocsp, places.list] })
  t.match(await ask({}, {}, { listUrls: [], ocspUrls: [] }), { status: { kind: 'unknown', why: /names nobody/ }, calls: [] })
})

test('statusOf() takes a stale good in its grace, and no older one', async t => {
  const { authority } = await anAuthority()
  t.match((await ask({ [places.ocsp]: responder(authority, stale) })).status, { kind: 'good', age: 'grace' })
  t.match((await ask({ [places.ocsp]: responder(authority, old) })).status, { kind: 'unknown' })
})

test('statusOf() prefers a fresh list to a stale answer, and believes a revocation however old', async t => {
  const { authority, leaf } = await anAuthority()
  t.match((await ask({ [places.ocsp]: responder(authority, stale), [places.list]: listOf(authority) })).status, { kind: 'good', age: 'fresh' })
  t.match((await ask({ [places.list]: listOf(authority, [revokedEntry(leaf)], old) })).status, { kind: 'revoked', age: 'old' })
})

test('statusOf() does not take a list of other certificates for this one\'s', async t => {
  const { authority } = await anAuthority()
  const point = derWrite(0xa0, derWrite(0xa0, derWrite(0x86, Buffer.from('http://ca.example/other.crl'))))
  for (const part of [point, derWrite(0x82, Buffer.of(0xff))]) {
    const list = writeList(signing(authority), freshSpan, [], [extension('2.5.29.28', derWrite(0x30, part), true)])
    t.match((await ask({ [places.list]: () => list })).status, { kind: 'unknown' })
  }
})

test('statusOf() finds the list in the folder without asking anybody', async t => {
  const { authority, leaf, root } = await anAuthority()
  const lists = [Buffer.from('a note'), writeList(signing(root), freshSpan, []), writeList(signing(authority), freshSpan, [revokedEntry(leaf)])]
  t.match(await ask({}, { bundle: async () => lists }), { status: { kind: 'revoked' }, calls: [] })
})

test('statusOf() asks outside when the folder is stale, or cannot be read', async t => {
  const { authority } = await anAuthority()
  const network = { [places.ocsp]: responder(authority) }
  const bundle = async (): Promise<Uint8Array[]> => [writeList(signing(authority), old, [])]
  t.match(await ask(network, { bundle }), { status: { kind: 'good', age: 'fresh' }, calls: [places.ocsp] })
  t.match(await ask(network, { bundle: () => Promise.reject(new Error('no such folder')) }), { status: { kind: 'good', age: 'fresh' } })
})

test('statusOf() asks outside when the folder\'s list is two days old, and holds to it as long as nobody says otherwise', async t => {
  const { authority, leaf } = await anAuthority()
  const month = { thisUpdate: new Date('2026-05-30T12:00:00Z'), nextUpdate: new Date('2026-06-29T12:00:00Z') }
  const bundle = async (): Promise<Uint8Array[]> => [writeList(signing(authority), month, [])]
  t.match(await ask({}, { bundle }), { status: { kind: 'good', age: 'due' }, calls: [places.ocsp, places.list] })
  t.match(await ask({ [places.ocsp]: responder(authority, freshSpan, revokedEntry(leaf)) }, { bundle }), { status: { kind: 'revoked' } })
})

test('statusOf() does not take an answer about one certificate for another', async t => {
  const { authority } = await anAuthority()
  const other = await issueCertificate({ issuer: authority, ocspUrls: [places.ocsp] })
  const { fetch, calls } = aNetwork({ [places.ocsp]: responder(authority) })
  const revocation = createRevocation({ fetch, now: () => judgedAt, random: bytes => Buffer.alloc(bytes), timeoutMs: 1000, graceMs: 0 })
  const { leaf } = await anAuthority()
  for (const one of [leaf, other, leaf]) await revocation.statusOf(one.certificate, authority.certificate)
  t.equal(calls.length, 2)
})
