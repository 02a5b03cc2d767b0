import { test } from 'tap'
import { readCertificates } from '../../../src/crypto/pem.ts'
import { expiredCertificate } from '../../../src/sandbox/krr/expired-certificate.ts'
import { contactScope, mailboxScope, readNumbers, writePerson } from '../../../src/sandbox/krr/wire.ts'
import { loadParties } from '../../../src/sandbox/parties.ts'
import { personOf } from '../../support/running-sandbox.ts'
import { testCertificates, testParty } from '../../support/test-certificates.ts'

test('expiredCertificate is readable and has expired', t => {
  const [certificate] = readCertificates(expiredCertificate)
  t.ok(certificate !== undefined && certificate.validToDate < new Date('2025-01-01'))
  t.end()
})

test('writePerson() writes a mailbox certificate that can be read, in either form', async t => {
  await testParty('sender')
  const parties = await loadParties(testCertificates)
  for (const [name, party] of [['eboks-plain', parties.eboks], ['digipost-plain', parties.digipost]] as const) {
    const { sertifikat } = writePerson(personOf(name), [mailboxScope], parties)
    t.equal(readCertificates(String(sertifikat))[0]?.fingerprint256, party.chain[0]?.fingerprint256)
  }
})

test('writePerson() writes an operator of its own for the unknown one', async t => {
  await testParty('sender')
  const parties = await loadParties(testCertificates)
  t.match(writePerson(personOf('mailbox-unknown-operator'), [mailboxScope], parties), { digital_post: { postkasseleverandoeradresse: '889640782' } })
})

test('writePerson() dates a reservation only where there is one', async t => {
  await testParty('sender')
  const parties = await loadParties(testCertificates)
  t.notOk('reservasjonstidspunkt' in writePerson(personOf('eboks-plain'), [contactScope], parties))
  t.ok('reservasjonstidspunkt' in writePerson(personOf('reserved-no-mailbox'), [contactScope], parties))
})

test('readNumbers() takes lists of eleven digits alone', t => {
  t.same(readNumbers({ personidentifikatorer: ['20914695016'] }), ['20914695016'])
  for (const body of [undefined, null, 'x', {}, { personidentifikatorer: '20914695016' }, { personidentifikatorer: ['x'] }, { personidentifikatorer: [[]] }]) {
    t.equal(readNumbers(body), undefined)
  }
  t.end()
})
