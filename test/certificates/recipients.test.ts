import { test } from 'tap'
import { watchRecipients, type MetCertificate, type Recipients } from '../../src/certificates/recipients.ts'
import { fingerprintOf } from '../../src/crypto/fingerprint.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { createMetCertificates } from '../../src/store/recipient-certificates.ts'
import { anEmptyDatabase } from '../support/a-store.ts'
import { testParty } from '../support/test-certificates.ts'

const { certificate } = await testParty('digipost')
const hour = 60 * 60_000

/** A watch over memory, and what it wrote. */
function aWatch (failures: Error[] = []): { recipients: Recipients, written: MetCertificate[], clock: { now: Date } } {
  const written: MetCertificate[] = []
  const clock = { now: new Date('2026-03-01T10:00:00Z') }
  const note = async (met: MetCertificate): Promise<void> => {
    const failure = failures.shift()
    if (failure !== undefined) throw failure
    written.push(met)
  }
  return { recipients: watchRecipients({ met: { note, since: async () => written }, now: () => clock.now }), written, clock }
}

test('meet() writes once in five minutes, and at once when something has come to speak against a certificate', async t => {
  const { recipients, written, clock } = aWatch()
  for (let time = 0; time < 3; time += 1) await recipients.meet(certificate, null)
  t.strictSame(written, [{
    fingerprint: fingerprintOf(certificate), organization: '984661185', validFrom: certificate.validFromDate, validTo: certificate.validToDate,
    metAt: clock.now, fault: null
  }])
  await recipients.meet(certificate, 'ERR_CRYPTO_REVOKED')
  await recipients.meet(certificate, 'ERR_CRYPTO_REVOKED')
  clock.now = new Date(clock.now.getTime() + 5 * 60_000)
  await recipients.meet(certificate, 'ERR_CRYPTO_REVOKED')
  t.strictSame(written.map(({ fault }) => fault), [null, 'ERR_CRYPTO_REVOKED', 'ERR_CRYPTO_REVOKED'])
})

test('meet() stops no letter when nothing can be written, and writes it the next time', async t => {
  const { recipients, written } = aWatch([new Error('no database')])
  await recipients.meet(certificate, null)
  t.strictSame(written, [])
  await recipients.meet(certificate, null)
  t.equal(written.length, 1)
})

test('judged() passes a judgement on, and remembers what it was', async t => {
  const { recipients, written } = aWatch()
  await recipients.judged(certificate, Promise.resolve())
  const refusal = new GatewayError('ERR_CRYPTO_CERTIFICATE', 'Cannot trust it')
  await t.rejects(recipients.judged(certificate, Promise.reject(refusal)), refusal)
  await t.rejects(recipients.judged(certificate, Promise.reject(new Error('surprise'))), { message: 'surprise' })
  t.strictSame(written.map(({ fault }) => fault), [null, 'ERR_CRYPTO_CERTIFICATE'])
})

test('list() counts the days left, and what they call for', async t => {
  const { recipients, clock } = aWatch()
  await recipients.meet(certificate, null)
  for (const [days, level] of [[100, 'ok'], [90, 'order'], [30, 'switch'], [7, 'urgent']] as const) {
    clock.now = new Date(certificate.validToDate.getTime() - days * 24 * hour)
    t.match(await recipients.list(), [{ daysLeft: days, level }])
  }
})

test('list() tells of an expired certificate only if a letter met it since', async t => {
  const { recipients, written, clock } = aWatch()
  await recipients.meet(certificate, null)
  clock.now = new Date(certificate.validToDate.getTime() + 24 * hour)
  t.strictSame(await recipients.list(), [], 'it was renewed in time')
  await recipients.meet(certificate, 'ERR_CRYPTO_CERTIFICATE')
  written.shift()
  t.match(await recipients.list(), [{ daysLeft: -1, level: 'over', fault: 'ERR_CRYPTO_CERTIFICATE' }])
})

test('what is met is kept for all processes, the first to expire first, and forgotten when no letter meets it', async t => {
  const database = await anEmptyDatabase()
  await database.exec('delete from recipient_certificate')
  const met = createMetCertificates(database)
  const at = (days: number): Date => new Date(Date.UTC(2026, 2, 1 + days))
  const one = { fingerprint: '1'.repeat(64), organization: '984661185', validFrom: at(-100), validTo: at(200), metAt: at(0), fault: null }
  const other = { ...one, fingerprint: '2'.repeat(64), organization: null, validTo: at(100), fault: 'ERR_CRYPTO_CERTIFICATE' as const }
  for (const each of [one, other, { ...one, metAt: at(2), fault: 'ERR_CRYPTO_REVOKED' as const }, { ...one, metAt: at(1) }]) await met.note(each)
  t.strictSame(await met.since(at(-1)), [other, { ...one, metAt: at(2), fault: 'ERR_CRYPTO_REVOKED' }], 'a clock that is behind does not take the later word back')
  t.strictSame((await met.since(at(1))).map(({ fingerprint }) => fingerprint), [one.fingerprint])
  t.strictSame(await met.since(at(2)), [])
})
