import type { EventFeed } from '../folkeregisteret/events.ts'
import type { ContactChanges } from '../krr/changes.ts'
import { changePerson, type PersonChange } from '../population/change-person.ts'
import { seeded } from '../population/seeded.ts'
import type { World } from '../world.ts'

/** Changes people while letters are on their way. */
export interface ChangePeople {
  /** Changes the person, writes it down, and tells it in the registers' feeds. */
  change (id: string, change: PersonChange): Promise<void>
  /** Makes every change of the ledger again, in order. */
  replay (): void
}

/** Where changes are told. */
export interface Feeds { feed: EventFeed, contactChanges: ContactChanges }

/** Joins population, ledger and the two feeds. */
export function createChangePeople ({ population, ledger, clock }: World, { feed, contactChanges }: Feeds): ChangePeople {
  const apply = (id: string, change: PersonChange, at: Date): void => {
    const person = population.byId(id)
    if (person === undefined) return
    const index = population.people.indexOf(person)
    // Seeded by person and moment, so that a replay draws the same town and the same number.
    const chance = seeded(index + at.getTime())
    if (change.isRenumbered === true) {
      // Told under both numbers: a caller may know either.
      feed.add(id, ['endringIIdentifikasjonsnummer'], at)
      population.renumber(id, chance)
      feed.add(id, ['endringIIdentifikasjonsnummer'], at)
    }
    const { events, isInContactRegister } = changePerson(person, change, { chance, today: at, index })
    feed.add(id, events, at)
    if (isInContactRegister) contactChanges.add(id)
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
