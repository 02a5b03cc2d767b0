import { test } from 'tap'
import type { SubmittedDocument } from '../../src/journey/receive-documents.ts'
import { aFile, aJourney, aSubmission, statusOf, type TestJourney } from '../support/a-journey.ts'
import { wholeOf } from '../support/a-store.ts'
import { jsonLetter, letterInput, tinyPdf } from '../support/letter-input.ts'

/** How many rows there are of everything a call could leave. */
async function left ({ database }: TestJourney): Promise<unknown> {
  const [row] = await database.query(`select (select count(*) from letter)::int as letters, (select count(*) from content)::int as contents,
    (select count(*) from content_chunk)::int as chunks, (select count(*) from idempotency)::int as keys, (select count(*) from letter_event)::int as events`)
  return row
}

/** A document in whose middle something else happens: by then its call has the key. */
function aFileThat (happens: () => Promise<void>): SubmittedDocument {
  const content = async function* (): AsyncIterable<Uint8Array> {
    yield tinyPdf.subarray(0, 100)
    await happens()
    yield tinyPdf.subarray(100)
  }
  return { ...aFile(), content: content() }
}

const nothing = { letters: 0, contents: 0, chunks: 0, keys: 0, events: 0 }

async function codesOf (bench: TestJourney, changes: Parameters<typeof aSubmission>[0]): Promise<unknown[]> {
  const result = await bench.journey.accept(aSubmission(changes))
  return result.kind === 'refused' ? result.problems.map(({ code, field }) => [code, field]) : [result.kind]
}

test('accept() stores the letter, logs it and schedules its lookup', async t => {
  const bench = await aJourney()
  const result = await bench.journey.accept(aSubmission())
  t.match(result, { kind: 'created' })
  const letterId = result.kind === 'refused' ? '' : result.letterId
  t.match(await statusOf(bench, letterId), { state: 'received', acceptedAt: bench.clock.now, next: { step: 'lookup' } })
  t.match(await bench.events.ofLetter(letterId), [{ type: 'letter.received', data: { documents: 1, traceId: 'trace-1' } }])
  t.match(await bench.waitingRoom.waitingFor([letterId]), [{ letterId, step: 'lookup', channel: null, round: 0 }])
})

test('accept() keeps the document, and can give it back', async t => {
  const bench = await aJourney()
  const result = await bench.journey.accept(aSubmission())
  const letterId = result.kind === 'refused' ? '' : result.letterId
  const id = (await bench.records.contents.documentsOf(letterId)).get(0) ?? ''
  t.ok(tinyPdf.equals(await wholeOf(bench.records.contents.read({ id, letterId, kind: 'document', number: 0 }))))
})

test('accept() answers a repeat with the first answer, byte for byte, and makes nothing new', async t => {
  const bench = await aJourney()
  const first = await bench.journey.accept(aSubmission())
  const before = await left(bench)
  bench.clock.now = new Date(bench.clock.now.getTime() + 86_400_000)
  t.strictSame(await bench.journey.accept(aSubmission()), { ...first, kind: 'replayed' })
  t.strictSame(await left(bench), before)
})

test('accept() takes a repeat for the same letter whichever way its document came', async t => {
  const bench = await aJourney()
  await bench.journey.accept(aSubmission())
  t.match(await bench.journey.accept(aSubmission({ input: jsonLetter() })), { kind: 'replayed' })
})

const others: [string, Parameters<typeof aSubmission>[0], string[]][] = [
  ['title', { input: letterInput({ title: 'Another' }) }, ['/title']],
  ['class and reference', { input: letterInput({ class: 'important', reference: '2026/2' }) }, ['/class', '/reference']],
  ['field more', { input: letterInput({ openingReceipt: true }) }, ['/openingReceipt']],
  ['document', { files: [aFile(Buffer.from('%PDF-1.7 another %%EOF'))] }, ['/documents/0']]
]

for (const [what, changes, fields] of others) {
  test(`accept() refuses a used key with another ${what}, and names it`, async t => {
    const bench = await aJourney()
    await bench.journey.accept(aSubmission())
    const before = await left(bench)
    const told = await codesOf(bench, changes)
    t.strictSame(told.toSorted(), fields.map(field => ['ERR_INTAKE_KEY_REUSED', field]))
    t.strictSame(await left(bench), before)
  })
}

test('accept() lets two clients use the same key', async t => {
  const bench = await aJourney()
  t.match(await bench.journey.accept(aSubmission()), { kind: 'created' })
  t.match(await bench.journey.accept(aSubmission({ client: 'another' })), { kind: 'created' })
})

test('accept() tells a call that comes while the first is handled to wait, and harms neither', async t => {
  const bench = await aJourney()
  let second: unknown
  const files = [aFileThat(async () => { second = await codesOf(bench, {}) })]
  t.match(await bench.journey.accept(aSubmission({ files })), { kind: 'created' })
  t.strictSame(second, [['ERR_INTAKE_IN_FLIGHT', undefined]])
})

test('accept() of twenty identical calls at once makes one letter', async t => {
  const bench = await aJourney()
  const results = await Promise.all(Array.from({ length: 20 }, () => bench.journey.accept(aSubmission({ files: [aFile()] }))))
  t.equal(results.filter(({ kind }) => kind === 'created').length, 1)
  const refused = results.flatMap(result => result.kind === 'refused' ? result.problems.map(({ code }) => code) : [])
  t.ok(refused.every(code => code === 'ERR_INTAKE_IN_FLIGHT'))
  t.strictSame(await left(bench), { letters: 1, contents: 1, chunks: 1, keys: 1, events: 1 })
})

