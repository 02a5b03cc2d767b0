import { test } from 'tap'
import { errorTable, type ErrorCode } from '../../src/letter/error-table.ts'
import { reasonOf } from '../../src/letter/reason-sentences.ts'

/** Rooms whose errors reach a letter: what a step of it goes through. Receipts reach it by one code of their own. */
const ofLetters = /^ERR_(?:LOOKUP|MASKINPORTEN|ROUTE|SEAL|CRYPTO|XML|DISPATCH|QUEUE|STORE)_|^ERR_RECEIPT_MISSING$/

/** Codes of those rooms that no letter carries, and why. */
const ofNoLetter: Partial<Record<ErrorCode, string>> = {
  ERR_MASKINPORTEN_TOKEN: 'told to who shows us a token',
  ERR_STORE_STALE_CLAIM: 'the newer claim writes, this one nothing',
  ERR_STORE_LOCKED: 'stops the start'
}

const isCode = (name: string): name is ErrorCode => name in errorTable
const codes = Object.keys(errorTable).filter(isCode).filter(code => ofLetters.test(code) && ofNoLetter[code] === undefined)

/** What is said of a failure that has no name. */
const general = reasonOf('ERR_HTTP_INTERNAL').sentence

test('reasonOf() has a sentence for every code a letter can carry, in three languages', async t => {
  t.ok(codes.length > 30)
  for (const code of codes) {
    const { sentence } = reasonOf(code)
    t.not(sentence, general, code)
    for (const language of ['nb', 'nn', 'en'] as const) t.match(sentence[language], /^\p{Lu}.{10,}\.$/u, `${code} ${language}`)
  }
})

test('reasonOf() of what mends itself sends for nobody', async t => {
  for (const code of codes.filter(each => errorTable[each].family === 'retry')) t.notMatch(reasonOf(code).sentence.en, /must look|must be reported/, code)
  for (const code of ['ERR_STORE_FULL', 'ERR_STORE_UNAVAILABLE'] as const) t.match(reasonOf(code).sentence, { nb: /venter og prøves igjen/, en: /waits and is tried again/ })
})
