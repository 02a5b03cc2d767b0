import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { receiptTypes, writeReceipt, type ReceiptFacts } from '../../../src/sandbox/receivers/wire.ts'
import { published } from '../../support/shared.ts'

const facts: ReceiptFacts = {
  receiptId: 'ff88849c-e281-4809-8555-7cd54952b916', conversationId: 'd2f3efcc-099d-402d-8fce-3bf10c278264', kind: 'opening',
  process: 'urn:fdc:digdir.no:2020:profile:egovernment:innbyggerpost:digital:ver1.0', issuer: '984661185', addressee: '414193900',
  occurredAt: new Date('2021-11-15T14:00:44.295Z')
}

test('writeReceipt() writes Digipost\'s own published receipt, to the letter', t => {
  const file = published(t, 'dpi-json/receipts-digipost-2021/aapningskvittering.json')
  if (file !== undefined) t.same(JSON.parse(writeReceipt(facts, 'digipost')), JSON.parse(readFileSync(file, 'utf8')))
  t.end()
})

test('writeReceipt() writes Digipost\'s published failure', t => {
  const file = published(t, 'dpi-json/receipts-digipost-2021/feil.json')
  const failure: ReceiptFacts = {
    ...facts, receiptId: '72392317-8842-46c3-87bd-0b7f1492c61b', conversationId: '0b934a8c-345a-4e90-bbb2-86303e4715e4', addressee: '147132557',
    kind: 'failure', fault: 'server', detail: 'Digipost could not process the message.', occurredAt: new Date('2021-01-14T10:13:19.475Z')
  }
  if (file !== undefined) t.same(JSON.parse(writeReceipt(failure, 'digipost')), JSON.parse(readFileSync(file, 'utf8')))
  t.end()
})

test('writeReceipt() names the body as the type', t => {
  for (const [kind, type] of Object.entries(receiptTypes)) {
    const { standardBusinessDocument: document } = JSON.parse(writeReceipt({ ...facts, kind: kindOf(kind) }, 'eboks')) as {
      standardBusinessDocument: Record<string, unknown>
    }
    t.same(Object.keys(document), ['standardBusinessDocumentHeader', type])
  }
  t.end()
})

test('writeReceipt() says which fault and which notice, only where there is one', t => {
  t.match(writeReceipt({ ...facts, kind: 'failure', fault: 'client' }, 'eboks'), /"feiltype":"KLIENT"}/)
  t.match(writeReceipt({ ...facts, kind: 'notification-failed', detail: 'x' }, 'eboks'), /"varslingskanal":"sms","beskrivelse":"x"/)
  t.notMatch(writeReceipt({ ...facts, kind: 'delivery', detail: 'x', fault: 'client' }, 'eboks'), /feiltype|beskrivelse|detaljer/)
  t.end()
})

function kindOf (text: string): ReceiptFacts['kind'] {
  const kinds = ['delivery', 'opening', 'notification-failed', 'print-accepted', 'returned-post', 'failure'] as const
  return kinds.find(kind => kind === text) ?? 'delivery'
}
