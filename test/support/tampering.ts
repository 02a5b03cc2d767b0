// Every way to spoil a signed file that the tests try: each gives named, spoiled copies of an honest one. None of them may be accepted.
import { inserted, removed, spansOf, textOf, turned, turnedBase64, type Span } from './xml-spans.ts'

/** One spoiled copy. */
export interface Spoiled {
  what: string
  xml: string
}

/** How many characters of each text or value are turned, spread over its length. */
const turnsEach = 3
/** How many bytes of a signature value are turned, spread over its length. */
const turnsOfValue = 16

/** Turns characters in every text and every attribute value of the given elements; what a declaration says is one, too. */
export function* changedContent (xml: string, elements: readonly Span[]): Generator<Spoiled> {
  for (const { name, start, contentStart, end } of elements) {
    for (const { 1: value = '', index } of xml.slice(start, contentStart).matchAll(/="([^"]*)"/g)) {
      for (const at of spread(value.length)) yield { what: `value in ${name}`, xml: turned(xml, start + index + 2 + at) }
    }
    const text = /^[^<]+/.exec(xml.slice(contentStart, end))?.[0] ?? ''
    for (const at of spread(text.length)) yield { what: `text in ${name}`, xml: turned(xml, contentStart + at) }
  }
}

/** Turns bits of what the signature value means. */
export function* changedSignatureValue (xml: string): Generator<Spoiled> {
  const found = /(<(?:\w+:)?SignatureValue[^>]*>)([^<]+)/.exec(xml)
  for (let turn = 0; found !== null && turn < turnsOfValue; turn++) {
    const value = turnedBase64((found[2] ?? '').replaceAll(/&#13;|\s/g, ''), turn * 17)
    yield { what: 'signature value', xml: xml.replace(found[0], () => `${found[1] ?? ''}${value}`) }
  }
}

/** Puts other certificates in place of the one that was signed with, and leaves it out. */
export function* swappedCertificate (xml: string, others: readonly string[]): Generator<Spoiled> {
  const [first] = /<(?:\w+:)?X509Certificate>[^<]+<\/(?:\w+:)?X509Certificate>/.exec(xml) ?? ['']
  for (const other of others) yield { what: 'certificate swapped', xml: xml.replace(first, () => first.replace(/>[^<]+</, () => `>${other}<`)) }
  yield { what: 'certificate left out', xml: xml.replace(first, '') }
}

/** Takes each element away, doubles it, and moves it to each of the places. */
export function* movedElements (xml: string, elements: readonly Span[], places: readonly string[]): Generator<Spoiled> {
  for (const span of elements) {
    const text = textOf(xml, span)
    yield { what: `${span.name} removed`, xml: removed(xml, span) }
    yield { what: `${span.name} doubled`, xml: inserted(xml, span.end, text) }
    for (const place of places) {
      if (text.includes(place)) continue
      const moved = removed(xml, span).replace(place, () => place.startsWith('</') ? text + place : place + text)
      if (moved !== xml) yield { what: `${span.name} moved to ${place}`, xml: moved }
    }
  }
}

/** Gives one Id to two elements, in all spellings that readers take for an Id. */
export function* doubledIds (xml: string, elements: readonly Span[]): Generator<Spoiled> {
  const [first, ...rest] = elements
  for (const [index, other] of rest.entries()) {
    if (first === undefined) return
    const spelling = ['Id', 'ID', 'id'][index % 3] ?? 'Id'
    // From the back, so that the first place is still where it was.
    const [later, earlier] = first.start > other.start ? [first, other] : [other, first]
    const once = inserted(xml, nameEnd(later), ` ${spelling}="twice"`)
    yield { what: `Id of ${first.name} and ${other.name}`, xml: inserted(once, nameEnd(earlier), ' Id="twice"') }
  }
}

/** Puts a comment or a processing instruction before, into and after each element. */
export function* remarks (xml: string, elements: readonly Span[]): Generator<Spoiled> {
  for (const [index, { name, start, contentStart, end }] of elements.entries()) {
    const remark = index % 2 === 0 ? '<!-- x -->' : '<?x y?>'
    const at = [start, contentStart, end][index % 3] ?? start
    yield { what: `${remark} at ${name}`, xml: inserted(xml, at, remark) }
  }
}

function nameEnd ({ start, name }: Span): number {
  return start + 1 + name.length
}

function spread (length: number): number[] {
  return [...new Set(Array.from({ length: Math.min(turnsEach, length) }, (_, turn) => Math.floor(turn * (length - 1) / Math.max(1, turnsEach - 1))))]
}

/** The elements of a document, without one of them and all that is in it. */
export function elementsOutside (xml: string, name: RegExp): Span[] {
  const all = spansOf(xml)
  const excluded = all.filter(span => name.test(span.name))
  return all.filter(({ start, end }) => !excluded.some(one => start >= one.start && end <= one.end))
}
