import { test } from 'tap'
import { certificatesPage } from '../../src/dashboard/certificates-page.ts'
import { openView } from '../../src/dashboard/view.ts'
import { aCertificate, aRecipientCertificate, now } from './fake-desk.ts'

const english = openView({ params: {}, query: { lang: 'en' } }, now)

test('certificatesPage() shows of each certificate how long it lasts and what that calls for', async t => {
  const page = certificatesPage([
    aCertificate(), aCertificate({ daysLeft: 60, level: 'order' }), aCertificate({ daysLeft: 20, level: 'switch' }),
    aCertificate({ daysLeft: 3, level: 'urgent' }), aCertificate({ daysLeft: -1, level: 'over', fault: 'ERR_SEAL_CERTIFICATE_EXPIRED' })
  ], [], english)
  const places = ['Plenty of time', 'Order a new one', 'Switch now', 'Urgent', 'Expired'].map(words => page.indexOf(words))
  t.ok(places.every(place => place > 0))
  t.strictSame(places, places.toSorted((a, b) => a - b))
  t.match(page, /<code>ERR_SEAL_CERTIFICATE_EXPIRED<\/code>/)
  t.match(page, '<code>abababababababab</code>')
})

test('certificatesPage() tells whether the next certificate was rehearsed', async t => {
  const at = new Date('2026-11-20T08:00:00Z')
  t.match(certificatesPage([aCertificate({ role: 'next' })], [], english), 'Not rehearsed')
  t.match(certificatesPage([aCertificate({ role: 'next', rehearsal: { at, failure: null } })], [], english), /Passed<\/span> <time datetime="2026-11-20T08:00:00.000Z">/)
  const failed = certificatesPage([aCertificate({ rehearsal: { at, failure: 'ERR_CRYPTO_REVOKED' } })], [], english)
  t.match(failed, 'ERR_CRYPTO_REVOKED')
  t.notMatch(failed, 'Passed')
})

test('certificatesPage() says so when there are none', async t => {
  t.match(certificatesPage([], [], english), 'The gateway has no certificates')
})

test('certificatesPage() shows how the certificates stand that letters are encrypted to', async t => {
  const page = certificatesPage([], [
    aRecipientCertificate({ daysLeft: -1, level: 'over', fault: 'ERR_CRYPTO_CERTIFICATE' }), aRecipientCertificate({ daysLeft: 3, level: 'urgent' }),
    aRecipientCertificate({ daysLeft: 20, level: 'switch' }), aRecipientCertificate({ daysLeft: 60, level: 'order' }), aRecipientCertificate({ organization: null })
  ], english)
  const table = page.slice(page.indexOf('id="recipients-certificates"'))
  const places = ['Expired', '>7 days or less', '>30 days or less', '>90 days or less', 'Plenty of time'].map(words => table.indexOf(words))
  t.ok(places.every(place => place > 0))
  t.strictSame(places, places.toSorted((a, b) => a - b))
  t.match(table, /984661185[^]*<code>cdcdcdcdcdcdcdcd<\/code>[^]*<code>ERR_CRYPTO_CERTIFICATE<\/code>/)
  t.notMatch(table, 'Order a new one')
})

test('certificatesPage() says so when no letter has met a certificate', async t => {
  t.match(certificatesPage([aCertificate()], [], english), 'No certificate was seen in the last 90 days')
})
