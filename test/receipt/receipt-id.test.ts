import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { conversationIdOf, receiptIdOf } from '../../src/receipt/receipt-id.ts'
import { receiptPayload } from '../support/a-receipt.ts'
import { published } from '../support/shared.ts'

const unsigned = (payload: string): string => `e30.${Buffer.from(payload).toString('base64url')}.forged`

test('receiptIdOf() reads the id of a message that proves nothing', t => {
  t.equal(receiptIdOf(unsigned(receiptPayload())), 'ff88849c-e281-4809-8555-7cd54952b916')
  t.end()
})

test('conversationIdOf() reads the conversation of a message that proves nothing, and nothing from garbage', t => {
  t.match(conversationIdOf(unsigned(receiptPayload())), /^[0-9a-f-]{36}$/)
  for (const raw of ['', 'garbage', 'a.b', unsigned('[]')]) t.equal(conversationIdOf(raw), undefined)
  t.end()
})

test('receiptIdOf() gives nothing that could leave its place in a path', t => {
  for (const id of ['../in', 'a b', 'a/b', '', 'x'.repeat(65), '%2e']) t.equal(receiptIdOf(unsigned(receiptPayload({ id }))), undefined)
  t.end()
})

test('receiptIdOf() gives nothing for garbage', t => {
  for (const raw of ['', 'garbage', 'a.b', 'a.bm90IGpzb24.c', unsigned('[]')]) t.equal(receiptIdOf(raw), undefined)
  t.end()
})

test('receiptIdOf() reads a published message', async t => {
  const file = published(t, 'dpi-json/komplette/digital-forretningsmelding.jwt')
  if (file === undefined) return
  t.match(receiptIdOf(await readFile(file, 'utf8')), /^[0-9a-f-]{36}$/)
})
