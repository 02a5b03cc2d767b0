import { test } from 'tap'
import { maskReport, reportAsJson, reportAsText } from '../../src/main/print-report.ts'
import type { FileReport } from '../../src/open/report.ts'

const report: FileReport = {
  verdict: 'proved',
  kind: 'archived-message',
  at: '2026-03-01T10:00:00.000Z',
  file: { bytes: 10, sha256: '12345678901'.padEnd(64, '0') },
  signer: { organizationNumber: '313000001', name: 'TESTKOMMUNE' },
  certificates: [{ subject: 'CN=TESTKOMMUNE', issuer: 'CN=A', serialNumber: '12345678901', validFrom: '2026-01-01T00:00:00Z', validTo: '2027-01-01T00:00:00Z', sha256: 'ab' }],
  manifest: { sender: '313000001', mailboxAddress: 'test#8HC7', signingTime: '2026-03-01T09:00:00.000Z' },
  documents: [
    { name: 'a.pdf', title: 'About 20914695016', mediaType: 'application/pdf', bytes: 1, sha256: 'cd' }, { name: 'b.pdf', mediaType: 'text/plain', bytes: 2, sha256: 'ef' }
  ],
  message: {
    nationalIdentityNumber: '20914695016', createdAt: new Date('2026-03-01T10:00:00Z'), accessToken: undefined, openingReceipt: true,
    notices: { email: { to: 'a@b.no', repeatDays: [0, 7] } }
  }
}

test('maskReport() hides identity numbers wherever they stand, and leaves digests alone', async t => {
  const masked = maskReport(report)
  t.notMatch(JSON.stringify(masked), '20914695016')
  t.match(masked, { message: { nationalIdentityNumber: '209146*****' }, documents: [{ title: 'About ***********' }, {}] })
  t.same(masked.file, report.file)
  t.equal(masked.certificates?.[0]?.serialNumber, '12345678901')
  t.same(masked.message?.createdAt, report.message?.createdAt)
})

test('reportAsText() tells all of it, one fact a line', async t => {
  const text = reportAsText(maskReport(report))
  for (const line of ['verdict            PROVED', 'signer             TESTKOMMUNE, 313000001', 'document           a.pdf, application/pdf, 1 bytes',
    'attachment         b.pdf, text/plain, 2 bytes', 'notices email to   a@b.no', 'notices email repeat days 0, 7', 'opening receipt    true',
    'mailbox address    test#8HC7', 'certificate        CN=TESTKOMMUNE', 'created at         2026-03-01T10:00:00.000Z']) {
    t.ok(text.split('\n').includes(line), line)
  }
  t.notMatch(text, /undefined|access token/)
})

test('reportAsText() tells what to try when a file is not proved', async t => {
  const { at, file } = report
  const text = reportAsText({ verdict: 'not-proved', at, file, error: { code: 'ERR_OPEN_NOT_PROVED', message: 'Cannot use it' } })
  t.match(text, 'verdict            NOT PROVED\nreason             Cannot use it (ERR_OPEN_NOT_PROVED)\nhint')
})

test('reportAsText() and reportAsJson() let nothing through that moves a terminal', async t => {
  const tricky = { ...report, documents: [{ name: 'a.pdf', title: 'x\u001b[2J\u009b2J\u202ey\nverdict PROVED', mediaType: 'text/plain', bytes: 1, sha256: 'cd' }] }
  for (const told of [reportAsText(tricky), reportAsJson(tricky)]) {
    t.notMatch(told.trimEnd().replaceAll('\n', told.startsWith('{') ? '\n' : ''), /[\p{Cc}\p{Cf}]/u)
  }
  t.notMatch(reportAsText(tricky), '\nverdict PROVED')
  t.same(JSON.parse(reportAsJson(tricky)), JSON.parse(JSON.stringify(tricky)), 'JSON still says the same')
})
