// Who may have a letter at all: the first half of the rule table. What passes it is tried for a digital mailbox.
import type { PersonStatus } from '../letter/recipient-facts.ts'
import { hasDutyToNotify } from './duty.ts'
import type { Rule } from './rule.ts'
import type { View } from './view.ts'

/** What a matching rule leads to. `paper` is then tried against the paper rules. */
export type RuleOutcome = 'mailbox' | 'paper' | 'needs_decision' | 'undeliverable'

/**
 * Neither clearly here nor clearly gone: no automatic sending, a person looks (registries.md §2.5). Not among them: `temporary`, the usual
 * status of those with a D-number, "regarded as active in Norwegian society" (Skatteetaten, "Informasjonsfelter og statuskoder").
 */
const uncertainStatuses: ReadonlySet<PersonStatus | 'unknown' | null> = new Set<PersonStatus>([
  'disappeared', 'inactive', 'not-resident', 'birth-registered', 'ceased', 'other'
])

const hasDied = (view: View): boolean => view.isDead || view.personStatus === 'dead'

/** Rows about the recipient. */
export const recipientRules: readonly Rule<RuleOutcome>[] = [
  {
    id: 'bare-address',
    outcome: 'paper',
    source: 'The case system gave a postal address and no person',
    matches: view => view.recipient === 'address',
    sentence: {
      nb: 'Brevet er adressert til en postadresse og sendes på papir.',
      nn: 'Brevet er adressert til ei postadresse og blir sendt på papir.',
      en: 'The letter is addressed to a postal address and goes on paper.'
    }
  },
  {
    id: 'organization',
    outcome: 'paper',
    source: 'docs/channels.md: there is no digital channel to organizations yet',
    matches: view => view.recipient === 'organization',
    sentence: {
      nb: 'Brevet er til en organisasjon og sendes på papir.',
      nn: 'Brevet er til ein organisasjon og blir sendt på papir.',
      en: 'The letter is for an organization and goes on paper.'
    }
  },
  {
    id: 'unknown-person',
    outcome: 'undeliverable',
    source: 'registries.md §2.5, "404"',
    matches: view => view.personStatus === 'unknown',
    sentence: {
      nb: 'Folkeregisteret kjenner ingen person med dette nummeret.',
      nn: 'Folkeregisteret kjenner ingen person med dette nummeret.',
      en: 'The population register knows no person with this number.'
    }
  },
  {
    id: 'facts-missing',
    outcome: 'needs_decision',
    source: 'A silent register never means paper: without both answers nothing is decided',
    matches: view => view.personStatus === null || view.contactStatus === null,
    sentence: {
      nb: 'Opplysninger fra registrene mangler, så kanalen kan ikke velges.',
      nn: 'Opplysningar frå registra manglar, så kanalen kan ikkje veljast.',
      en: 'Facts from the registers are missing, so no channel can be chosen.'
    }
  },
  {
    id: 'false-identity',
    outcome: 'needs_decision',
    source: 'registries.md §2.5, "falskIdentitet"',
    matches: view => view.hasFalseIdentity,
    sentence: {
      nb: 'Identiteten er registrert som falsk. Et menneske må avgjøre hva som skal skje.',
      nn: 'Identiteten er registrert som falsk. Eit menneske må avgjere kva som skal skje.',
      en: 'The identity is registered as false. A person must decide what happens.'
    }
  },
  {
    id: 'dead-estate',
    outcome: 'paper',
    source: 'registries.md §2.5, "doed" with kontaktinformasjonForDoedsbo: the one who receives letters to the estate',
    matches: view => hasDied(view) && hasDutyToNotify(view) && view.printAddress === 'estate',
    sentence: {
      nb: 'Mottakeren er registrert død. Brevet sendes på papir til den som tar imot post for dødsboet.',
      nn: 'Mottakaren er registrert død. Brevet blir sendt på papir til den som tek imot post for dødsbuet.',
      en: 'The recipient is registered as dead. The letter goes on paper to the one who receives letters to the estate.'
    }
  },
  {
    id: 'dead',
    outcome: 'needs_decision',
    source: 'registries.md §2.5, "doed": neither digital nor print to the person; information letters are not for an estate',
    matches: hasDied,
    sentence: {
      nb: 'Mottakeren er registrert død. Et menneske må avgjøre hvem som skal ha brevet.',
      nn: 'Mottakaren er registrert død. Eit menneske må avgjere kven som skal ha brevet.',
      en: 'The recipient is registered as dead. A person must decide who shall have the letter.'
    }
  },
  {
    id: 'number-without-successor',
    outcome: 'needs_decision',
    source: 'registries.md §2.5, "opphoert" without another number in use: KRR cannot be asked about anybody',
    matches: view => view.number === 'without-successor',
    sentence: {
      nb: 'Nummeret er ikke lenger i bruk, og Folkeregisteret oppgir ikke noe nytt. Et menneske må avgjøre.',
      nn: 'Nummeret er ikkje lenger i bruk, og Folkeregisteret gir ikkje opp noko nytt. Eit menneske må avgjere.',
      en: 'The number is no longer in use, and the population register gives no other. A person must decide.'
    }
  },
  {
    id: 'uncertain-status',
    outcome: 'needs_decision',
    source: 'registries.md §2.5, "forsvunnet / inaktiv / ikkeBosatt / foedselsregistrert", and "opphoert" unless another number was followed',
    matches: view => uncertainStatuses.has(view.personStatus) && !(view.personStatus === 'ceased' && view.number === 'superseded'),
    sentence: {
      nb: 'Personstatusen i Folkeregisteret gjør det usikkert om brevet når fram. Et menneske må avgjøre.',
      nn: 'Personstatusen i Folkeregisteret gjer det usikkert om brevet når fram. Eit menneske må avgjere.',
      en: 'The status in the population register makes it uncertain that the letter arrives. A person must decide.'
    }
  },
  {
    id: 'minor',
    outcome: 'paper',
    source: 'registries.md §1.4 [Nav], under 18: print; vergemålsloven, Ot.prp. nr. 110 (2008–2009) ch. 3: until then the guardians act, so it is addressed to them',
    matches: view => view.age === 'minor',
    sentence: {
      nb: 'Mottakeren er under 18 år, så brevet sendes på papir til de foresatte.',
      nn: 'Mottakaren er under 18 år, så brevet blir sendt på papir til dei føresette.',
      en: 'The recipient is under 18, so the letter goes on paper to the guardians.'
    }
  },
  {
    id: 'age-unknown',
    outcome: 'paper',
    source: 'registries.md §1.4 [Nav], unknown age: print',
    matches: view => view.age === 'unknown',
    sentence: {
      nb: 'Folkeregisteret oppgir ikke fødselsdato, og mottakeren kan være mindreårig. Brevet sendes på papir.',
      nn: 'Folkeregisteret gir ikkje opp fødselsdato, og mottakaren kan vere mindreårig. Brevet blir sendt på papir.',
      en: 'The population register gives no date of birth, and the recipient may be a minor. The letter goes on paper.'
    }
  }
]
