import type { Place, Town } from '../population/person.ts'

type Written = Record<string, unknown>
type Form<Name extends Place['form']> = Extract<Place, { form: Name }>

/**
 * Writes an address in the register's words; which of them go under which property is the register's own rule, kept by the population.
 *
 * @param isPostal a street in a postal address has no municipality number
 */
export function writePlace (place: Place, isPostal: boolean): Written {
  switch (place.form) {
    case 'street': return { vegadresse: { ...(isPostal ? {} : { kommunenummer: place.town.municipality }), ...writeStreet(place) } }
    case 'cadastre': return { matrikkeladresse: writeCadastre(place) }
    case 'box': return { postboksadresse: { postboks: place.box, ...optional('postbokseier', place.owner), poststed: writeTown(place.town) } }
    case 'lines': return { postadresseIFrittFormat: { adresselinje: place.lines, poststed: writeTown(place.town) } }
    case 'abroad': return {
      utenlandskAdresse: { adressenavn: place.street, postkode: place.postalCode, byEllerStedsnavn: place.city, landkode: place.country }
    }
    case 'abroad-lines': return { utenlandskAdresseIFrittFormat: { adresselinje: place.lines, landkode: place.country } }
    case 'unknown': return { ukjentBosted: { bostedskommune: place.town.municipality } }
    case 'elsewhere': return { oppholdAnnetSted: place.where }
    case 'nowhere': return { adressenErUkjent: true }
  }
}

function writeStreet (place: Form<'street'>): Written {
  return {
    adressenavn: place.street,
    adressenummer: { husnummer: place.number, ...optional('husbokstav', place.letter) },
    ...optional('coAdressenavn', place.careOf),
    ...optional('adressetilleggsnavn', place.extra),
    poststed: writeTown(place.town)
  }
}

function writeCadastre (place: Form<'cadastre'>): Written {
  return {
    matrikkelnummer: { kommunenummer: place.town.municipality, gaardsnummer: place.farm, bruksnummer: place.holding },
    ...optional('adressetilleggsnavn', place.extra),
    poststed: writeTown(place.town)
  }
}

function writeTown (town: Town): Written {
  return { postnummer: town.postalCode, poststedsnavn: town.city }
}

function optional (name: string, value: string | undefined): Written {
  return value === undefined ? {} : { [name]: value }
}
