/** The longest title a manifest takes (sdp-manifest.xsd). */
const maxLength = 255

/**
 * The titles of a letter's documents with a number behind those that stand there already: `Vedlegg`, `Vedlegg (2)`.
 *
 * e-Boks refuses a letter in which a name stands twice (`SBD:5023`), and a citizen cannot tell such documents apart anyway. Cases are not told
 * apart, as some systems do not.
 */
export function distinctTitles (titles: readonly string[]): string[] {
  const taken = new Set<string>()
  return titles.map(title => {
    let distinct = title
    for (let count = 2; taken.has(asCompared(distinct)); count += 1) distinct = numbered(title, count)
    taken.add(asCompared(distinct))
    return distinct
  })
}

function asCompared (title: string): string {
  return title.normalize('NFKC').toLowerCase()
}

/** Cut by whole characters where it would get too long. */
function numbered (title: string, count: number): string {
  const suffix = ` (${count})`
  return `${Array.from(title).slice(0, maxLength - suffix.length).join('')}${suffix}`
}
