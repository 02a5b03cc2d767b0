import { test } from 'tap'
import { isPart, writePerson } from '../../../src/sandbox/folkeregisteret/wire.ts'
import { personOf } from '../../support/running-sandbox.ts'

const written = (name: string, ...parts: string[]): Record<string, unknown> => writePerson(personOf(name), parts)

test('writePerson() writes the register\'s word for each status', t => {
  for (const [name, word] of [
    ['eboks-plain', 'bosatt'], ['emigrated-mailbox', 'utflyttet'], ['disappeared', 'forsvunnet'], ['dead', 'doed'], ['ceased', 'opphoert'],
    ['birth-registered', 'foedselsregistrert'], ['temporary', 'midlertidig'], ['inactive', 'inaktiv'], ['not-resident', 'ikkeBosatt'], ['active', 'aktiv']
  ] as const) t.match(written(name), { status: [{ status: word }] }, name)
  t.end()
})

test('writePerson() writes death as an object, and an annulled one as not in force', t => {
  t.match(written('dead'), { doedsfall: { doedsdato: /^\d{4}-\d\d-\d\d$/, erGjeldende: true } })
  t.match(written('dead-annulled'), { doedsfall: { erGjeldende: false }, status: [{ status: 'bosatt' }] })
  t.end()
})

test('writePerson() names who speaks for an estate', t => {
  const address = { adresselinje: [String], postnummer: /^\d{4}$/, poststedsnavn: String }
  t.match(written('dead-estate-person'), { kontaktinformasjonForDoedsbo: [{ skifteform: 'annet', person: { personnavn: {} }, adresse: address }] })
  t.match(written('dead-estate-lawyer'), { kontaktinformasjonForDoedsbo: [{ skifteform: 'offentlig', advokat: { personnavn: {} }, adresse: address }] })
  t.match(written('dead-estate-organization'), { kontaktinformasjonForDoedsbo: [{ organisasjon: { organisasjonsnavn: String } }] })
  t.end()
})

test('writePerson() grades the address of a client, not the person', t => {
  const client = written('protection-client-paper')
  t.match(client, { bostedsadresse: [{ adressegradering: 'klientadresse' }] })
  t.notOk('adressebeskyttelse' in client)
  t.end()
})

test('writePerson() grades confidential people and their address', t => {
  t.match(written('protection-confidential'), { adressebeskyttelse: [{ graderingsnivaa: 'fortrolig' }], bostedsadresse: [{ adressegradering: 'fortrolig' }] })
  t.end()
})

test('writePerson() gives strictly confidential people a postal address or none, and never a residence', t => {
  const postal = written('protection-strict-postal')
  t.match(postal, { adressebeskyttelse: [{ graderingsnivaa: 'strengtFortrolig' }], postadresse: [{ postboksadresse: {} }] })
  for (const one of [postal, written('protection-strict-no-postal')]) t.notOk('bostedsadresse' in one)
  t.notOk('postadresse' in written('protection-strict-no-postal'))
  t.end()
})

test('writePerson() writes a false identity as an object', t => {
  t.match(written('false-identity'), { falskIdentitet: { erFalsk: true } })
  t.end()
})

test('writePerson() knows D-numbers', t => {
  t.match(written('d-number'), { identifikasjonsnummer: [{ identifikatortype: 'dNummer' }] })
  t.end()
})

test('writePerson() writes former entries only with historikk', t => {
  t.equal((written('superseded-number').identifikasjonsnummer as unknown[]).length, 1)
  t.equal((written('superseded-number', 'historikk').identifikasjonsnummer as unknown[]).length, 2)
  t.end()
})

test('writePerson() shows a residence that was left only with historikk, and as not in force', t => {
  t.notOk('bostedsadresse' in written('left-residence'))
  t.match(written('left-residence', 'historikk'), { bostedsadresse: [{ erGjeldende: false }] })
  t.end()
})

test('isPart() knows properties and aliases', t => {
  t.ok(isPart('navn') && isPart('person-basis') && isPart('historikk'))
  t.notOk(isPart('constructor'))
  t.end()
})
