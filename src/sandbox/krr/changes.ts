/** KRR's change feed (*hentEndringer*): who changed, numbered from 1 without gaps. */
export interface ContactChanges {
  /** Notes a change of a person, by opaque id. */
  add (personId: string): void
  /** After the given number, that one not included; each person once. */
  page (after: number): { people: string[], last: number }
  latest (): number
}

/** Most changes KRR gives in one answer. */
const pageSize = 1000

/** Starts an empty feed. Its content is made again from the ledger when the sandbox starts. */
export function createContactChanges (): ContactChanges {
  const changed: string[] = []
  return {
    add: personId => { changed.push(personId) },
    page: after => {
      const page = changed.slice(after, after + pageSize)
      return { people: [...new Set(page)], last: after + page.length }
    },
    latest: () => changed.length
  }
}
