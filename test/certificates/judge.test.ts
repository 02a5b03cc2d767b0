import { test } from 'tap'
import { createJudge, type CertificateJudge, type JudgeOptions, type JudgePorts } from '../../src/certificates/judge.ts'
import { createRevocation } from '../../src/certificates/revocation.ts'
import { aNetwork, anAuthority, freshSpan, judgedAt, listOf, places, responder, revokedEntry, type Place } from '../support/an-authority.ts'
import { issueCertificate } from '../support/issue-certificate.ts'

interface Bench { judge: CertificateJudge, calls: string[], verdicts: string[] }

async function aJudge (changes: Partial<JudgePorts> = {}, network?: Record<string, Place>): Promise<Bench> {
  const { root, authority } = await anAuthority()
  const { fetch, calls } = aNetwork(network ?? { [places.ocsp]: responder(authority), [places.rootList]: listOf(root) })
  const verdicts: string[] = []
  const now = (): Date => judgedAt
  const revocation = createRevocation({ fetch, now, random: bytes => Buffer.alloc(bytes), timeoutMs: 1000, graceMs: 0 })
  const judge = createJudge({
    trust: { roots: [root.certificate], intermediates: [authority.certificate] }, policies: ['2.16.578.1.1.1.1.100'], revocation, policy: 'hard',
    deadlineMs: 3000, onVerdict: verdict => { verdicts.push(verdict) }, ...changes
  })
  return { judge, calls, verdicts }
}

const receipt: JudgeOptions = { at: judgedAt, purpose: 'receipt', organization: '984661185' }

test('judge() asks about every certificate but the root', async t => {
  const { leaf } = await anAuthority()
  const { judge, calls, verdicts } = await aJudge()
  await judge.judge([leaf.certificate], receipt)
  t.strictSame([calls.sort(), verdicts], [[places.ocsp, places.rootList], ['good', 'good']])
})

test('judge() refuses before it asks anybody: path, policy, organization, use', async t => {
  const { leaf } = await anAuthority()
  const { judge, calls } = await aJudge()
  const refuse = async (name: string, work: Promise<unknown>): Promise<void> => { await t.rejects(work, { code: 'ERR_CRYPTO_CERTIFICATE' }, name) }
  await refuse('another root', judge.judge([(await issueCertificate({ policies: ['2.16.578.1.1.1.1.100'], ocspUrls: ['http://inside.example/'] })).certificate], receipt))
  await refuse('no policy', judge.judge([(await anAuthority({ policies: ['1.2.3'] })).leaf.certificate], receipt))
  await refuse('another organization', judge.judge([leaf.certificate], { ...receipt, organization: '922020175' }))
  await refuse('no organization', judge.judge([(await anAuthority({ subject: [{ CN: ['NOBODY'] }] })).leaf.certificate], { at: judgedAt, purpose: 'receipt' }))
  await refuse('may not be encrypted to', judge.judge([leaf.certificate], { ...receipt, purpose: 'seal-to' }))
  await refuse('another time', judge.judge([leaf.certificate], { ...receipt, at: new Date('2030-01-01T00:00:00Z') }))
  t.strictSame(calls, [])
})

test('judge() lets e-Boks go by either of its numbers', async t => {
  const { leaf } = await anAuthority({ subject: [{ '2.5.4.97': ['NTRNO-996460320'] }], usage: 'transport' })
  const { judge } = await aJudge()
  await t.resolves(judge.judge([leaf.certificate], { at: judgedAt, purpose: 'seal-to', organization: '922020175' }))
})

test('judge() refuses a certificate that was taken back, or whose authority was', async t => {
  const { leaf, authority, root } = await anAuthority()
  const networks: Record<string, Place>[] = [
    { [places.ocsp]: responder(authority, freshSpan, revokedEntry(leaf)), [places.rootList]: listOf(root) },
    { [places.ocsp]: responder(authority), [places.rootList]: listOf(root, [revokedEntry(authority)]) }
  ]
  for (const network of networks) {
    const { judge } = await aJudge({ policy: 'soft' }, network)
    await t.rejects(judge.judge([leaf.certificate], receipt), { code: 'ERR_CRYPTO_REVOKED' })
    t.equal(await judge.isRevoked(leaf.certificate, { at: judgedAt, purpose: 'receipt' }), 'revoked')
  }
})

test('judge() lets a date in the future count only from then on, but for a stolen key at once', async t => {
  const { leaf, authority, root } = await anAuthority()
  const at = new Date('2026-12-01T00:00:00Z')
  const judgeWith = async (reason: 'superseded' | 'key-compromise'): Promise<CertificateJudge> => (await aJudge({}, {
    [places.ocsp]: responder(authority, freshSpan, revokedEntry(leaf, { at, reason })), [places.rootList]: listOf(root)
  })).judge
  await t.resolves((await judgeWith('superseded')).judge([leaf.certificate], receipt))
  await t.rejects((await judgeWith('key-compromise')).judge([leaf.certificate], receipt), { code: 'ERR_CRYPTO_REVOKED' })
})

