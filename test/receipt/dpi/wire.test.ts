import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import type { Receipt } from '../../../src/letter/receipt.ts'
import { readMessages, readPayload } from '../../../src/receipt/dpi/wire.ts'
import { published } from '../../support/shared.ts'

interface Expected { sender: string, receipt: Partial<Receipt> }

const at = (text: string): Date => new Date(text)

/** Every published receipt payload (dpi-json.md §11). Those of 2021 were made by Digipost, the observed ones come from production code. */
const vectors: [string, Expected][] = [
  ['receipts-digipost-2021/aapningskvittering.json', { sender: '984661185', receipt: { kind: 'opening', conversationId: 'd2f3efcc-099d-402d-8fce-3bf10c278264', occurredAt: at('2021-11-15T14:00:44.295Z') } }],
  ['receipts-digipost-2021/feil.json', { sender: '984661185', receipt: { kind: 'failure', fault: 'server', detail: 'Digipost could not process the message.' } }],
  ['receipts-digipost-2021/leveringskvittering.json', { sender: '984661185', receipt: { kind: 'delivery', id: 'ff88849c-e281-4809-8555-7cd54952b916' } }],
  ['receipts-digipost-2021/mottakskvittering.json', { sender: '984661185', receipt: { kind: 'print-accepted' } }],
  ['receipts-digipost-2021/returpostkvittering.json', { sender: '984661185', receipt: { kind: 'returned-post' } }],
  ['receipts-digipost-2021/varslingfeiletkvittering.json', { sender: '984661185', receipt: { kind: 'notification-failed', noticeChannel: 'email', detail: 'Pføy' } }],
  ['nav-observed/feil-eboks-sbd4069.json', { sender: '999888999', receipt: { kind: 'failure', fault: 'client', occurredAt: at('2021-04-11T13:29:58.753Z') } }],
  ['nav-observed/varslingfeiletkvittering-sms.json', { sender: '999888999', receipt: { kind: 'notification-failed', noticeChannel: 'sms' } }],
  ['efm-dpi-client/feil-sbd.json', { sender: '987654321', receipt: { kind: 'failure', fault: 'server', occurredAt: at('2021-01-01T07:00:00Z') } }],
  ['samples/lerveringskvittering_budnad_sample.json', { sender: '922017433', receipt: { kind: 'delivery' } }],
  ['samples/lerveringskvittering_nav_sample.json', { sender: '984661185', receipt: { kind: 'delivery' } }]
]

for (const [name, expected] of vectors) {
  test(`readPayload() reads ${name}`, async t => {
    const file = published(t, `dpi-json/${name}`)
    if (file === undefined) return
    t.match(readPayload(await readFile(file, 'utf8')), expected)
  })
}

test('readPayload() refuses the sample whose organization numbers are placeholders', async t => {
  const file = published(t, 'dpi-json/samples/innbyggerpost_dpi_lerveringskvittering_1_0.json')
  if (file === undefined) return
  t.equal(readPayload(await readFile(file, 'utf8')), undefined)
})

test('readPayload() takes any shape without falling over', t => {
  for (const text of ['', 'null', '[]', '1', '{"standardBusinessDocument":[]}', '{"standardBusinessDocument":{"standardBusinessDocumentHeader":{"sender":{}}}}']) {
    t.equal(readPayload(text), undefined)
  }
  t.end()
})

test('readMessages() gives an empty entry for one without a message', t => {
  const list = [{ forretningsmelding: 'a.b.c' }, { forretningsmelding: null }, {}, null, 7, { forretningsmelding: 'garbage', downloadurl: 'x' }]
  t.strictSame(readMessages(JSON.stringify(list)), [{ raw: 'a.b.c' }, {}, {}, {}, {}, { raw: 'garbage' }])
  t.equal(readMessages('{}'), undefined)
  t.equal(readMessages('<html>'), undefined)
  t.end()
})
