// How many pages a PDF has, as far as its bytes tell while they pass by: nothing is parsed and nothing kept.

/** Counts pages of bytes that come in pieces. */
export interface PageCounter {
  /** Sees the next piece. */
  see: (chunk: Uint8Array) => void
  /** The number of pages; undefined where the bytes seen do not tell it for certain. */
  pages: () => number | undefined
}

/** Room for the longest thing that is looked for, with some white space in it. */
const overlap = 32

/** Past so many types the document is no letter, and looking at each would be what a hostile caller wants. */
const mostTypes = 100_000

/**
 * Counts page objects (`/Type /Page`, ISO 32000-1 §7.7.3.3).
 *
 * They tell the number of pages only in a file that was written in one go (one `startxref`) and has no object streams (`/Type /ObjStm`), in which
 * pages can be hidden. Of all others nothing is told, and they are not looked at further.
 */
export function createPageCounter (): PageCounter {
  const counts: Counts = { types: 0, pages: 0, sections: 0, isCertain: true }
  let rest = Buffer.alloc(0)
  return {
    see: chunk => {
      if (!counts.isCertain) return
      const bytes = Buffer.concat([rest, chunk])
      const end = Math.max(0, bytes.length - overlap)
      count(counts, bytes, end)
      rest = Buffer.from(bytes.subarray(end))
    },
    pages: () => {
      const all = { ...counts }
      count(all, rest, rest.length)
      return all.isCertain && all.pages > 0 ? all.pages : undefined
    }
  }
}

interface Counts {
  types: number
  pages: number
  /** Of cross-references: each further one may replace pages. */
  sections: number
  isCertain: boolean
}

/** Counts what begins before `end`, until the number can no longer be certain. */
function count (counts: Counts, bytes: Buffer, end: number): void {
  counts.sections += placesOf('startxref', bytes, end).take(2).toArray().length
  if (counts.sections > 1) counts.isCertain = false
  if (!counts.isCertain) return
  for (const at of placesOf('/Type', bytes, end)) {
    const what = /^\/Type[\s\0]*\/(Page|ObjStm)(?![A-Za-z0-9])/.exec(bytes.subarray(at, at + overlap).toString('latin1'))?.[1]
    counts.types += 1
    if (what === 'Page') counts.pages += 1
    if (what === 'ObjStm' || counts.types > mostTypes) counts.isCertain = false
    if (!counts.isCertain) return
  }
}

function* placesOf (text: string, bytes: Buffer, end: number): Generator<number, undefined> {
  for (let at = bytes.indexOf(text, 0, 'latin1'); at !== -1 && at < end; at = bytes.indexOf(text, at + text.length, 'latin1')) yield at
}
