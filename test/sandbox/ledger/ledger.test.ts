import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { openLedger } from '../../../src/sandbox/ledger/ledger.ts'

const aFolder = (): string => mkdtempSync(join(tmpdir(), 'ledger-'))

test('openLedger() remembers what an earlier one recorded', async t => {
  const folder = aFolder()
  const first = await openLedger(folder)
  await first.record({ kind: 'clock', offsetMs: 5 })
  await first.close()
  const second = await openLedger(folder)
  t.equal(second.state.offsetMs, 5)
  await second.close()
})

test('openLedger() reads past a line that a kill tore, and writes a whole one after it', async t => {
  const folder = aFolder()
  const first = await openLedger(folder)
  await first.record({ kind: 'clock', offsetMs: 5 })
  await first.close()
  appendFileSync(join(folder, 'ledger.jsonl'), '{"kind":"clock","off')
  const second = await openLedger(folder)
  await second.record({ kind: 'clock', offsetMs: 6 })
  await second.close()
  const third = await openLedger(folder)
  t.equal(third.state.offsetMs, 6)
  await third.close()
})

test('record() changes the state at once, and keeps the order in the file', async t => {
  const folder = aFolder()
  const ledger = await openLedger(folder)
  const written = [1, 2, 3].map(async offsetMs => { await ledger.record({ kind: 'clock', offsetMs }) })
  t.equal(ledger.state.offsetMs, 3)
  await Promise.all(written)
  await ledger.close()
  t.equal(readFileSync(join(folder, 'ledger.jsonl'), 'utf8').replaceAll(/\D+/g, ''), '123')
})

test('openLedger() without a folder remembers nothing', async t => {
  const first = await openLedger(undefined)
  await first.record({ kind: 'clock', offsetMs: 5 })
  t.equal(first.state.offsetMs, 5)
  await first.close()
  t.equal((await openLedger(undefined)).state.offsetMs, 0)
})
