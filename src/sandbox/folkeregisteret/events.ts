import type { Population } from '../population/create-population.ts'

/** One entry of the register's event feed (*hendelse*), as it stands on the wire. */
export interface RegisterEvent {
  sekvensnummer: number
  hendelse: Record<'folkeregisteridentifikator' | 'hendelsetype' | 'hendelsesdokument' | 'persondokument' | 'ajourholdstidspunkt', string>
}

/** Fixed by the register (registries §2.6). */
const pageSize = 1000

/** The feed: what changed, numbered from 1 without gaps. */
export interface EventFeed {
  add (personId: string, types: readonly string[], at: Date): void
  /** From the given number on, that one included. */
  page (from: number): RegisterEvent[]
  last (): number
}

/** Starts an empty feed. Its content is made again from the ledger when the sandbox starts. */
export function createEventFeed (population: Population): EventFeed {
  const events: RegisterEvent[] = []
  return {
    add: (personId, types, at) => {
      const person = population.byId(personId)
      if (person === undefined) return
      for (const type of types) {
        const number = events.length + 1
        events.push({
          sekvensnummer: number,
          hendelse: {
            folkeregisteridentifikator: person.nationalIdentityNumber,
            hendelsetype: type,
            hendelsesdokument: `sandkasse-hendelse-${number}`,
            persondokument: `sandkasse-person-${number}`,
            ajourholdstidspunkt: at.toISOString()
          }
        })
      }
    },
    page: from => events.slice(Math.max(from, 1) - 1, Math.max(from, 1) - 1 + pageSize),
    last: () => events.length
  }
}
