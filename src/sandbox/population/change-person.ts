import { Type, type Static } from 'typebox'
import type { Person } from './person.ts'
import { address, dead, mailbox, protection, reserved, type Kit } from './traits.ts'
import { towns } from './words.ts'

/** What can happen to a person while a letter is on its way (`PATCH /sandbox/people/:id`). Fields that are left out stay as they are. */
export const personChangeSchema = Type.Object({
  isReserved: Type.Optional(Type.Boolean()),
  isDead: Type.Optional(Type.Boolean()),
  protection: Type.Optional(Type.Enum(['none', 'client', 'confidential', 'strictly-confidential'])),
  moveTo: Type.Optional(Type.Object({ street: Type.String({ minLength: 1, maxLength: 60 }), number: Type.String({ pattern: '^[0-9]{1,4}$' }) })),
  mailbox: Type.Optional(Type.Enum(['eboks', 'digipost', 'none'])),
  certificate: Type.Optional(Type.Enum(['valid', 'expired', 'missing', 'empty'])),
  isNotifiable: Type.Optional(Type.Boolean())
}, { additionalProperties: false })

/** A change as read from the request. */
export type PersonChange = Static<typeof personChangeSchema>

/**
 * Changes a person in place.
 *
 * @returns the event types Folkeregisteret tells of it (*hendelsetype*); KRR changes give none
 */
export function changePerson (person: Person, change: PersonChange, kit: Kit): string[] {
  changeContact(person, change, kit)
  const events: string[] = []
  if (change.isDead !== undefined) {
    dead(change.isDead ? 'plain' : 'annulled')(person, kit)
    if (!change.isDead) person.status = 'resident'
    events.push(change.isDead ? 'personErDoed' : 'endringIDoedsfall')
  }
  if (change.moveTo !== undefined) {
    const { street, number } = change.moveTo
    address('residence', ({ chance }) => ({ form: 'street', street, number, town: chance.pick(towns) }))(person, kit)
    events.push('endringIBostedsadresse')
  }
  if (change.protection !== undefined) {
    person.protection = 'none'
    protection(change.protection)(person, kit)
    events.push('endringIAdressebeskyttelse')
  }
  return events
}

/** What KRR knows of. A withdrawn reservation makes the person notifiable again. */
function changeContact (person: Person, change: PersonChange, kit: Kit): void {
  if (change.isReserved === true) reserved()(person, kit)
  if (change.isReserved === false) Object.assign(person.contact, { isReserved: false, isNotifiable: true, isFiltered: false })
  if (change.mailbox === 'none') delete person.contact.mailbox
  else if (change.mailbox !== undefined) mailbox(change.mailbox)(person, kit)
  if (change.certificate !== undefined && person.contact.mailbox !== undefined) person.contact.mailbox.certificate = change.certificate
  if (change.isNotifiable !== undefined) person.contact.isNotifiable = change.isNotifiable
}
