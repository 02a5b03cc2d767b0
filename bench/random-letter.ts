// Letters as different as letters get, the same ones for the same seed.
import { createHash } from 'node:crypto'
import type { Content } from '../test/support/sealed-letter.ts'

const types = ['application/pdf', 'text/plain', 'text/html', 'image/png', 'application/ehf+xml', 'application/octet-stream']
const pieces = ['Vedtak', ' om ', 'søknad', ' & ', '<klage>', '"', '\'', '\t', 'æøå', 'Čáhci', '\u{1F4EE}', '\u202e', ']]>', ' 1 + 1 = 2 ', '\r\n', '中文']

/** A source of numbers below a limit, by hashing a counter. */
export function numbersFrom (seed: string): (below: number) => number {
  let counter = 0
  return below => createHash('sha256').update(`${seed}/${counter++}`).digest().readUInt32BE(0) % below
}

/** Documents with random titles, types, counts and sizes: mostly some kilobytes, at times none of it shrinks, at times all of it does. */
export function randomContents (seed: string): Content[] {
  const number = numbersFrom(seed)
  const count = number(20) === 0 ? 1 + number(201) : 1 + number(5)
  return Array.from({ length: count }, () => ({
    bytes: randomBytes(number),
    title: Array.from({ length: 1 + number(8) }, () => pieces[number(pieces.length)] ?? '').join(''),
    mediaType: types[number(types.length)] ?? 'text/plain'
  }))
}

function randomBytes (number: (below: number) => number): Uint8Array {
  const size = number(50) === 0 ? 1 + number(400_000) : 1 + number(20_000)
  const noise = Buffer.alloc(size)
  for (let at = 0; at < size; at += 32) createHash('sha256').update(`${at}/${size}`).digest().copy(noise, at)
  return number(2) === 0 ? noise : Buffer.alloc(size, 'the same words again and again ')
}
