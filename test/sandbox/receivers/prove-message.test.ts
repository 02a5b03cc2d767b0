import { createHash, randomUUID } from 'node:crypto'
import { test, type Test } from 'tap'
import { signJws } from '../../../src/crypto/jws.ts'
import type { Signer } from '../../../src/crypto/signer.ts'
import { issueAccessToken } from '../../../src/maskinporten/access-token.ts'
import type { MessageRecord } from '../../../src/sandbox/ledger/state.ts'
import { proveMessage, type ProvedLetter } from '../../../src/sandbox/receivers/prove-message.ts'
import { testAuthority } from '../../support/a-keyring.ts'
import { aWorld } from '../../support/a-world.ts'
import { issueCertificate, signerOf } from '../../support/issue-certificate.ts'
import { sealedMessage, toMailbox, type SealedMessage, type SealOptions } from '../../support/sealed-message.ts'
import { testCertificates, testParty } from '../../support/test-certificates.ts'

interface Making extends Partial<SealOptions> {
  consumer?: string
  supplier?: string
  tokenSigner?: Signer
  change?: (message: SealedMessage) => Promise<SealedMessage>
  tokenCheckedAt?: Date
}

async function proof ({ consumer = '313000001', supplier, tokenSigner, change, tokenCheckedAt = new Date(), ...seal }: Making = {}): Promise<ProvedLetter> {
  const world = await aWorld()
  const { keySet } = world.maskinporten
  const { signer } = await testParty('maskinporten')
  const issuedAt = new Date()
  const expiresAt = new Date(issuedAt.getTime() + 120_000)
  const token = { id: 'x', clientId: 'c', scopes: ['s'], consumer, ...(supplier === undefined ? {} : { supplier }), issuedAt, expiresAt }
  const keyId = keySet.keys[0]?.kid ?? ''
  const accessToken = await issueAccessToken(token, { issuer: world.maskinporten.issuer(), signer: tokenSigner ?? signer, keyId })
  const sealed = await sealedMessage({ accessToken, choice: await toMailbox('eboks', '0000480000'), ...seal })
  const message = await change?.(sealed) ?? sealed
  await world.packages.put(message.messageId, message.package)
  const record: MessageRecord = {
    messageId: message.messageId, conversationId: message.conversationId, type: 'digital', process: 'p', sender: '313000001', onBehalfOf: consumer,
    receiver: '922020175', fingerprint: '', packageBytes: 0, jws: message.jws, tokenCheckedAt: tokenCheckedAt.toISOString(), acceptedAt: new Date(),
    repeats: 0, statuses: [], planned: [], receipts: []
  }
  return await proveMessage(record, 'eboks', world)
}

/** Signs another payload with the sender's own good key. */
async function resigned (message: SealedMessage, change: (body: Record<string, unknown>) => void): Promise<SealedMessage> {
  const payload = JSON.parse(Buffer.from(message.jws.split('.')[1] ?? '', 'base64url').toString()) as {
    standardBusinessDocument: { digital: Record<string, unknown> }
  }
  change(payload.standardBusinessDocument.digital)
  return { ...message, jws: await signJws(JSON.stringify(payload), (await testParty('sender')).signer) }
}

async function rejects (t: Test, making: Making, reason: string, words: RegExp): Promise<void> {
  await t.rejects(proof(making), { name: 'Rejected', reason, message: words })
}

test('proveMessage() proves a message of ours', async t => {
  t.match(await proof(), { message: { onBehalfOf: '313000001' }, package: { sender: '313000001', documents: [{ mediaType: 'application/pdf' }] } })
})

test('proveMessage() (a) refuses a message whose signature does not hold', async t => {
  const change = (message: SealedMessage): Promise<SealedMessage> => Promise.resolve({ ...message, jws: `${message.jws.slice(0, -8)}AAAAAAAA` })
  await rejects(t, { change }, 'signature', /the message is not proved/)
})

test('proveMessage() (b) refuses a package that its signer did not sign', async t => {
  const change = async (message: SealedMessage): Promise<SealedMessage> => {
    const bytes = Buffer.concat([message.package.slice(0, -1), Buffer.of(7)])
    const digestValue = createHash('sha256').update(bytes).digest('base64')
    return await resigned({ ...message, package: bytes }, body => { Object.assign(body.dokumentpakkefingeravtrykk ?? {}, { digestValue }) })
  }
  await rejects(t, { change }, 'format', /ASIC/)
})

test('proveMessage() (c) refuses a package with another fingerprint', async t => {
  const change = (message: SealedMessage): Promise<SealedMessage> => Promise.resolve({ ...message, package: Buffer.from('another') })
  await rejects(t, { change }, 'format', /fingerprint/)
})

test('proveMessage() refuses a message that bears another certificate of the sender than its package does', async t => {
  const subject = [{ C: ['NO'] }, { '2.5.4.97': ['NTRNO-313000001'] }, { CN: ['The next one'] }]
  const next = signerOf(await issueCertificate({ subject, issuer: testAuthority(testCertificates), validTo: '2099-01-01' }))
  t.match(await proof({ signer: next }), { package: { sender: '313000001' } })
  const change = async (message: SealedMessage): Promise<SealedMessage> =>
    ({ ...message, jws: await signJws(Buffer.from(message.jws.split('.')[1] ?? '', 'base64url').toString(), next) })
  await rejects(t, { change }, 'signature', /two certificates/)
})

test('proveMessage() refuses an empty package', async t => {
  const change = async (message: SealedMessage): Promise<SealedMessage> => await Promise.resolve({
    ...message, messageId: randomUUID(), package: new Uint8Array()
  })
  await rejects(t, { change }, 'format', /fingerprint/)
})

test('proveMessage() (d) refuses an avsender that is not the token\'s consumer', async t => {
  await rejects(t, { consumer: '910076787' }, 'authority', /avsender is not the consumer/)
})

test('proveMessage() (e) refuses a certificate of neither consumer nor supplier', async t => {
  await rejects(t, { signer: (await testParty('digipost')).signer }, 'authority', /certificate belongs to somebody else/)
})

test('proveMessage() (e) takes a supplier\'s certificate for its consumer\'s letter', async t => {
  const proved = await proof({ consumer: '910076787', supplier: '313000001', letter: { sender: '910076787' } })
  t.match(proved.message, { sender: '313000001', onBehalfOf: '910076787' })
})

test('proveMessage() refuses a token that Maskinporten did not sign', async t => {
  await rejects(t, { tokenSigner: (await testParty('sender')).signer }, 'authority', /access token is not proved/)
})

test('proveMessage() judges the token at the moment the message was taken', async t => {
  await t.resolves(proof({ tokenCheckedAt: new Date(Date.now() + 100_000) }))
  await rejects(t, { tokenCheckedAt: new Date(Date.now() + 200_000) }, 'authority', /access token is not proved/)
})
