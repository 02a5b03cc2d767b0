import { Type, type Static } from 'typebox'
import type { Person } from './person.ts'
import { abroad, address, dead, estateOf, mailbox, protection, reserved, type Kit } from './traits.ts'
import { towns } from './words.ts'

/** What can happen to a person while a letter is on its way (`PATCH /sandbox/people/:id`). Fields that are left out stay as they are. */
export const personChangeSchema = Type.Object({
  isReserved: Type.Optional(Type.Boolean()),
  /** `false` takes a death back, and with it the contact for the estate. */
  isDead: Type.Optional(Type.Boolean()),
  estate: Type.Optional(Type.Enum(['person', 'lawyer', 'organization', 'none'])),
  status: Type.Optional(Type.Enum([
    'resident', 'emigrated', 'disappeared', 'ceased', 'birth-registered', 'temporary', 'inactive', 'not-resident', 'active'
  ])),
  /** Gets another number; the one until now is superseded. */
  isRenumbered: Type.Optional(Type.Literal(true)),
  hasFalseIdentity: Type.Optional(Type.Boolean()),
  /** No register knows the person any more, or all know again. */
  isUnknown: Type.Optional(Type.Boolean()),
  protection: Type.Optional(Type.Enum(['none', 'client', 'confidential', 'strictly-confidential'])),
  moveTo: Type.Optional(Type.Object({ street: Type.String({ minLength: 1, maxLength: 60 }), number: Type.String({ pattern: '^[0-9]{1,4}$' }) })),
  /** Where the person wants post, whatever the home is. */
  postal: Type.Optional(Type.Enum(['box', 'abroad', 'none'])),
  mailbox: Type.Optional(Type.Enum(['eboks', 'digipost', 'none'])),
  certificate: Type.Optional(Type.Enum(['valid', 'expired', 'missing', 'empty'])),
  isNotifiable: Type.Optional(Type.Boolean())
}, { additionalProperties: false })

/** A change as read from the request. */
export type PersonChange = Static<typeof personChangeSchema>

/** What the registers tell of a change. */
export interface ChangeNews {
  /** Event types of Folkeregisteret (*hendelsetype*). */
  events: string[]
  /** KRR has it among its changes. */
  isInContactRegister: boolean
}

const statusEvents: Readonly<Partial<Record<Person['status'], string>>> = {
  resident: 'personErBosatt', emigrated: 'personErUtflyttet', ceased: 'personErOpphoert'
}

/** Changes a person in place, but for the number: only the population knows which are free. */
export function changePerson (person: Person, change: PersonChange, kit: Kit): ChangeNews {
  const before = JSON.stringify(person.contact)
  changeContact(person, change, kit)
  const events = [...changeLife(person, change, kit), ...changeIdentity(person, change), ...changeAddresses(person, change, kit)]
  const isInContactRegister = JSON.stringify(person.contact) !== before || change.isUnknown !== undefined || change.isRenumbered === true
  return { events, isInContactRegister }
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

function changeLife (person: Person, { isDead, estate, status }: PersonChange, kit: Kit): string[] {
  const events: string[] = []
  if (isDead !== undefined) {
    dead(isDead ? 'plain' : 'annulled')(person, kit)
    events.push(isDead ? 'personErDoed' : 'endringIDoedsfall')
  }
  if (isDead === false) {
    person.status = 'resident'
    delete person.estate
  }
  if (estate !== undefined) {
    if (estate === 'none') delete person.estate
    else person.estate = estateOf(estate, kit)
    events.push('endringIKontaktopplysningerForDoedsbo')
  }
  if (status !== undefined) {
    person.status = status
    events.push(statusEvents[status] ?? 'endringIStatus')
  }
  return events
}

function changeIdentity (person: Person, { hasFalseIdentity, isUnknown }: PersonChange): string[] {
  const events: string[] = []
  if (hasFalseIdentity !== undefined) {
    person.hasFalseIdentity = hasFalseIdentity
    events.push('endringIFalskIdentitet')
  }
  if (isUnknown !== undefined) {
    person.isUnknown = isUnknown
    events.push(isUnknown ? 'personErOpphoert' : 'personErReaktivert')
  }
  return events
}

function changeAddresses (person: Person, change: PersonChange, kit: Kit): string[] {
  const events: string[] = []
  if (change.moveTo !== undefined) {
    const { street, number } = change.moveTo
    address('residence', ({ chance }) => ({ form: 'street', street, number, town: chance.pick(towns) }))(person, kit)
    events.push('endringIBostedsadresse')
  }
  if (change.postal !== undefined) {
    changePostal(person, change.postal, kit)
    events.push('endringIKontaktinformasjon')
  }
  if (change.protection !== undefined) {
    person.protection = 'none'
    events.push('endringIAdressebeskyttelse')
  }
  // A protected person's new home is protected too.
  if (change.protection !== undefined || change.moveTo !== undefined) protection(change.protection ?? person.protection)(person, kit)
  return events
}

function changePostal (person: Person, postal: 'box' | 'abroad' | 'none', kit: Kit): void {
  delete person.postal
  delete person.postalAbroad
  if (postal === 'box') address('postal', ({ chance, index }) => ({ form: 'box', box: String(1000 + index), town: chance.pick(towns) }))(person, kit)
  if (postal === 'abroad') address('postalAbroad', abroad)(person, kit)
}
