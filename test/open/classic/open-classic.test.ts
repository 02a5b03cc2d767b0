import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { verifyClassicSignature } from '../../../src/crypto/classic-signature.ts'
import { openClassic, type OpenedClassic } from '../../../src/open/classic/open-classic.ts'
import { inNewYork } from '../../support/in-new-york.ts'
import { outsideTool } from '../../support/outside-tool.ts'
import { publishedClassic } from '../../support/published-classic.ts'
import { folderOf, runTool } from '../../support/run-tool.ts'
import { published } from '../../support/shared.ts'
import { classicElement, classicLetter, inEnvelope, occurredAt, signedClassic, type ClassicOptions } from '../../support/signed-classic.ts'
import { testCertificates, testParty } from '../../support/test-certificates.ts'

const notProved = { code: 'ERR_OPEN_NOT_PROVED', message: 'Cannot use the file: no signature we trust proves its content and origin' }
const digipost = await testParty('digipost')
const sender = await testParty('sender')
const options = { trust: digipost.trust, at: new Date() }

async function opened (made: ClassicOptions, party = digipost): Promise<OpenedClassic> {
  return openClassic(Buffer.from(await signedClassic(party, made)), options)
}

function because (why: string): { code: string, message: string } {
  return { code: 'ERR_OPEN_UNREADABLE', message: `Cannot read the message: ${why}` }
}

/** File, kind, sender, receiver and hour, as they stand in the published documents. */
const kinds = [
  ['digitalPost-difi-2017.xml', 'digital', '991825827', '996460320'], ['digitalPost-difi-sample1.xml', 'digital', '889640782', '984661185'],
  ['feil-posten-java.xml', 'failure', '984661185', '984661185'], ['kvittering-aapning-posten.xml', 'opening', '984661185', '984661185'],
  ['kvittering-difi-sample4.xml', 'delivery', '984661185', '889640782'], ['kvittering-levering-eboks-2017.xml', 'delivery', '996460320', '991825827'],
  ['kvittering-levering-posten-java.xml', 'delivery', '984661185', '984661185'], ['kvittering-levering-posten.xml', 'delivery', '984661185', '984661185'],
  ['kvittering-mottak-posten.xml', 'print-accepted', '984661185', '984661185']
] as const

test('openClassic() gives every verified document its stated verdict, digest and signer', async t => {
  const file = published(t, 'classic-xml/verified-vectors/sbd/expected.json')
  if (file === undefined) return
  const stated: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const expected = new Map<string, unknown>(Object.entries({ ...typeof stated === 'object' && stated }))
  const documents = await publishedClassic(t, 'verified-vectors/sbd', [...expected.keys()])
  t.same(documents.map(({ name }) => name).sort(), kinds.map(([name]) => name))
  for (const { name, xml, trust, at } of documents) {
    const [, kind, from, to] = kinds.find(([one]) => one === name) ?? []
    const found = openClassic(Buffer.from(xml), { trust, at })
    const { bytes } = verifyClassicSignature(Buffer.from(xml), trust, at)
    const cert = found.signer.certificate.subject.split('\n').reverse().join(', ').replace('serialNumber', 'SERIALNUMBER')
    t.match(found, { kind, sender: from, receiver: to, signer: { organizationNumber: from } }, name)
    t.match(expected.get(name), { signatureValid: true, referenceDigestSha256Base64: createHash('sha256').update(bytes).digest('base64'), cert }, name)
    t.equal(found.signer.chain.length, trust.signers === undefined ? 3 : 1, 'proved up to the root where it is published')
    t.throws(() => openClassic(Buffer.from(xml), options), notProved, 'not with our own trust')
    t.throws(() => openClassic(Buffer.from(xml), { trust, at: new Date() }), notProved, 'not when the certificate has expired')
  }
})