test('accept() gives the key to the next when a process died with it, and refuses the dead one\'s letter', async t => {
  const bench = await aJourney()
  let second: unknown
  const files = [aFileThat(async () => {
    bench.clock.now = new Date(bench.clock.now.getTime() + 120_001)
    second = await codesOf(bench, {})
  })]
  t.match(await bench.journey.accept(aSubmission({ files })), { kind: 'refused', problems: [{ code: 'ERR_INTAKE_IN_FLIGHT' }] })
  t.strictSame(second, ['created'])
  t.strictSame(await left(bench), { letters: 1, contents: 1, chunks: 1, keys: 1, events: 1 })
})

test('accept() of others goes on when one that commits with them has lost its key', async t => {
  const bench = await aJourney()
  const { idempotency } = bench.records
  const { answer } = idempotency
  idempotency.answer = (owner, ...rest) => owner.key === 'lost' ? Promise.resolve(false) : answer(owner, ...rest)
  const results = await Promise.all(['one', 'lost', 'two', 'three'].map(key => bench.journey.accept(aSubmission({ idempotencyKey: key }))))
  t.strictSame(results.map(({ kind }) => kind), ['created', 'refused', 'created', 'created'])
  t.strictSame(await left(bench), { letters: 3, contents: 3, chunks: 3, keys: 3, events: 3 })
})

test('accept() refuses a call whose key is in flight, whatever its letter is', async t => {
  const bench = await aJourney()
  const files = [aFileThat(async () => {
    t.strictSame(await codesOf(bench, { readLetter: () => Promise.reject(new Error('cannot be read')) }), [['ERR_INTAKE_IN_FLIGHT', undefined]])
  })]
  t.match(await bench.journey.accept(aSubmission({ files })), { kind: 'created' })
})

async function* broken (): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(Buffer.concat([tinyPdf, Buffer.alloc(600_000)]))
  throw new Error('the connection was cut')
}

test('accept() leaves nothing of a call whose stream breaks, and the key is free again', async t => {
  const bench = await aJourney()
  await t.rejects(bench.journey.accept(aSubmission({ files: [{ ...aFile(), content: broken() }] })), { message: 'the connection was cut' })
  t.strictSame(await left(bench), nothing)
  t.match(await bench.journey.accept(aSubmission()), { kind: 'created' })
})

test('accept() leaves nothing when the letter cannot be committed', async t => {
  const bench = await aJourney()
  bench.records.log = async () => { throw new Error('the database is down') }
  await t.rejects(bench.journey.accept(aSubmission()), { message: 'the database is down' })
  t.strictSame(await left(bench), nothing)
})

const refusals: [string, () => Parameters<typeof aSubmission>[0], unknown[]][] = [
  ['a letter with wrong fields', () => ({ input: letterInput({ title: '', class: 'junk' }) }),
    [['ERR_INTAKE_FIELD_INVALID', '/title'], ['ERR_INTAKE_FIELD_INVALID', '/class']]],
  ['what is no letter at all', () => ({ input: null }), [['ERR_INTAKE_FIELD_INVALID', '']]],
  ['a sender that is not the key\'s', () => ({ senders: ['922020175'] }), [['ERR_HTTP_FORBIDDEN', '/sender']]],
  ['a document that did not come', () => ({ files: [] }), [['ERR_INTAKE_DOCUMENT_MISSING', '/documents/0']]],
  ['a file nobody announced', () => ({ files: [aFile(), aFile(tinyPdf, 'more.pdf')] }), [['ERR_INTAKE_DOCUMENT_MISSING', '/documents']]],
  ['a file that came twice', () => ({ files: [aFile(), aFile()] }), [['ERR_INTAKE_DOCUMENT_MISSING', '/documents']]],
  ['an empty document', () => ({ files: [aFile(Buffer.alloc(0))] }), [['ERR_INTAKE_DOCUMENT_EMPTY', '/documents/0']]],
  ['a document that is not what it says', () => ({ files: [aFile(Buffer.from('PK'))] }), [['ERR_INTAKE_DOCUMENT_CONTENT', '/documents/0']]]
]

for (const [what, changes, expected] of refusals) {
  test(`accept() refuses ${what}, and leaves nothing of it`, async t => {
    const bench = await aJourney()
    t.strictSame((await codesOf(bench, changes())).toSorted(), expected.toSorted())
    t.strictSame(await left(bench), nothing)
  })
}

test('accept() stops reading a letter just past the limit, and leaves nothing of it', async t => {
  const bench = await aJourney()
  let read = 0
  async function* endless (): AsyncIterable<Uint8Array> {
    for (;;) { read += 1; yield await Promise.resolve(Buffer.alloc(read === 1 ? 1_000_000 : 43_500_000)) }
  }
  t.strictSame(await codesOf(bench, { files: [{ ...aFile(), content: endless() }] }), [['ERR_INTAKE_LETTER_TOO_LARGE', '/documents']])
  t.equal(read, 2)
  t.strictSame(await left(bench), nothing)
})
