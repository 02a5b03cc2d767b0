import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { readWireManifest, readWireMessage, type WireManifest, type WireMessage } from '../../src/open/wire.ts'
import { readXml } from '../../src/xml/read-xml.ts'
import { published } from '../support/shared.ts'

function parse (file: URL): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

test('readWireMessage() reads the messages of eFormidling\'s client', t => {
  const digital = published(t, 'dpi-json/efm-dpi-client/digital_ready_for_send-sbd.json')
  const print = published(t, 'dpi-json/efm-dpi-client/utskrift_ready_for_send-sbd.json')
  if (digital !== undefined && print !== undefined) {
    const letter = readWireMessage(parse(digital))
    t.equal(letter.kind, 'digital')
    const fields = ['messageId', 'conversationId', 'sender', 'receiver', 'onBehalfOf', 'mailboxAddress', 'title', 'createdAt'] as const
    t.same(fields.filter(field => letter[field] === undefined), [])
    const paper = readWireMessage(parse(print))
    t.equal(paper.kind, 'print')
    t.ok(paper.address?.name && paper.print?.returnAddress.name)
  }
  t.end()
})

test('readWireMessage() reads nothing out of nothing, and never throws', t => {
  const empty: Partial<WireMessage> = {
    kind: undefined, messageId: undefined, sender: undefined, openingReceipt: false, notices: {}, address: undefined
  }
  for (const payload of [undefined, null, 1, 'x', [], {}, { standardBusinessDocument: null }, { standardBusinessDocument: { digital: [], x: 1 } }]) {
    t.match(readWireMessage(payload), empty)
  }
  t.end()
})

test('readWireMessage() reads notices, and leaves out those without somebody to notify', t => {
  const varsler = {
    epostvarsel: { epostadresse: 'a@b.no', varslingstekst: 'text', repetisjoner: [0, 'x', 7] }, smsvarsel: { varslingstekst: 'text', repetisjoner: [0] }
  }
  t.same(readWireMessage({ standardBusinessDocument: { digital: { varsler } } }).notices, { email: { to: 'a@b.no', text: 'text', repeatDays: [0, 7] } })
  t.end()
})

test('readWireMessage() takes organizations with either prefix or none, and nothing else', t => {
  const sender = (value: unknown): string | undefined =>
    readWireMessage({ standardBusinessDocument: { standardBusinessDocumentHeader: { sender: [{ identifier: { value } }] } } }).sender
  for (const value of ['0192:313000001', '9908:313000001', '313000001']) t.equal(sender(value), '313000001')
  for (const value of ['0088:313000001', '0192:31300000', '0192:3130000011', 313000001, null]) t.equal(sender(value), undefined)
  t.end()
})

test('readWireManifest() reads the manifests of 2014 and of the Java client', t => {
  const references: Record<string, object> = {
    'asic-java-client/expected-asic-manifest.xml': { invoiceReference: 'ØK1' }, 'sdpManifest.xml': { invoiceReference: 'ABC barnehage' }
  }
  for (const path of ['asice-2014/manifest.xml', 'asic-java-client/expected-asic-manifest.xml', 'sdpManifest.xml']) {
    const file = published(t, `classic-xml/samples/${path}`)
    const manifest: WireManifest | undefined = file && readXml(readFileSync(file), readWireManifest)
    if (file !== undefined) t.match(manifest, { sender: /^\d{9}$/, mailboxAddress: /./, ...references[path], documents: [{ name: /./, mediaType: /\// }] }, path)
  }
  t.end()
})