test('openClassic() cuts the published documents out of their envelopes', async t => {
  const names = ['outgoing-digitalPost-prioritert.xml', 'pulled-receipt-levering-eboks.xml']
  const soap = await publishedClassic(t, 'verified-vectors/soap', names)
  const bare = await publishedClassic(t, 'verified-vectors/sbd', ['digitalPost-difi-2017.xml', 'kvittering-levering-eboks-2017.xml'])
  for (const [index, { xml, trust, at }] of soap.entries()) {
    t.same(openClassic(Buffer.from(xml), { trust, at }), openClassic(Buffer.from(bare[index]?.xml ?? ''), { trust, at }))
  }
})

test('openClassic() finds no document in envelopes that carry none', async t => {
  const folder = published(t, 'classic-xml/verified-vectors/soap/')
  for (const name of ['empty-queue', 'pull-request', 'transport-receipt-ok', 'transport-receipt-ok-other-message', 'transport-receipt-tampered-messaging']) {
    if (folder === undefined) continue
    const cause = { message: 'Cannot read XML: there is no business document in it' }
    t.throws(() => openClassic(readFileSync(new URL(`${name}.xml`, folder)), options), { ...notProved, cause })
  }
})

test('openClassic() refuses the published samples that were edited after they were signed', async t => {
  const edited = await publishedClassic(t, 'samples/receipts-dotnet-client', ['Returpostkvittering.xml', 'VarslingFeiletKvittering.xml', 'Feilmelding.xml'])
  const print = await publishedClassic(t, 'samples/soap', ['7_request_forretningsmelding_fra_postavsender_til_meldingsformidler_fysisk_post.xml'])
  for (const { name, xml, trust, at } of [...edited, ...print]) {
    t.throws(() => openClassic(Buffer.from(xml), { trust, at }), notProved, name)
    t.throws(() => openClassic(Buffer.from(xml.replaceAll(/>\s+</g, '><')), { trust, at }), notProved, `${name}, without white space between tags`)
  }
})

test('openClassic() refuses a sample that was only indented, until the white space between tags is gone again', async t => {
  for (const { name, xml, trust, at } of await publishedClassic(t, 'samples/receipts-dotnet-client', ['Leveringskvittering.xml', 'Mottakskvittering.xml'])) {
    t.throws(() => openClassic(Buffer.from(xml), { trust, at }), notProved, name)
    t.equal(openClassic(Buffer.from(xml.replaceAll(/>\s+</g, '><')), { trust, at }).sender, '984661185')
  }
})

test('signedClassic() writes what xmlsec1 accepts, so that the cases below are honest but for one thing', async t => {
  if (!outsideTool(t, 'xmlsec1')) return
  const folder = await folderOf(t, [['document.xml', await signedClassic(digipost)]])
  const { status, text } = runTool(folder, 'xmlsec1', '--verify', '--trusted-pem', `${testCertificates}/root.pem`,
    '--untrusted-pem', `${testCertificates}/intermediate.pem`, 'document.xml')
  t.equal(status, 0, text)
})

test('openClassic() reads every kind of receipt, bare and in an envelope', async t => {
  const bodies = { mottak: 'print-accepted', levering: 'delivery', aapning: 'opening', returpost: 'returned-post', varslingfeilet: 'notification-failed' }
  for (const [name, kind] of Object.entries(bodies)) {
    const xml = await signedClassic(digipost, { body: [occurredAt, classicElement(name)] })
    const { signer, ...found } = openClassic(Buffer.from(xml), options)
    t.equal(signer.organizationNumber, '984661185')
    t.same(found, {
      kind, messageId: 'FF88849C-E281-4809-8555-7CD54952B916', conversationId: '37efbd4c-413d-4e2c-bbc5-257ef4a65a45', sender: '984661185',
      receiver: '313000001', createdAt: new Date('2026-03-01T10:02:00Z'), receipt: { occurredAt: new Date('2026-03-01T10:01:00Z') }
    })
    t.same(openClassic(Buffer.from(inEnvelope(xml)), options), { ...found, signer })
  }
})

