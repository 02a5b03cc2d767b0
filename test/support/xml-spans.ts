/** Where one element stands in a text. */
export interface Span {
  name: string
  start: number
  contentStart: number
  contentEnd: number
  end: number
}

/** Every element of a well-formed text without comments, CDATA and processing instructions, in the order of their end tags. */
export function spansOf (xml: string): Span[] {
  const open: Pick<Span, 'name' | 'start' | 'contentStart'>[] = []
  const found: Span[] = []
  for (const { 0: tag, 1: slash, 2: name = '', index } of xml.matchAll(/<(\/?)([\w:]+)(?:[^>"']|"[^"]*"|'[^']*')*>/g)) {
    const end = index + tag.length
    if (tag.endsWith('/>')) found.push({ name, start: index, contentStart: end, contentEnd: end, end })
    else if (slash === '') open.push({ name, start: index, contentStart: end })
    else found.push({ ...open.pop() ?? { name: '', start: 0, contentStart: 0 }, contentEnd: index, end })
  }
  return found
}

/** The text of an element, tags included. */
export function textOf (xml: string, { start, end }: Span): string {
  return xml.slice(start, end)
}

/** The text with something put in at a place. */
export function inserted (xml: string, at: number, what: string): string {
  return xml.slice(0, at) + what + xml.slice(at)
}

/** The text without an element. */
export function removed (xml: string, { start, end }: Span): string {
  return xml.slice(0, start) + xml.slice(end)
}

/** The text with one character's lowest bit turned: another character, still one that XML can carry. */
export function turned (xml: string, at: number): string {
  return xml.slice(0, at) + String.fromCharCode(xml.charCodeAt(at) ^ 1) + xml.slice(at + 1)
}

/** Base64 with one bit of what it means turned. */
export function turnedBase64 (base64: string, byte: number): string {
  const bytes = Buffer.from(base64, 'base64')
  bytes[byte % bytes.length] = (bytes[byte % bytes.length] ?? 0) ^ 1
  return bytes.toString('base64')
}
