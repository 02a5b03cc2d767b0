import { test } from 'tap'
import type { Receipt } from '../../src/letter/receipt.ts'
import { readReceipt } from '../../src/receipt/read-receipt.ts'
import { receiptPayload, signedBy, type PayloadChanges } from '../support/a-receipt.ts'
import { signedFiles } from '../support/signed-files.ts'
import { testParty } from '../support/test-certificates.ts'

const now = new Date()

async function read (payload: PayloadChanges, algorithm: 'RS256' | 'RS384' | 'RS512' = 'RS256'): Promise<Receipt> {
  const digipost = await testParty('digipost')
  return await readReceipt(signedBy(digipost, receiptPayload(payload), algorithm), digipost.trust, now)
}

test('readReceipt() reads a proved delivery', async t => {
  t.strictSame(await read({}), {
    id: 'ff88849c-e281-4809-8555-7cd54952b916',
    conversationId: '37efbd4c-413d-4e2c-bbc5-257ef4a65a45',
    kind: 'delivery',
    occurredAt: new Date('2026-03-01T10:01:00Z'),
    issuer: '984661185'
  })
})

test('readReceipt() accepts RS384, and RS512 as Digipost signs', async t => {
  for (const algorithm of ['RS384', 'RS512'] as const) t.equal((await read({}, algorithm)).kind, 'delivery')
})

test('readReceipt() finds the way to the root with the leaf alone when the intermediates are ours', async t => {
  const { signer, chain, trust, certificate, key } = await testParty('eboks')
  const raw = signedBy({ signer, chain, trust, certificate, key }, receiptPayload({ sender: '922020175' }), 'RS256', [certificate])
  const issuer = (await readReceipt(raw, { ...trust, intermediates: chain.slice(1) }, now)).issuer
  t.equal(issuer, '922020175')
})

test('readReceipt() lets e-Boks go by its old number in the header', async t => {
  const eboks = await testParty('eboks')
  const raw = signedBy(eboks, receiptPayload({ sender: '996460320' }), 'RS256', eboks.chain)
  t.equal((await readReceipt(raw, eboks.trust, now)).issuer, '922020175')
})

test('readReceipt() calls every failure of proof by the same words', async t => {
  const [digipost, eboks] = await Promise.all([testParty('digipost'), testParty('eboks')])
  const good = signedBy(digipost, receiptPayload(), 'RS256', digipost.chain)
  const [header, , signature] = good.split('.')
  const other = Buffer.from(receiptPayload({ type: 'aapningskvittering' })).toString('base64url')
  const forgeries: [string, string, Date][] = [
    ['another payload', `${header ?? ''}.${other}.${signature ?? ''}`, now],
    ['another sender in the header', signedBy(digipost, receiptPayload({ sender: '922020175' }), 'RS256', digipost.chain), now],
    ['the key of another', signedBy({ ...digipost, key: eboks.key }, receiptPayload(), 'RS256', digipost.chain), now],
    ['a certificate out of date', good, new Date('2001-01-01T00:00:00Z')]
  ]
  for (const [name, raw, at] of forgeries) {
    await t.rejects(readReceipt(raw, digipost.trust, at), { code: 'ERR_RECEIPT_FORGED', message: 'Cannot accept the receipt: it does not prove its origin' }, name)
  }
  await t.rejects(readReceipt(good, { roots: [] }, now), { code: 'ERR_RECEIPT_FORGED' }, 'an unknown root')
})

test('readReceipt() calls what is no signed message, or no receipt, unreadable', async t => {
  const digipost = await testParty('digipost')
  const payloads = ['{}', 'not json', receiptPayload({ type: 'digital' }), receiptPayload({ conversationId: '' }), receiptPayload({ id: '../../etc' })]
  for (const raw of ['', 'garbage', 'a.b.c', ...payloads.map(payload => signedBy(digipost, payload, 'RS256', digipost.chain))]) {
    await t.rejects(readReceipt(raw, digipost.trust, now), { code: 'ERR_RECEIPT_UNREADABLE' })
  }
})

const kinds: [string, Receipt['kind']][] = [
  ['leveringskvittering', 'delivery'], ['aapningskvittering', 'opening'], ['varslingfeiletkvittering', 'notification-failed'],
  ['mottakskvittering', 'print-accepted'], ['returpostkvittering', 'returned-post'], ['feil', 'failure'], ['LEVERINGSKVITTERING', 'delivery']
]
for (const [type, kind] of kinds) {
  test(`readReceipt() reads the type ${type}`, async t => {
    t.equal((await read({ type })).kind, kind)
  })
}

test('readReceipt() falls back to the single body when the type is none of ours', async t => {
  t.equal((await read({ type: 'digital', bodyName: 'aapningskvittering' })).kind, 'opening')
})

test('readReceipt() reads fault, channel and detail, whatever their case', async t => {
  t.match(await read({ type: 'feil', body: { feiltype: 'klient', detaljer: 'Reason code: SBD:5023' } }), { fault: 'client', detail: 'Reason code: SBD:5023' })
  t.match(await read({ type: 'feil', body: { feiltype: 'SERVER' } }), { fault: 'server', detail: undefined })
  t.match(await read({ type: 'feil', body: { feiltype: 'ANNET' } }), { kind: 'failure', fault: undefined })
  t.match(await read({ type: 'varslingfeiletkvittering', body: { varslingskanal: 'EPOST', beskrivelse: 'x' } }), { noticeChannel: 'email', detail: 'x' })
  t.match(await read({ type: 'varslingfeiletkvittering', body: { varslingskanal: 'sms' } }), { noticeChannel: 'sms' })
})

test('readReceipt() takes the header\'s time where the body has none that a calendar knows', async t => {
  for (const tidspunkt of [null, 'i går', '+012026-03-01T00:00:00Z', '-000001-03-01T00:00:00Z']) {
    t.strictSame((await read({ body: { tidspunkt } })).occurredAt, new Date('2026-03-01T10:02:00Z'))
  }
})

test('readReceipt() compares conversations without regard to case', async t => {
  t.equal((await read({ conversationId: '37EFBD4C-413D-4E2C-BBC5-257EF4A65A45' })).conversationId, '37efbd4c-413d-4e2c-bbc5-257ef4a65a45')
})

test('readReceipt() keeps personal data of a receipt out of its errors', async t => {
  const digipost = await testParty('digipost')
  const raw = signedBy(digipost, receiptPayload({ conversationId: '', body: { beskrivelse: 'Smstil 90000000 feilet' } }), 'RS256', digipost.chain)
  const error: unknown = await readReceipt(raw, digipost.trust, now).catch((reason: unknown) => reason)
  t.notMatch(`${String(error)} ${String(error instanceof Error ? error.cause : '')}`, /90000000/)
})

test('readReceipt() reads the message that the published key signed, and refuses it as no receipt', async t => {
  // Its own authority is believed here, so that what refuses it is only that it is no receipt.
  const digital = (await signedFiles(t)).find(({ name }) => name === 'digital')
  if (digital === undefined) return
  const { jwt, options: { trust, at } } = digital
  await t.rejects(readReceipt(jwt, trust, at), { code: 'ERR_RECEIPT_UNREADABLE', message: /kind, conversation, sender or time is missing/ })
  await t.rejects(readReceipt(jwt, { roots: [] }, at), { code: 'ERR_RECEIPT_FORGED' })
})
