import { readFileSync, readdirSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { decodeProtectedHeader } from 'jose'
import { test, type Test } from 'tap'
import { verifyJws } from '../../../src/crypto/jws.ts'
import { organizationNumberOf } from '../../../src/crypto/organization-number.ts'
import { proveChain } from '../../../src/crypto/trust.ts'
import type { PrintOptions } from '../../../src/letter/letter.ts'
import { aPdf } from '../../support/a-pdf.ts'
import { personOf, runningSandbox, type RunningSandbox } from '../../support/running-sandbox.ts'
import { toMailbox, toPrint, type SealOptions } from '../../support/sealed-message.ts'
import { published } from '../../support/shared.ts'
import { testParty } from '../../support/test-certificates.ts'

interface Receipt {
  jws: string
  type: string
  body: Record<string, unknown>
  document: { standardBusinessDocumentHeader: Record<string, unknown> } & Record<string, Record<string, unknown>>
}

const destroyAndReport: PrintOptions = {
  color: 'color', undeliverable: 'destroy-and-report', returnAddress: { name: 'A', lines: ['B 1'], postalCode: '0155', city: 'OSLO' }
}

/** Sends a letter, waits a day, and reads what came back. */
async function receiptsFor (sandbox: RunningSandbox, name: string, options: Partial<SealOptions> = {}): Promise<Receipt[]> {
  await sandbox.send(name, options)
  await sandbox.advance(86_400)
  return await Promise.all((await sandbox.receipts()).map(readReceipt))
}

async function readReceipt (jws: string): Promise<Receipt> {
  const { payload } = await verifyJws(jws)
  const { standardBusinessDocument: document } = JSON.parse(payload) as { standardBusinessDocument: Receipt['document'] }
  const type = Object.keys(document).find(key => key !== 'standardBusinessDocumentHeader') ?? ''
  return { jws, type, document, body: document[type] ?? {} }
}

/** The published schemas as judge, by the receipt's type. */
function judge (t: Test): ((receipt: Receipt) => ValidateFunction['errors']) | undefined {
  const folder = published(t, 'dpi-json/schemas/dpi/')
  if (folder === undefined) return undefined
  const ajv = new Ajv({ strict: false })
  formats.default(ajv)
  const schemas = new Map<string, ValidateFunction>()
  const texts = ['../common/sbdh.schema.json', 'commons.schema.json', ...readdirSync(folder).filter(name => name.startsWith('innbyggerpost'))]
  for (const name of texts) {
    const text = readFileSync(new URL(name, folder), 'utf8').replaceAll('"$id": "#', '"$anchorless": "#') // fragments are no ids in draft-07 for ajv
    const schema = JSON.parse(text) as { $id: string }
    if (name.startsWith('innbygger')) schemas.set(name.replace(/^innbyggerpost_dpi_(\w+)_1_0.*$/, '$1'), ajv.compile(schema))
    else ajv.addSchema(schema)
  }
  return ({ type, document }) => {
    const validate = schemas.get(type)
    validate?.({ standardBusinessDocument: document })
    return validate === undefined ? [{ keyword: 'none', instancePath: '', schemaPath: '', params: {}, message: type }] : validate.errors
  }
}

for (const [name, algorithm, organization, standard] of [
  ['eboks-plain', 'RS256', '922020175', '::innbyggerpost##'], ['digipost-plain', 'RS512', '984661185', '::Innbyggerpost##']
] as const) {
  test(`a letter to ${name} is delivered, and its receipt proves who issued it`, async t => {
    const [receipt] = await receiptsFor(await runningSandbox(t), name)
    if (receipt === undefined) throw new Error('no receipt')
    t.equal(receipt.type, 'leveringskvittering')
    t.match(receipt.document.standardBusinessDocumentHeader, {
      sender: [{ identifier: { value: `0192:${organization}` } }], receiver: [{ identifier: { value: '0192:313000001' } }],
      documentIdentification: { type: 'leveringskvittering', standard: new RegExp(standard) }
    })
    const { trust } = await testParty('sender')
    const { chain } = await verifyJws(receipt.jws)
    proveChain(chain, trust, new Date())
    t.equal(chain.length, 1, 'x5c holds one certificate')
    t.equal(chain[0] && organizationNumberOf(chain[0]), organization)
    t.equal(decodeProtectedHeader(receipt.jws).alg, algorithm)
  })
}

test('a receipt carries the conversation of the message it answers', async t => {
  const sandbox = await runningSandbox(t)
  const { conversationId } = await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  const [jws = ''] = await sandbox.receipts()
  t.match((await readReceipt(jws)).document.standardBusinessDocumentHeader, {
    businessScope: { scope: [{ type: 'ConversationId', instanceIdentifier: conversationId, identifier: /:digital:/ }] }
  })
})

test('a letter on paper is accepted first and delivered later', async t => {
  const receipts = await receiptsFor(await runningSandbox(t), 'no-mailbox', { choice: await toPrint() })
  t.same(receipts.map(({ type }) => type), ['mottakskvittering', 'leveringskvittering'])
})

test('a letter that comes back is reported, if that was asked for', async t => {
  const choice = await toPrint({ lines: ['Returvegen 3'] })
  const reported = await receiptsFor(await runningSandbox(t), 'no-mailbox', { choice, letter: { print: destroyAndReport } })
  t.same(reported.map(({ type }) => type), ['mottakskvittering', 'leveringskvittering', 'returpostkvittering'])
  const sentBack = await receiptsFor(await runningSandbox(t), 'no-mailbox', { choice })
  t.same(sentBack.map(({ type }) => type), ['mottakskvittering', 'leveringskvittering'])
})

test('a notice that bounces is told of, and the letter is delivered all the same', async t => {
  const { address = '' } = personOf('eboks-notice-fails').contact.mailbox ?? {}
  const choice = await toMailbox('eboks', address, { notifyMobile: '+4799999999' })
  const letter = { notification: { smsText: 'You have a letter', repeatDays: [0] } }
  const receipts = await receiptsFor(await runningSandbox(t), 'eboks-notice-fails', { choice, letter })
  t.same(receipts.map(({ type }) => type), ['leveringskvittering', 'varslingfeiletkvittering'])
  t.match(receipts[1]?.body, { varslingskanal: 'sms', beskrivelse: /^Smstil \+4799999999 feilet/ })
})

test('no notice bounces that was never ordered', async t => {
  const receipts = await receiptsFor(await runningSandbox(t), 'eboks-notice-fails')
  t.same(receipts.map(({ type }) => type), ['leveringskvittering'])
})

test('every receipt is valid against its published schema', async t => {
  const errorsOf = judge(t)
  if (errorsOf === undefined) return
  const sandbox = await runningSandbox(t)
  const { address = '' } = personOf('eboks-notice-fails').contact.mailbox ?? {}
  const smsText = { notification: { smsText: 'You have a letter', repeatDays: [0] } }
  await sandbox.send('digipost-plain')
  await sandbox.send('eboks-closed')
  await sandbox.send('eboks-notice-fails', { choice: await toMailbox('eboks', address, { notifyMobile: '+4799999999' }), letter: smsText })
  const receipts = await receiptsFor(sandbox, 'no-mailbox', { choice: await toPrint({ lines: ['Returvegen 3'] }), letter: { print: destroyAndReport } })
  t.same([...new Set(receipts.map(({ type }) => type))].sort(), [
    'feil', 'leveringskvittering', 'mottakskvittering', 'returpostkvittering', 'varslingfeiletkvittering'
  ])
  for (const receipt of receipts) t.same(errorsOf(receipt) ?? [], [], receipt.type)
})

const flip = (bytes: Uint8Array): Uint8Array => {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(copy.length - 40) ^ 1, copy.length - 40)
  return copy
}
const refusals: [string, () => Promise<{ name: string, options: Partial<SealOptions> }>, RegExp][] = [
  ['a mailbox that does not exist', () => Promise.resolve({ name: 'eboks-closed', options: {} }), /e-Boks refused the message: the mailbox/],
  ['a package for somebody else\'s key', async () => {
    const { certificate } = await toMailbox('digipost', 'x')
    return { name: 'eboks-plain', options: { choice: await toMailbox('eboks', personOf('eboks-plain').contact.mailbox?.address ?? '', { certificate }) } }
  }, /SBD:4069/],
  ['a package that was changed after it was sealed', () => Promise.resolve({ name: 'eboks-plain', options: { tamper: flip } }), /SBD:4069/],
  ['a print letter that is no PDF', async () => ({
    name: 'no-mailbox', options: { choice: await toPrint(), documents: [{ mediaType: 'text/plain', content: Buffer.from('text') }] }
  }), /only PDF/],
  ['a print letter that only says it is a PDF', async () => ({
    name: 'no-mailbox', options: { choice: await toPrint(), documents: [{ mediaType: 'application/pdf', content: Buffer.from('%PDF-1.7 no') }] }
  }), /PDF_PARSE_ERROR|DOCUMENT_HAS_NO_PAGES/],
  ['a print letter in another size', async () => ({
    name: 'no-mailbox', options: { choice: await toPrint(), documents: [{ mediaType: 'application/pdf', content: await aPdf('A5', [420, 595]) }] }
  }), /UNSUPPORTED_DIMENSIONS/]
]
for (const [what, make, words] of refusals) {
  test(`a receiver answers feil to ${what}`, async t => {
    const { name, options } = await make()
    const receipts = await receiptsFor(await runningSandbox(t), name, options)
    t.same(receipts.map(({ type }) => type), ['feil'])
    t.match(receipts[0]?.body, { feiltype: 'KLIENT', detaljer: words })
  })
}

