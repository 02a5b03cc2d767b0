// What stops paper, tried after a rule has led to paper. Same version as the main table.
import type { AddressLack } from '../letter/recipient-facts.ts'
import { exceedsLimits } from './limits.ts'
import type { Rule } from './rule.ts'
import type { View } from './view.ts'

/** `print` lets the paper go; the reason the decision shows is then the rule that led to paper. */
export type PaperOutcome = 'print' | 'needs_decision'

const isWithout = (view: View): boolean => view.printAddress === 'none'

const lacks = (view: View, wanted: readonly AddressLack[]): boolean => wanted.some(lack => view.addressLacks?.split(' ').includes(lack))

/** From paper to print or a stop. The last row always matches. */
export const paperRules: readonly Rule<PaperOutcome>[] = [
  {
    id: 'paper-organization-address',
    outcome: 'needs_decision',
    source: 'No register is asked about organizations: the address is the case system\'s',
    matches: view => isWithout(view) && view.recipient === 'organization',
    sentence: {
      nb: 'Brevet er til en organisasjon og må på papir, men avsenderen har ikke oppgitt noen adresse.',
      nn: 'Brevet er til ein organisasjon og må på papir, men avsendaren har ikkje gitt opp noka adresse.',
      en: 'The letter is for an organization and must go on paper, but the sender gave no address.'
    }
  },
  {
    id: 'paper-unknown-residence',
    outcome: 'needs_decision',
    source: 'registries.md §2.3 ukjentBosted and §2.4: no address, manual handling',
    matches: view => isWithout(view) && lacks(view, ['unknown-residence']),
    sentence: {
      nb: 'Brevet må på papir, men Folkeregisteret oppgir at bostedet er ukjent.',
      nn: 'Brevet må på papir, men Folkeregisteret gir opp at bustaden er ukjend.',
      en: 'The letter must go on paper, but the population register says that the residence is unknown.'
    }
  },
  {
    id: 'paper-address-incomplete',
    outcome: 'needs_decision',
    source: 'digipost-eboks-print.md §2: print looks nothing up; dpi-json.md §5.2, mandatory parts of an address',
    matches: view => isWithout(view) && lacks(view, ['name', 'lines', 'postal-code', 'city', 'country']),
    sentence: {
      nb: 'Brevet må på papir, men adressen i Folkeregisteret er ufullstendig.',
      nn: 'Brevet må på papir, men adressa i Folkeregisteret er ufullstendig.',
      en: 'The letter must go on paper, but the address in the population register is incomplete.'
    }
  },
  {
    id: 'paper-no-address',
    outcome: 'needs_decision',
    source: 'registries.md §2.4 (no address) and §2.5 (strictly confidential: only the postal address), told alike on purpose',
    matches: isWithout,
    sentence: {
      nb: 'Brevet må på papir, men Folkeregisteret gir ingen adresse det kan sendes til.',
      nn: 'Brevet må på papir, men Folkeregisteret gir inga adresse det kan sendast til.',
      en: 'The letter must go on paper, but the population register gives no address it may be sent to.'
    }
  },
  {
    id: 'paper-emigrated',
    outcome: 'needs_decision',
    source: 'registries.md §2.5, "utflyttet": print needs a postal address, here or abroad',
    matches: view => view.personStatus === 'emigrated' && (view.printAddress === 'residence' || view.printAddress === 'stay'),
    sentence: {
      nb: 'Brevet må på papir, men mottakeren har flyttet ut av Norge uten å oppgi postadresse.',
      nn: 'Brevet må på papir, men mottakaren har flytta ut av Noreg utan å gi opp postadresse.',
      en: 'The letter must go on paper, but the recipient has left Norway without giving a postal address.'
    }
  },
  {
    id: 'paper-temporary',
    outcome: 'needs_decision',
    source: 'registries.md §2.5, "midlertidig": no automatic print, a D-number holder has no registered home',
    matches: view => view.personStatus === 'temporary' && view.printAddress !== 'estate',
    sentence: {
      nb: 'Brevet må på papir, men mottakeren er bare midlertidig registrert. Et menneske må avgjøre om adressen duger.',
      nn: 'Brevet må på papir, men mottakaren er berre mellombels registrert. Eit menneske må avgjere om adressa duger.',
      en: 'The letter must go on paper, but the recipient is only temporarily registered. A person must decide whether the address will do.'
    }
  },
  {
    id: 'paper-returned-before',
    outcome: 'needs_decision',
    source: 'digipost-eboks-print.md, "returpost": our own experience, until the register gives another address',
    matches: view => view.isAddressReturned,
    sentence: {
      nb: 'Brevet må på papir, men post til mottakeren har kommet i retur fra denne adressen. Et menneske må avgjøre.',
      nn: 'Brevet må på papir, men post til mottakaren har kome i retur frå denne adressa. Eit menneske må avgjere.',
      en: 'The letter must go on paper, but post to the recipient came back from this address. A person must decide.'
    }
  },
  {
    id: 'paper-pdf-only',
    outcome: 'needs_decision',
    source: 'digipost-eboks-print.md §2: print takes PDF only',
    matches: view => !view.printTakesFormats,
    sentence: {
      nb: 'Brevet må på papir, men ikke alle dokumentene er PDF.',
      nn: 'Brevet må på papir, men ikkje alle dokumenta er PDF.',
      en: 'The letter must go on paper, but not all documents are PDF.'
    }
  },
  {
    id: 'paper-size',
    outcome: 'needs_decision',
    source: 'dpi-json.md §9: print travels the same way, with the same limits',
    matches: view => exceedsLimits('print', view),
    sentence: {
      nb: 'Brevet er for stort for utskriftstjenesten.',
      nn: 'Brevet er for stort for utskriftstenesta.',
      en: 'The letter is too large for the print service.'
    }
  },
  {
    id: 'paper-certificate',
    outcome: 'needs_decision',
    source: 'registries.md §1.1, print certificate: without a valid one nothing can be encrypted to the print service',
    matches: view => view.printCertificate !== 'valid',
    sentence: {
      nb: 'Brevet må på papir, men utskriftstjenestens sertifikat er ikke gyldig nå.',
      nn: 'Brevet må på papir, men sertifikatet til utskriftstenesta er ikkje gyldig no.',
      en: 'The letter must go on paper, but the certificate of the print service is not valid now.'
    }
  },
  {
    id: 'paper-possible',
    outcome: 'print',
    source: 'Nothing above stops paper',
    matches: () => true,
    sentence: {
      nb: 'Brevet kan skrives ut.',
      nn: 'Brevet kan skrivast ut.',
      en: 'The letter can be printed.'
    }
  }
]
