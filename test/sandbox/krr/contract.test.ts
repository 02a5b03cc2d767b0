// What the sandbox's KRR answers, held against the shape that registries.md §1.2 writes down. Digdir publishes no schema of it.
import { Ajv, type ValidateFunction } from 'ajv'
import { test } from 'tap'
import { cases } from '../../../src/sandbox/population/cases.ts'
import { personOf, runningSandbox, scopes } from '../../support/running-sandbox.ts'

const text = { type: 'string' }
/** Both forms that are sent: with an offset of hours alone, and in UTC with milliseconds. */
const moment = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\+\\d\\d|\\.\\d{3}Z)$' }
const record = (properties: Record<string, object>, required: string[] = []): object => ({ type: 'object', additionalProperties: false, properties, required })

const contactPoint = (name: string, value: object): Record<string, object> => ({
  [name]: value, [`${name}_oppdatert`]: moment, [`${name}_sist_verifisert`]: moment, [`${name}_duplisert`]: { const: 'JA' }
})
const person = record({
  personidentifikator: { type: 'string', pattern: '^\\d{11}$' },
  reservasjon: { enum: ['JA', 'NEI'] },
  reservasjonstidspunkt: moment,
  reservasjon_oppdatert: moment,
  status: { enum: ['AKTIV', 'SLETTET', 'IKKE_REGISTRERT'] },
  varslingsstatus: { enum: ['KAN_VARSLES', 'KAN_IKKE_VARSLES'] },
  kontaktinformasjon: record({
    ...contactPoint('epostadresse', { type: 'string', maxLength: 50 }),
    ...contactPoint('mobiltelefonnummer', { type: 'string', pattern: '^\\+?[- _0-9]+$', minLength: 8, maxLength: 20 })
  }),
  digital_post: record({ postkasseadresse: text, postkasseleverandoeradresse: { type: 'string', pattern: '^\\d{9}$' } }, ['postkasseadresse', 'postkasseleverandoeradresse']),
  sertifikat: text,
  spraak: { enum: ['nb', 'nn', 'en', 'se'] },
  spraak_oppdatert: moment
}, ['personidentifikator'])

const ajv = new Ajv()
const people = ajv.compile(record({ personer: { type: 'array', items: person } }, ['personer']))
const printService = ajv.compile(record({ postkasseleverandoerAdresse: { type: 'string', pattern: '^\\d{9}$' }, x509Sertifikat: text },
  ['postkasseleverandoerAdresse', 'x509Sertifikat']))
const number = { type: 'integer', minimum: 0 }
const changes = ajv.compile(record({ list: { type: 'array', items: person }, fraEndringsId: number, tilEndringsId: number, sisteEndringsId: number },
  ['list', 'fraEndringsId', 'tilEndringsId', 'sisteEndringsId']))

function errorsOf (validate: ValidateFunction, body: unknown): unknown[] {
  validate(body)
  return validate.errors ?? []
}

test('KRR answers for every case in its shape, whatever the scopes', async t => {
  const sandbox = await runningSandbox(t)
  const numbers = cases.map(({ name }) => personOf(name).nationalIdentityNumber)
  for (const scope of [`${scopes.contact} ${scopes.mailbox}`, scopes.contact, scopes.mailbox]) {
    const { body } = await sandbox.call('POST', '/krr/rest/v2/personer', { body: { personidentifikatorer: numbers }, token: await sandbox.token(scope) })
    t.match(body, { personer: { length: numbers.length } })
    t.strictSame(errorsOf(people, body), [])
  }
})

test('KRR answers about print in its shape', async t => {
  const sandbox = await runningSandbox(t)
  const { body } = await sandbox.call('GET', '/krr/rest/v2/printSertifikat', { token: await sandbox.token(scopes.mailbox) })
  t.strictSame(errorsOf(printService, body), [])
})

test('KRR tells changes in its shape', async t => {
  const sandbox = await runningSandbox(t)
  for (const name of ['eboks-plain', 'unknown', 'digipost-hour-offset']) {
    await sandbox.call('PATCH', `/sandbox/people/${personOf(name).id}`, { body: { isReserved: true } })
  }
  const token = await sandbox.token(`${scopes.changes} ${scopes.contact} ${scopes.mailbox}`)
  const { body } = await sandbox.call('POST', '/krr/rest/v2/krr/hentEndringer', { body: { fraEndringsId: 0 }, token })
  t.match(body, { list: { length: 3 } })
  t.strictSame(errorsOf(changes, body), [])
})