test('an operator that breaks answers feil with SERVER, in the words of the live service', async t => {
  const [receipt] = await receiptsFor(await runningSandbox(t), 'digipost-breaks')
  t.match(receipt, { type: 'feil', body: { feiltype: 'SERVER', detaljer: 'Digipost could not process the message.' } })
})

test('faults double a receipt, hold it back, or forge one', async t => {
  for (const [kind, count] of [['duplicate-receipt', 2], ['no-receipt', 0], ['forged-receipt', 2]] as const) {
    const sandbox = await runningSandbox(t)
    await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'receivers', kind, count: 1 }] })
    const receipts = await receiptsFor(sandbox, 'eboks-plain')
    t.equal(receipts.length, count, kind)
    if (kind === 'duplicate-receipt') t.equal(receipts[0]?.jws, receipts[1]?.jws)
  }
})

test('a forged receipt says it is the receiver\'s, and its certificate does not', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'receivers', kind: 'forged-receipt', count: 1 }] })
  const [forged] = await receiptsFor(sandbox, 'eboks-plain')
  const { chain } = await verifyJws(forged?.jws ?? '')
  t.match(forged?.document.standardBusinessDocumentHeader, { sender: [{ identifier: { value: '0192:922020175' } }] })
  t.equal(chain[0] && organizationNumberOf(chain[0]), '991825827')
})

test('faults let a receiver fail, and turn the order of receipts', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.call('PUT', '/sandbox/faults', { body: [
    { target: 'receivers', kind: 'failure-receipt', count: 1 }, { target: 'receivers', kind: 'reorder-receipts', count: 1 }
  ] })
  await receiptsFor(sandbox, 'eboks-plain')
  t.match(await receiptsFor(sandbox, 'no-mailbox', { choice: await toPrint() }), [
    { type: 'leveringskvittering' }, { type: 'mottakskvittering' }, { type: 'feil', body: { feiltype: 'SERVER' } }
  ])
})
