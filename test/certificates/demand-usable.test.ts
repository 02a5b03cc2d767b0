import { test } from 'tap'
import { demandUsable, type UsableRules } from '../../src/certificates/demand-usable.ts'
import { issueChain, type IssueOptions } from '../support/issue-certificate.ts'

const subject = [{ '2.5.4.97': ['NTRNO-313000001'] }]
const good: UsableRules = { sender: '313000001', at: new Date('2026-06-01'), isRevoked: async () => 'good' }

async function judged (leaf: IssueOptions, rules: Partial<UsableRules> = {}, root: IssueOptions = {}): Promise<void> {
  const made = await issueChain({ subject, ...leaf }, root)
  await demandUsable([made.leaf.certificate, made.root.certificate], { ...good, ...rules })
}

test('demandUsable() lets a good certificate pass, also when nobody knows', async t => {
  await t.resolves(judged({}))
  await t.resolves(judged({}, { isRevoked: async () => 'unknown' }))
})

const faults: Record<string, Parameters<typeof judged>> = {
  ERR_SEAL_CERTIFICATE_EXPIRED: [{ validTo: '2026-05-31T00:00:00Z' }],
  ERR_SEAL_CERTIFICATE_NOT_YET_VALID: [{ validFrom: '2026-06-02T00:00:00Z' }],
  ERR_SEAL_CERTIFICATE_ORGANIZATION: [{}, { sender: '313000028' }],
  ERR_SEAL_CERTIFICATE_USAGE: [{ usage: 'transport' }],
  ERR_SEAL_CERTIFICATE_REVOKED: [{}, { isRevoked: async () => 'revoked' }],
  ERR_CRYPTO_REVOCATION_UNKNOWN: [{}, { isRevoked: async () => 'unknown', allowsUnknown: false }]
}
for (const [code, input] of Object.entries(faults)) {
  test(`demandUsable() rejects with ${code}`, async t => { await t.rejects(judged(...input), { code }) })
}

test('demandUsable() looks at the issuers\' time too, at short keys, at authorities and at no chain at all', async t => {
  await t.rejects(judged({}, {}, { validTo: '2026-05-31T00:00:00Z' }), { code: 'ERR_SEAL_CERTIFICATE_EXPIRED', message: /an issuer of it/ })
  await t.rejects(judged({ bits: 1024 }), { code: 'ERR_SEAL_CERTIFICATE_USAGE' })
  await t.rejects(judged({ isAuthority: true }), { code: 'ERR_SEAL_CERTIFICATE_USAGE' })
  await t.rejects(demandUsable([], good), { code: 'ERR_SEAL_CERTIFICATE_ORGANIZATION' })
})

test('demandUsable() asks about the leaf with its issuer, for the moment it is judged at', async t => {
  const { leaf, root } = await issueChain({ subject })
  const asked: unknown[] = []
  await demandUsable([leaf.certificate, root.certificate], { ...good, isRevoked: async (...question) => { asked.push(...question); return 'good' } })
  t.strictSame(asked, [leaf.certificate, { at: good.at, issuer: root.certificate }])
})
