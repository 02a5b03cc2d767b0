// Signed receipts as channels give them, from the inbox to the table: what becomes of each, and that none stands in another's way.
import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { collectReceipts } from '../../src/journey/collect-receipts.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { readReceipt, type JudgeSigner } from '../../src/receipt/read-receipt.ts'
import { conversationIdOf, receiptIdOf } from '../../src/receipt/receipt-id.ts'
import { aJourney, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aPage } from '../support/a-page.ts'
import { receiptPayload, signedBy, type PayloadChanges } from '../support/a-receipt.ts'
import { testParty, type PartyFixture } from '../support/test-certificates.ts'
import { facts } from '../support/facts.ts'

interface Bed {
  bench: TestJourney
  id: string
  digipost: PartyFixture
  /** A signed receipt for the letter's attempt; its id is its own. */
  receipt: (changes?: PayloadChanges, signer?: PartyFixture, algorithm?: 'RS256' | 'RS512') => string
  /** Fetches and settles these messages; gives what became of each, and how many are left in the inbox. */
  collect: (...raws: string[]) => Promise<{ settled: string[], left: number }>
}

/** A letter that was handed over to Digipost, or to print, and an inbox. */
async function aBed (judge?: JudgeSigner, isPrinted = false): Promise<Bed> {
  const [digipost, print] = await Promise.all([testParty('digipost'), testParty('print')])
  const bench = await aJourney({
    readReceipt: raw => readReceipt(raw, digipost.trust, new Date(), judge),
    receiptIdOf,
    ...isPrinted && { lookup: async people => new Map(people.map(number => [number, printed()])) }
  })
  const id = await letterBefore(bench, 'follow')
  const conversationId = (await statusOf(bench, id)).attempts[0]?.conversationId ?? ''
  const receipt: Bed['receipt'] = (changes = {}, signer = isPrinted ? print : digipost, algorithm = 'RS512') =>
    signedBy(signer, receiptPayload({ id: randomUUID(), conversationId, sender: isPrinted ? '974761076' : '984661185', ...changes }), algorithm)
  return { bench, id, digipost, receipt, collect: async (...raws) => await collectAll(bench, raws) }
}

function printed (): ReturnType<typeof facts> {
  const plain = facts()
  return { ...plain, ...plain.contact !== undefined && { contact: { ...plain.contact, isReserved: true } } }
}

async function collectAll ({ journey }: TestJourney, raws: string[]): Promise<{ settled: string[], left: number }> {
  const waiting = [...raws]
  const settled: string[] = []
  await collectReceipts({
    inbox: {
      list: async () => aPage(waiting),
      acknowledge: async receiptId => waiting.splice(waiting.findIndex(raw => receiptIdOf(raw) === receiptId), 1).length === 1
    },
    settle: journey.settle,
    receiptIdOf,
    conversationIdOf,
    onSettled: one => { settled.push(one) },
    onStuck: () => {}
  })
  return { settled, left: waiting.length }
}

/** What the table keeps of the receipts, and whether any of them can be read in it. */
async function kept ({ database }: TestJourney, ...raws: string[]): Promise<{ states: unknown[], readable: boolean }> {
  const rows = await database.query('select state, raw from receipt order by state')
  const stored = rows.map(({ raw }) => Buffer.from(raw instanceof Uint8Array ? raw : []).toString('latin1')).join()
  return { states: rows.map(({ state }) => state), readable: raws.some(raw => stored.includes(raw.slice(0, 100))) }
}

function fourTimes (text: string): string[] {
  return [text, text, text, text]
}

const tolerated: [string, PayloadChanges, string, boolean][] = [
  ['a delivery', {}, 'letter.delivered', false],
  ['a delivery with fields nobody knows', { body: { maskinportentoken: 'x', virksomhetmottaker: {} } }, 'letter.delivered', false],
  ['a type in capitals', { type: 'LEVERINGSKVITTERING' }, 'letter.delivered', false],
  ['a type that its body corrects', { type: 'digital', bodyName: 'leveringskvittering' }, 'letter.delivered', false],
  ['a body without a time', { body: { tidspunkt: null } }, 'letter.delivered', false],
  ['an opening before its delivery', { type: 'aapningskvittering' }, 'letter.opened', false],
  ['a notice that failed', { type: 'varslingfeiletkvittering', body: { varslingskanal: 'SMS', beskrivelse: 'Smstil 90000000 feilet' } }, 'notification.failed', false],
  ['a failure with an unknown fault', { type: 'feil', body: { feiltype: 'annet' } }, 'letter.held', false],
  ['a delivery by print', {}, 'letter.delivered', true],
  ['print that accepted', { type: 'mottakskvittering' }, 'print.accepted', true],
  ['a letter that came back', { type: 'returpostkvittering' }, 'letter.returned', true]
]
for (const [name, changes, event, isPrinted] of tolerated) {
  test(`a receipt is applied, kept and acknowledged: ${name}`, async t => {
    const { bench, id, receipt, collect } = await aBed(undefined, isPrinted)
    const raw = receipt(changes)
    t.strictSame(await collect(raw), { settled: ['applied'], left: 0 })
    t.equal((await eventsOf(bench, id)).findLast(type => type !== 'access.gained'), event)
    t.strictSame(await kept(bench, raw), { states: ['applied'], readable: false })
  })
}

