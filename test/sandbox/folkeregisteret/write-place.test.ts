import { test } from 'tap'
import { writePlace as write } from '../../../src/sandbox/folkeregisteret/write-place.ts'
import type { Place } from '../../../src/sandbox/population/person.ts'

const writePlace = (place: Place, isPostal = false): Record<string, unknown> => write(place, isPostal)
const town = { postalCode: '6944', city: 'STAVANG', municipality: '4602' }
const poststed = { postnummer: '6944', poststedsnavn: 'STAVANG' }

test('writePlace() writes a street', t => {
  t.same(writePlace({ form: 'street', street: 'Kubbevegen', number: '1', letter: 'B', careOf: 'c/o PRØVE', extra: 'Haugen', town }), {
    vegadresse: {
      kommunenummer: '4602', adressenavn: 'Kubbevegen', adressenummer: { husnummer: '1', husbokstav: 'B' },
      coAdressenavn: 'c/o PRØVE', adressetilleggsnavn: 'Haugen', poststed
    }
  })
  t.end()
})

test('writePlace() leaves the municipality out of a postal address', t => {
  t.notMatch(writePlace({ form: 'street', street: 'Kubbevegen', number: '1', town }, true), { vegadresse: { kommunenummer: String } })
  t.end()
})

test('writePlace() writes a cadastre address with and without a name', t => {
  const matrikkelnummer = { kommunenummer: '4602', gaardsnummer: 10, bruksnummer: 2 }
  t.same(writePlace({ form: 'cadastre', farm: 10, holding: 2, town }), { matrikkeladresse: { matrikkelnummer, poststed } })
  t.match(writePlace({ form: 'cadastre', farm: 10, holding: 2, extra: 'Haugen', town }), { matrikkeladresse: { adressetilleggsnavn: 'Haugen' } })
  t.end()
})

test('writePlace() writes postal addresses', t => {
  t.same(writePlace({ form: 'box', box: '7', town }), { postboksadresse: { postboks: '7', poststed } })
  t.same(writePlace({ form: 'lines', lines: ['a', 'b'], town }), { postadresseIFrittFormat: { adresselinje: ['a', 'b'], poststed } })
  t.end()
})

test('writePlace() writes addresses abroad', t => {
  t.same(writePlace({ form: 'abroad', street: 'Test Street 1', postalCode: 'SW1A', city: 'LONDON', country: 'GB' }), {
    utenlandskAdresse: { adressenavn: 'Test Street 1', postkode: 'SW1A', byEllerStedsnavn: 'LONDON', landkode: 'GB' }
  })
  t.same(writePlace({ form: 'abroad-lines', lines: ['a'], country: 'DE' }), { utenlandskAdresseIFrittFormat: { adresselinje: ['a'], landkode: 'DE' } })
  t.end()
})

test('writePlace() writes what is no address', t => {
  t.same(writePlace({ form: 'unknown', town }), { ukjentBosted: { bostedskommune: '4602' } })
  t.same(writePlace({ form: 'elsewhere', where: 'militaer' }), { oppholdAnnetSted: 'militaer' })
  t.same(writePlace({ form: 'nowhere' }), { adressenErUkjent: true })
  t.end()
})
