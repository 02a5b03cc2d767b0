import type { EventFeed } from '../folkeregisteret/events.ts'
import { changePerson, type PersonChange } from '../population/change-person.ts'
import { seeded } from '../population/seeded.ts'
import type { World } from '../world.ts'

/** Changes people while letters are on their way. */
export interface ChangePeople {
  /** Changes the person, writes it down, and tells it in Folkeregisteret's feed. */
  change (id: string, change: PersonChange): Promise<void>
  /** Makes every change of the ledger again, in order. */
  replay (): void
}

/** Joins population, ledger and event feed. */
export function createChangePeople ({ population, ledger, clock }: World, feed: EventFeed): ChangePeople {
  const apply = (id: string, change: PersonChange, at: Date): void => {
    const person = population.byId(id)
    if (person === undefined) return
    const index = population.people.indexOf(person)
    // Seeded by person and moment, so that a replay draws the same town.
    feed.add(id, changePerson(person, change, { chance: seeded(index + at.getTime()), today: at, index }), at)
  }
  return {
    change: async (id, change) => {
      const at = clock.now()
      apply(id, change, at)
      await ledger.record({ kind: 'person', id, change, at: at.toISOString() })
    },
    replay: () => { for (const { id, change, at } of ledger.state.changes) apply(id, change, new Date(at)) }
  }
}
