// Which people the population has: one row a case, with how many of them. Names of cases are used by tests, README and /sandbox/people.
import type { Place, Town } from './person.ts'
import {
  abroad, address, contact, dead, dNumber, estateWith, falseIdentity, krrStatus, language, leftResidence, mailbox,
  noResidence, only, protection, reserved, sharedContact, stale,
  status, street, unknown, type Kit, type Trait
} from './traits.ts'
import { streets, towns } from './words.ts'

/** One case of the population. */
export interface PopulationCase {
  name: string
  count: number
  traits: readonly Trait[]
  /** Numbers of another kind than the ordinary. */
  number?: 'd-number' | 'minor' | 'superseded'
}

const row = (name: string, count: number, ...traits: Trait[]): PopulationCase => ({ name, count, traits })

/** Street whose letters come back to the print shop. */
export const returningStreet = 'Returvegen'

/** The population. */
export const cases: readonly PopulationCase[] = [
  row('eboks-plain', 480, mailbox('eboks')),
  row('digipost-plain', 420, mailbox('digipost')),
  row('no-mailbox', 260),
  row('not-registered', 140, krrStatus('not-registered')),
  row('krr-deleted', 20, krrStatus('deleted')),
  row('reserved', 90, mailbox('eboks'), reserved()),
  row('reserved-no-mailbox', 40, reserved()),
  row('reserved-hidden', 20, mailbox('digipost'), reserved(true)),

  row('eboks-email-only', 30, mailbox('eboks'), only('email')),
  row('digipost-mobile-only', 30, mailbox('digipost'), only('mobile')),
  row('eboks-not-notifiable', 20, mailbox('eboks'), only('nothing')),
  row('eboks-stale-contact', 20, mailbox('eboks'), stale('both')),
  row('digipost-stale-email', 20, mailbox('digipost'), stale('email')),
  row('eboks-stale-mobile', 20, mailbox('eboks'), stale('mobile')),
  row('digipost-hour-offset', 30, mailbox('digipost'), contact({ timestamps: 'hour-offset' })),
  row('eboks-shared-contact', 10, mailbox('eboks'), sharedContact),
  row('eboks-nynorsk', 30, mailbox('eboks'), language('nn')),
  row('digipost-english', 20, mailbox('digipost'), language('en')),
  row('eboks-sami', 10, mailbox('eboks'), language('se')),
  row('digipost-no-language', 10, mailbox('digipost'), language(undefined)),

  row('eboks-certificate-missing', 10, mailbox('eboks', { certificate: 'missing' })),
  row('digipost-certificate-expired', 10, mailbox('digipost', { certificate: 'expired' })),
  row('mailbox-empty-strings', 10, mailbox('eboks', { certificate: 'empty', address: '' })),
  row('mailbox-unknown-operator', 5, mailbox('unknown-operator')),
  row('eboks-closed', 5, mailbox('eboks', { behavior: 'closed' })),
  row('digipost-breaks', 5, mailbox('digipost', { behavior: 'breaks' })),
  row('eboks-notice-fails', 5, mailbox('eboks', { behavior: 'notice-fails' })),

  row('protection-client', 10, mailbox('eboks'), protection('client')),
  row('protection-client-paper', 10, protection('client')),
  row('protection-confidential', 10, mailbox('digipost'), protection('confidential')),
  row('protection-confidential-paper', 10, protection('confidential')),
  row('protection-strict', 10, mailbox('eboks'), protection('strictly-confidential')),
  row('protection-strict-postal', 10, protection('strictly-confidential', 'with-postal')),
  row('protection-strict-no-postal', 10, protection('strictly-confidential')),

  row('dead', 20, dead('plain')),
  row('dead-with-mailbox', 10, mailbox('eboks'), dead('plain')),
  row('dead-estate-person', 10, dead('person')),
  row('dead-estate-lawyer', 10, dead('lawyer')),
  row('dead-estate-organization', 10, dead('organization')),
  row('dead-annulled', 5, mailbox('digipost'), dead('annulled')),

  { name: 'superseded-number', count: 10, traits: [mailbox('eboks')], number: 'superseded' },
  { name: 'minor', count: 20, traits: [krrStatus('not-registered')], number: 'minor' },
  { name: 'd-number', count: 20, traits: [dNumber], number: 'd-number' },
  { name: 'd-number-mailbox', count: 10, traits: [dNumber, mailbox('digipost')], number: 'd-number' },
  row('ceased', 5, status('ceased')),
  row('disappeared', 5, status('disappeared')),
  row('birth-registered', 5, status('birth-registered'), krrStatus('not-registered')),
  row('temporary', 5, status('temporary')),
  row('inactive', 5, status('inactive')),
  row('not-resident', 5, status('not-resident')),
  row('active', 5, status('active')),
  row('false-identity', 5, falseIdentity),
  row('unknown', 20, unknown),

  row('emigrated-mailbox', 10, mailbox('eboks'), status('emigrated'), noResidence),
  row('emigrated-foreign-postal', 10, status('emigrated'), noResidence, address('postalAbroad', abroad)),
  row('emigrated-no-address', 5, status('emigrated'), noResidence),
  row('foreign-postal', 10, address('postalAbroad', abroad)),
  row('foreign-postal-lines', 10, address('postalAbroad', () => ({ form: 'abroad-lines', lines: ['Teststraße 7', '10115 BERLIN'], country: 'DE' }))),
  row('postal-box', 10, address('postal', ({ chance, index }) => ({ form: 'box', owner: 'KUBBE AS', box: String(index), town: chance.pick(towns) }))),
  row('postal-lines', 10, address('postal', ({ chance }) => ({ form: 'lines', lines: ['v/ Prøvegarden', 'Testgrenda'], town: chance.pick(towns) }))),
  row('postal-street', 10, address('postal', street)),
  row('stay-street', 10, address('stay', street)),
  row('stay-abroad', 5, address('stay', abroad)),
  row('stay-elsewhere', 5, address('stay', () => ({ form: 'elsewhere', where: 'militaer' }))),
  row('stay-unknown', 5, address('stay', () => ({ form: 'nowhere' }))),
  row('shared-residence', 5, address('shared', street)),
  row('care-of', 10, address('residence', kit => ({ ...detailedStreet(kit), careOf: 'c/o STADIG PRØVEVERT' }))),
  row('cadastre-address', 10, address('residence', ({ chance, index }) =>
    ({ form: 'cadastre', farm: 10 + index % 90, holding: 1 + index % 9, extra: 'PRØVEGARDEN', town: chance.pick(towns) }))),
  row('cadastre-bare', 5, address('residence', ({ chance, index }) =>
    ({ form: 'cadastre', farm: 10 + index % 90, holding: 1 + index % 9, town: chance.pick(towns) }))),
  row('returned-post', 10, address('residence', kit => ({ ...detailedStreet(kit), street: returningStreet }))),
  row('unknown-residence', 10, address('residence', ({ chance }) => ({ form: 'unknown', town: chance.pick(towns) }))),
  row('no-address', 10, noResidence),
  row('left-residence', 5, leftResidence),

  // New cases come last: people are drawn one after another, so a row in between would give everybody after it another number.
  { name: 'minor-mailbox', count: 10, traits: [mailbox('digipost')], number: 'minor' },
  row('false-identity-mailbox', 5, mailbox('eboks'), falseIdentity),
  row('disappeared-mailbox', 5, mailbox('eboks'), status('disappeared')),
  row('inactive-mailbox', 5, mailbox('digipost'), status('inactive')),
  row('not-resident-mailbox', 5, mailbox('eboks'), status('not-resident')),
  row('temporary-mailbox', 5, mailbox('digipost'), status('temporary')),
  row('emigrated-postal', 5, status('emigrated'), noResidence, address('postal', street)),
  row('dead-estate-by-number', 5, dead('person'), estateWith({ isByNumber: true })),
  row('dead-estate-abroad', 5, dead('lawyer'), estateWith({ country: 'SWE' })),
  row('protection-client-postal', 5, protection('client'), address('postal', street)),
  row('stay-abroad-alpha-3', 5, address('stay', kit => ({ ...abroad(kit), country: 'GBR' }))),
  row('postal-abroad-in-norway', 5, address('postalAbroad', ({ chance }) => inNorway(chance.pick(towns)))),
  row('postal-many-lines', 5, address('postal', ({ chance }) =>
    ({ form: 'lines', lines: ['v/ Prøvegarden', 'Inngang B', '3. etasje', 'Rom 14', 'Testgrenda'], town: chance.pick(towns) }))),
  row('postal-without-code', 5, noResidence, address('postal', ({ chance }) => ({ form: 'lines', lines: ['Testgrenda'], town: { ...chance.pick(towns), postalCode: '' } }))),
  row('stay-elsewhere-only', 5, noResidence, address('stay', () => ({ form: 'elsewhere', where: 'utenriks' })))
]

/** Seen in data: a domestic address among those abroad, its country in either length. */
function inNorway (town: Town): Place {
  return { form: 'abroad', street: 'Hjemgata 1', postalCode: town.postalCode, city: town.city, country: 'NOR' }
}

/** House number with a letter. */
function detailedStreet ({ chance }: Kit): Extract<Place, { form: 'street' }> {
  return { form: 'street', street: chance.pick(streets), number: String(1 + chance.below(40)), letter: 'B', town: chance.pick(towns) }
}
