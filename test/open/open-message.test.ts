import { test } from 'tap'
import { signJws } from '../../src/crypto/jws.ts'
import { openMessage, type OpenedMessage } from '../../src/open/open-message.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { inNewYork } from '../support/in-new-york.ts'
import { publishedPackages, trustInOwnRoot } from '../support/published-packages.ts'
import { testParty } from '../support/test-certificates.ts'

const { signer, trust } = await testParty('sender')
const options = { trust, at: new Date() }
const notProved = { code: 'ERR_OPEN_NOT_PROVED', message: 'Cannot use the file: no signature we trust proves its content and origin' }

function identifier (value: string): object {
  return { identifier: { authority: 'iso6523-actorid-upis', value } }
}

/** A small whole message; changes replace parts of the body. */
function message (changes: Record<string, unknown> = {}, header: Record<string, unknown> = {}, type = 'digital'): Record<string, unknown> {
  return {
    standardBusinessDocumentHeader: {
      sender: [identifier('0192:313000001')],
      receiver: [identifier('0192:922020175')],
      documentIdentification: { instanceIdentifier: 'm', type, creationDateAndTime: '2026-03-01T10:00:00+01:00' },
      businessScope: { scope: [{ type: 'ConversationId', instanceIdentifier: 'c' }] },
      ...header
    },
    digital: {
      avsender: { virksomhetsidentifikator: { value: '0192:313000001' } }, mottaker: { postkasseadresse: 'p' }, maskinportentoken: 't',
      dokumentpakkefingeravtrykk: { digestValue: 'f' }, sikkerhetsnivaa: 3, ikkesensitivtittel: 'Title', ...changes
    }
  }
}

async function opened (standardBusinessDocument: unknown): Promise<OpenedMessage> {
  return await openMessage(await signJws(JSON.stringify({ standardBusinessDocument }), signer), options)
}

function because (why: string): { code: string, message: string } {
  return { code: 'ERR_OPEN_UNREADABLE', message: `Cannot read the message: ${why}` }
}

test('openMessage() opens the published request messages', async t => {
  for (const { name, jwt, zip, at, message: expected } of publishedPackages(t)) {
    const signatures = (await readContainer(zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0)
    const found = await openMessage(jwt, { trust: trustInOwnRoot(signatures), at })
    t.equal(found.kind, name === 'utskrift' ? 'print' : 'digital')
    t.match(JSON.stringify(expected), found.fingerprint)
    t.match(JSON.stringify(expected), found.accessToken)
    t.equal(found.onBehalfOf, name === 'digital-pa-vegne-av' ? '910076787' : '991825827')
    await t.rejects(openMessage(jwt, { trust, at }), notProved, 'not with our own trust')
  }
})

test('openMessage() reads what every message has, and leaves out what it has not', async t => {
  const { signer: who, ...found } = await opened(message())
  t.same(found, {
    kind: 'digital', messageId: 'm', conversationId: 'c', sender: '313000001', receiver: '922020175', onBehalfOf: '313000001', fingerprint: 'f',
    accessToken: 't', createdAt: new Date('2026-03-01T09:00:00Z'), openingReceipt: false, notices: {}, mailboxAddress: 'p', title: 'Title', securityLevel: 3
  })
  t.equal(who.organizationNumber, '313000001')
})

test('openMessage() goes by the body where the declared type is another', async t => {
  t.equal((await opened(message({}, {}, 'digitalpost'))).kind, 'digital')
})

test('openMessage() reads a date alone as the start of the day', async t => {
  t.same((await opened(message({ virkningsdato: '2026-03-02' }))).availableFrom, new Date('2026-03-02T00:00:00Z'))
})

test('openMessage() reads times without offset as UTC, wherever the machine stands', async t => {
  inNewYork(t)
  t.same((await opened(message({ virkningstidspunkt: '2026-03-02T08:00:00' }))).availableFrom, new Date('2026-03-02T08:00:00Z'))
})

test('openMessage() reads a country that is only named as the last line', async t => {
  const address = { navn: 'A', adresselinje1: 'Street 1', land: 'Sverige' }
  const { standardBusinessDocumentHeader, digital } = message({}, {}, 'utskrift')
  const print = { mottaker: address, retur: { mottaker: { navn: 'B', adresselinje1: 'Gata', landkode: 'se' } } }
  const found = await opened({ standardBusinessDocumentHeader, utskrift: Object.assign({}, digital, print) })
  t.match(found, { kind: 'print', address: { name: 'A', lines: ['Street 1', 'Sverige'] }, print: { undeliverable: 'return', color: 'black-and-white' } })
  t.same(found.print?.returnAddress, { name: 'B', lines: ['Gata'], countryCode: 'SE' })
})

test('openMessage() refuses what lacks a part that every message has', async t => {
  await t.rejects(opened(message({}, { documentIdentification: {} }, 'x')), because('its header is not complete'))
  await t.rejects(opened(message({}, { businessScope: {} })), because('its header is not complete'))
  await t.rejects(opened(message({}, { receiver: [] })), because('its parties are not complete'))
  await t.rejects(opened(message({ avsender: {} })), because('its parties are not complete'))
  await t.rejects(opened(message({ dokumentpakkefingeravtrykk: {} })), because('it holds no fingerprint or no access token'))
  await t.rejects(opened(message({ mottaker: {} })), because('it names no mailbox or has no title'))
  await t.rejects(opened(message({ sikkerhetsnivaa: 2 })), because('its security level is neither 3 nor 4'))
  await t.rejects(opened({ ...message({}, {}, 'feil'), more: {} }), because('it is neither digital post nor print'))
  for (const nothing of [null, [], 'x', 1]) await t.rejects(opened(nothing), { code: 'ERR_OPEN_UNREADABLE' })
})

test('openMessage() is not fooled by inherited properties', async t => {
  const { standardBusinessDocumentHeader } = message({}, {}, '__proto__')
  await t.rejects(opened({ standardBusinessDocumentHeader }), because('it is neither digital post nor print'))
})

test('openMessage() refuses a message that names another sender than its signer', async t => {
  await t.rejects(opened(message({}, { sender: [identifier('0192:910076787')] })), notProved)
})

test('openMessage() refuses a broken signature, no certificate, and what is no message', async t => {
  const jws = await signJws(JSON.stringify({ standardBusinessDocument: message() }), signer)
  const [header = '', , signature = ''] = jws.split('.')
  const other = Buffer.from(JSON.stringify({ standardBusinessDocument: message({ maskinportentoken: 'u' }) })).toString('base64url')
  await t.rejects(openMessage(`${header}.${other}.${signature}`, options), notProved)
  await t.rejects(openMessage(await signJws('{}', signer, { keyId: 'k' }), options), because('it is no signed message of ours'))
  await t.rejects(openMessage('x', options), because('it is no signed message of ours'))
  await t.rejects(openMessage(await signJws('not JSON', signer), options), because('it is not JSON'))
})