test('judge() goes on without an answer under soft, counted, and not under hard', async t => {
  const { leaf } = await anAuthority()
  const soft = await aJudge({ policy: 'soft' }, {})
  await t.resolves(soft.judge.judge([leaf.certificate], receipt))
  t.strictSame(soft.verdicts, ['unknown', 'unknown'])
  const hard = await aJudge({ policy: 'hard' }, {})
  await t.rejects(hard.judge.judge([leaf.certificate], receipt), { code: 'ERR_CRYPTO_REVOCATION_UNKNOWN' })
  t.equal(await hard.judge.isRevoked(leaf.certificate, { at: judgedAt, purpose: 'own' }), 'unknown')
})

test('judge() asks nobody under off', async t => {
  const { leaf } = await anAuthority()
  const { judge, calls } = await aJudge({ policy: 'off' }, {})
  await judge.judge([leaf.certificate], receipt)
  t.strictSame(calls, [])
})

test('judge() waits no longer than its deadline for an authority that never answers', async t => {
  const { leaf } = await anAuthority()
  const never = (): Promise<Response> => new Promise(() => {})
  const { judge, verdicts } = await aJudge({ policy: 'soft', deadlineMs: 50 }, { [places.ocsp]: never, [places.rootList]: never })
  await judge.judge([leaf.certificate], receipt)
  t.strictSame(verdicts, ['unknown', 'unknown'])
})

test('judge() tells of a revocation at once, and does not wait for what is said of the others', async t => {
  const { leaf, authority } = await anAuthority()
  const never = (): Promise<Response> => new Promise(() => {})
  const network = { [places.ocsp]: responder(authority, freshSpan, revokedEntry(leaf)), [places.rootList]: never }
  const { judge, verdicts } = await aJudge({ policy: 'soft', deadlineMs: 120_000 }, network)
  await t.rejects(judge.judge([leaf.certificate], receipt), { code: 'ERR_CRYPTO_REVOKED' })
  t.strictSame(verdicts, ['revoked'])
})

test('judge() takes only what has no answer at its deadline as unknown', async t => {
  const { leaf, authority } = await anAuthority()
  const never = (): Promise<Response> => new Promise(() => {})
  const { judge, verdicts } = await aJudge({ policy: 'soft', deadlineMs: 1_000 }, { [places.ocsp]: responder(authority), [places.rootList]: never })
  await judge.judge([leaf.certificate], receipt)
  t.strictSame(verdicts, ['good', 'unknown'])
})

test('judge() counts as good what its issuer still stands by, and as stale what is over', async t => {
  const { leaf, authority, root } = await anAuthority()
  const made = new Date('2026-05-30T12:00:00Z')
  for (const [verdict, end] of [['good', '2026-06-29T12:00:00Z'], ['good-stale', '2026-06-01T11:00:00Z']] as const) {
    const span = { thisUpdate: made, nextUpdate: new Date(end) }
    const { fetch } = aNetwork({ [places.ocsp]: responder(authority, span), [places.rootList]: listOf(root) })
    const revocation = createRevocation({ fetch, now: () => judgedAt, random: bytes => Buffer.alloc(bytes), timeoutMs: 1000, graceMs: 7_200_000 })
    const { judge, verdicts } = await aJudge({ revocation })
    await judge.judge([leaf.certificate], receipt)
    t.strictSame(verdicts, [verdict, 'good'])
  }
})

test('isRevoked() is good, finds the way by the issuer given, and says unknown of strangers', async t => {
  const { leaf, root, authority } = await anAuthority()
  const { judge } = await aJudge({ trust: { roots: [root.certificate] } })
  t.equal(await judge.isRevoked(leaf.certificate, { at: judgedAt, purpose: 'own', issuer: authority.certificate }), 'good')
  t.equal(await judge.isRevoked(leaf.certificate, { at: judgedAt, purpose: 'receipt' }), 'unknown')
})

test('isRevoked() knows of certificates that may only be encrypted to, and only as those', async t => {
  const { leaf, authority, root } = await anAuthority({ usage: 'transport' })
  const { judge } = await aJudge({}, { [places.ocsp]: responder(authority, freshSpan, revokedEntry(leaf)), [places.rootList]: listOf(root) })
  t.equal(await judge.isRevoked(leaf.certificate, { at: judgedAt, purpose: 'seal-to' }), 'revoked')
  t.equal(await judge.isRevoked(leaf.certificate, { at: judgedAt, purpose: 'own' }), 'unknown')
})

test('isRevoked() speaks of the moment asked about, also one that is to come', async t => {
  const { leaf, authority, root } = await anAuthority({ validFrom: '2026-07-01T00:00:00Z' })
  const at = new Date('2026-07-01T00:00:00Z')
  const { judge } = await aJudge()
  t.equal(await judge.isRevoked(leaf.certificate, { at, purpose: 'own' }), 'good')
  t.equal(await judge.isRevoked(leaf.certificate, { at: judgedAt, purpose: 'own' }), 'unknown', 'it is not valid yet')
  const revoked = responder(authority, freshSpan, revokedEntry(leaf, { at: new Date('2026-06-15T00:00:00Z') }))
  t.equal(await (await aJudge({}, { [places.ocsp]: revoked, [places.rootList]: listOf(root) })).judge.isRevoked(leaf.certificate, { at, purpose: 'own' }), 'revoked')
})
