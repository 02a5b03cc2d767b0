import type { Sentence } from '../letter/choice.ts'
import type { WarningCode } from '../letter/warning.ts'

/** What each warning says. */
export const warningSentences: Readonly<Record<WarningCode, Sentence>> = {
  'size-near-limit': {
    nb: 'Brevet er nær største tillatte størrelse.',
    nn: 'Brevet er nær største tillatne storleik.',
    en: 'The letter is close to the largest size allowed.'
  },
  'not-printable': {
    nb: 'Ikke alle dokumentene er PDF, så brevet kan ikke skrives ut om det må på papir.',
    nn: 'Ikkje alle dokumenta er PDF, så brevet kan ikkje skrivast ut om det må på papir.',
    en: 'Not all documents are PDF, so the letter cannot be printed should it have to go on paper.'
  },
  'title-long': {
    nb: 'En tittel er så lang at den kan bli kuttet i varsler og lister.',
    nn: 'Ein tittel er så lang at han kan bli kutta i varsel og lister.',
    en: 'A title is so long that notices and lists may cut it.'
  },
  'file-name-repeated': {
    nb: 'To dokumenter har samme filnavn. Brevet blir avvist slik.',
    nn: 'To dokument har same filnamn. Brevet blir avvist slik.',
    en: 'Two documents have the same file name. The letter is refused as it is.'
  },
  'title-repeated': {
    nb: 'To dokumenter har samme tittel. De får et nummer bak.',
    nn: 'To dokument har same tittel. Dei får eit nummer bak.',
    en: 'Two documents have the same title. A number is put behind it.'
  },
  'email-stale': {
    nb: 'E-postadressen er ikke oppdatert eller bekreftet de siste 18 månedene.',
    nn: 'E-postadressa er ikkje oppdatert eller stadfesta dei siste 18 månadene.',
    en: 'The e-mail address was neither updated nor confirmed in the last 18 months.'
  },
  'mobile-stale': {
    nb: 'Mobilnummeret er ikke oppdatert eller bekreftet de siste 18 månedene.',
    nn: 'Mobilnummeret er ikkje oppdatert eller stadfesta dei siste 18 månadene.',
    en: 'The mobile number was neither updated nor confirmed in the last 18 months.'
  },
  'number-superseded': {
    nb: 'Nummeret er erstattet av et nytt. Brevet går til personen under det nye nummeret.',
    nn: 'Nummeret er erstatta av eit nytt. Brevet går til personen under det nye nummeret.',
    en: 'The number was superseded by a new one. The letter goes to the person under the new number.'
  },
  'no-paper-address': {
    nb: 'Folkeregisteret gir ingen adresse papir kan gå til, om brevet må på papir.',
    nn: 'Folkeregisteret gir inga adresse papir kan gå til, om brevet må på papir.',
    en: 'The population register gives no address that paper may go to, should the letter have to go on paper.'
  },
  'recipient-repeated': {
    nb: 'Mottakeren står flere ganger i listen.',
    nn: 'Mottakaren står fleire gonger i lista.',
    en: 'The recipient stands in the list more than once.'
  }
}