test('openClassic() reads what a failure and a failed notice say', async t => {
  const failure = [occurredAt, classicElement('feiltype', 'KLIENT'), classicElement('detaljer', 'Feil signatur')]
  t.match(await opened({ type: 'feil', body: failure }), { kind: 'failure', receipt: { fault: 'client', detail: 'Feil signatur' } })
  const notice = classicElement('varslingfeilet', classicElement('varslingskanal', 'SMS'), classicElement('beskrivelse', 'no such number'))
  t.match(await opened({ body: [occurredAt, notice] }), { kind: 'notification-failed', receipt: { noticeChannel: 'sms', detail: 'no such number' } })
})

test('openClassic() reads letters to mailboxes, to print, and between mailboxes', async t => {
  const from = { sender: '313000001', receiver: '984661185' }
  const letter = { onBehalfOf: '313000001', fingerprint: 'Zg==' }
  t.match(await opened({ ...from, type: 'digitalPost', body: classicLetter('Zg==', 'Vedtak <1>') }, sender), {
    kind: 'digital',
    letter: { ...letter, nationalIdentityNumber: '20914695016', mailboxAddress: 'test.testesen#8HC7', title: 'Vedtak <1>', securityLevel: 4 }
  })
  t.match(await opened({ ...from, type: 'flyttetDigitalPost', body: classicLetter('Zg==') }, sender), { kind: 'moved', letter })
  const [avsender = occurredAt, , , reference = occurredAt] = classicLetter('Zg==')
  const paper = await opened({ ...from, type: 'digitalPost', body: [avsender, classicElement('fysiskPostInfo'), reference] }, sender)
  t.equal(paper.kind, 'print')
  t.same(paper.letter, letter)
})

test('openClassic() reads times without offset as UTC, wherever the machine stands', async t => {
  inNewYork(t)
  const body = [classicElement('tidspunkt', '2014-05-19T12:00:00'), classicElement('levering')]
  t.same((await opened({ body })).receipt, { occurredAt: new Date('2014-05-19T12:00:00Z') })
})

test('openClassic() refuses a proved document that does not say what every message says', async t => {
  await t.rejects(opened({ body: [occurredAt] }), because('it is neither a letter nor a receipt'))
  await t.rejects(opened({ body: [occurredAt, classicElement('levering'), classicElement('aapning')] }), because('it is neither a letter nor a receipt'))
  await t.rejects(opened({ type: 'annet' }), because('it is neither a letter nor a receipt'))
  await t.rejects(opened({ declaredType: 'feil' }), because('its header and body do not belong together'))
  await t.rejects(opened({ scopes: [] }), because('its header is not complete'))
  await t.rejects(opened({ receiver: '1' }), because('its parties are not complete'))
  await t.rejects(opened({ body: [classicElement('levering')] }), because('it does not say when it happened'))
  await t.rejects(opened({ type: 'digitalPost', body: [] }), because('it names no sender or no package'))
  await t.rejects(opened({ children: ([header, body]) => [header, header, body].filter(one => one !== undefined) }), because('its header and body do not belong together'))
})

test('openClassic() refuses a document that names another sender than its signer', async t => {
  await t.rejects(opened({ sender: '922020175' }), notProved)
  await t.rejects(opened({}, await testParty('eboks')), notProved, 'also when it is one we trust')
})

test('openClassic() finds the document only in its place', async t => {
  const xml = await signedClassic(digipost)
  const none = { ...notProved, cause: { message: 'Cannot read XML: there is no business document in it' } }
  const envelope = inEnvelope(xml)
  t.throws(() => openClassic(Buffer.from(envelope.replace('</env:Body>', '<x/></env:Body>')), options), none, 'two children')
  t.throws(() => openClassic(Buffer.from(envelope.replace('2003/05/soap-envelope', 'x')), options), none, 'another envelope')
  t.throws(() => openClassic(Buffer.from(envelope.replaceAll('env:Body', 'env:Header')), options), none, 'no body')
  t.throws(() => openClassic(Buffer.from(`<x>${xml}</x>`), options), none, 'no envelope')
  t.throws(() => openClassic(Buffer.from(envelope.replace('<x note', '<![CDATA[</env:Body>]]><x note')), options), notProved, 'CDATA')
})