test('bad receipts of every sort are kept, told and acknowledged, and the good one behind them is applied', async t => {
  const { bench, id, digipost, receipt, collect } = await aBed()
  const [eboks, maskinporten] = await Promise.all([testParty('eboks'), testParty('maskinporten')])
  const good = receipt()
  const bad = {
    'forged': receipt({}, { ...digipost, key: eboks.key }),
    'wrong signer': receipt({}, maskinporten),
    'another organization, honestly': receipt({ sender: '922020175' }, eboks, 'RS256'),
    'no receipt': receipt({ type: 'digital' }),
    'no conversation of ours': receipt({ conversationId: randomUUID() })
  }
  const { settled, left } = await collect(...Object.values(bad), good)
  t.strictSame(settled.toSorted(), ['applied', 'parked', ...fourTimes('quarantined')])
  t.equal(left, 0)
  t.equal((await statusOf(bench, id)).state, 'delivered')
  t.strictSame(await kept(bench, ...Object.values(bad)), { states: ['applied', 'parked', ...fourTimes('quarantined')], readable: false })
  const told = await bench.database.query('select type from letter_event where type like \'receipt.%\' order by type')
  t.strictSame(told.map(({ type }) => type), ['receipt.parked', ...fourTimes('receipt.quarantined')])
})

test('repeats and late comers change nothing and are acknowledged', async t => {
  const { bench, id, receipt, collect } = await aBed()
  const [delivery, opening] = [receipt(), receipt({ type: 'aapningskvittering' })]
  t.strictSame(await collect(opening, opening, delivery, delivery), { settled: ['applied', 'known', 'ignored', 'known'], left: 0 })
  t.equal((await statusOf(bench, id)).state, 'opened')
})

test('a message without an id is kept and passed over, and the one behind it is applied', async t => {
  const { bench, id, receipt, collect } = await aBed()
  t.match(await collect('garbage', receipt()), { left: 1 })
  t.equal((await statusOf(bench, id)).state, 'delivered')
})

test('a receipt by a signer whose certificate was taken back is quarantined', async t => {
  const { bench, id, receipt, collect } = await aBed(async () => { throw new GatewayError('ERR_CRYPTO_REVOKED', 'Cannot use the certificate: it was revoked') })
  t.strictSame(await collect(receipt()), { settled: ['quarantined'], left: 0 })
  t.equal((await statusOf(bench, id)).state, 'dispatched')
})

test('a receipt that was refused for want of trust is judged anew once it is parked by hand', async t => {
  const judging = { lacksPolicy: true }
  const { bench, id, receipt, collect } = await aBed(async () => {
    if (judging.lacksPolicy) throw new GatewayError('ERR_CRYPTO_CERTIFICATE', 'Cannot trust the certificate: it is issued under no policy we accept')
  })
  t.strictSame(await collect(receipt()), { settled: ['quarantined'], left: 0 })
  t.strictSame(await bench.journey.settleParked(10), { found: 0 })
  judging.lacksPolicy = false
  // As docs/operations.md has it.
  await bench.database.query('update receipt set state = \'parked\' where state = \'quarantined\' and why = \'ERR_RECEIPT_FORGED\'')
  t.strictSame(await bench.journey.settleParked(10), { found: 1 })
  t.equal((await statusOf(bench, id)).state, 'delivered')
})

test('a receipt that cannot be judged now is parked once, holds nobody up, and is applied later', async t => {
  const judging = { isDead: true }
  const { bench, id, receipt, collect } = await aBed(async () => {
    if (judging.isDead) throw new GatewayError('ERR_CRYPTO_REVOCATION_UNKNOWN', 'Cannot use the certificate: nobody says whether it was revoked')
  })
  const raw = receipt()
  t.strictSame(await collect(raw, raw), { settled: ['parked', 'parked'], left: 0 })
  t.strictSame(await bench.journey.settleParked(10), { found: 0 })
  judging.isDead = false
  t.strictSame(await bench.journey.settleParked(10), { found: 1 })
  t.equal((await statusOf(bench, id)).state, 'delivered')
  t.strictSame(await collect(raw), { settled: ['known'], left: 0 })
  const [row] = await bench.database.query('select state, kind, receipt_id from receipt')
  t.match(row, { state: 'applied', kind: 'delivery', receipt_id: String })
})
