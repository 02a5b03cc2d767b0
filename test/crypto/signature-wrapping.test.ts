// Every element of a good signature is taken away, doubled, moved, renamed and emptied, one at a time. None of it may be accepted.
import { createHash } from 'node:crypto'
import { test } from 'tap'
import { signXades } from '../../src/crypto/sign-xades.ts'
import { verifyXades } from '../../src/crypto/verify-xades.ts'
import { testParty } from '../support/test-certificates.ts'

const { signer, trust } = await testParty('sender')
const files = new Map([['manifest.xml', Buffer.from('<manifest/>')], ['document-0.txt', Buffer.from('text')]])
const toSign = Array.from(files, ([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
const honest = (await signXades(toSign, signer, new Date())).toString()

interface Span { name: string, start: number, contentStart: number, contentEnd: number, end: number }

/** Where each element stands. The signature is canonical, so no tag closes itself and no value holds a bracket. */
function spans (xml: string): Span[] {
  const open: Pick<Span, 'name' | 'start' | 'contentStart'>[] = []
  const found: Span[] = []
  for (const { 0: tag, 1: slash, 2: name = '', index } of xml.matchAll(/<(\/?)([\w:]+)[^>]*>/g)) {
    if (slash === '') open.push({ name, start: index, contentStart: index + tag.length })
    else found.push({ ...open.pop() ?? { name: '', start: 0, contentStart: 0 }, contentEnd: index, end: index + tag.length })
  }
  return found
}

function accepted (xml: string): boolean {
  try {
    verifyXades(Buffer.from(xml), files, trust, new Date())
    return true
  } catch {
    return false
  }
}

/** KeyInfo is not signed: what it holds is only a hint to the chain, which is proved by itself. */
const signedSpans = spans(honest).filter(({ start }) => start < honest.indexOf('<KeyInfo>') || start > honest.indexOf('</KeyInfo>'))
const whole = (span: Span): string => honest.slice(span.start, span.end)
const without = (span: Span): string => honest.slice(0, span.start) + honest.slice(span.end)

function survivors (change: (span: Span) => string): string[] {
  return signedSpans.filter(span => change(span) !== honest && accepted(change(span))).map(({ name }) => name)
}

test('verifyXades() accepts the signature that the changes below start from', t => {
  t.ok(accepted(honest))
  t.equal(signedSpans.length, 35)
  t.end()
})

test('verifyXades() refuses a signature without any one of its elements', t => {
  t.same(survivors(without), [])
  t.end()
})

test('verifyXades() refuses a signature with any one of its elements doubled, also under another Id', t => {
  t.same(survivors(span => honest.slice(0, span.end) + whole(span) + honest.slice(span.end)), [])
  t.same(survivors(span => honest.slice(0, span.start) + whole(span).replaceAll('Id="', 'Id="other') + honest.slice(span.start)), [])
  t.end()
})

test('verifyXades() refuses a signature with any one of its elements moved to the root, to KeyInfo or into an Object of its own', t => {
  const moved = (before: string) => (span: Span): string => {
    return whole(span).includes(before) ? honest : without(span).replace(before, () => whole(span) + before)
  }
  t.same(survivors(moved('</XAdESSignatures>')), [])
  t.same(survivors(moved('</KeyInfo>')), [])
  t.same(survivors(span => without(span).replace('</Signature>', () => `<Object>${whole(span)}</Object></Signature>`)), [])
  t.end()
})

test('verifyXades() refuses a signature with a copy of any element hidden in KeyInfo while the original is changed', t => {
  const hidden = (span: Span): string => {
    const changed = `${honest.slice(0, span.contentStart)}x${honest.slice(span.contentStart)}`
    return changed.replace('</KeyInfo>', () => `${whole(span)}</KeyInfo>`)
  }
  t.same(survivors(hidden), [])
  t.end()
})

test('verifyXades() refuses a signature with any one of its elements renamed, emptied or given an attribute', t => {
  t.same(survivors(span => `${honest.slice(0, span.start)}<x>${honest.slice(span.contentStart, span.contentEnd)}</x>${honest.slice(span.end)}`), [])
  t.same(survivors(span => honest.slice(0, span.contentStart) + honest.slice(span.contentEnd)), [])
  // Only below what is signed: the two outermost elements and the value's own tag carry nothing that is read.
  const unsigned = new Set(['XAdESSignatures', 'Signature', 'SignatureValue', 'Object', 'QualifyingProperties'])
  t.same(survivors(({ contentStart }) => `${honest.slice(0, contentStart - 1)} x="y">${honest.slice(contentStart)}`).filter(name => !unsigned.has(name)), [])
  t.end()
})
