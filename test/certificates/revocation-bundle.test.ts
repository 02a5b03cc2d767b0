import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { openBundle } from '../../src/certificates/revocation-bundle.ts'

function aFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

test('openBundle() gives lists as bytes, with or without armor', async t => {
  const folder = aFolder(t)
  writeFileSync(join(folder, 'a.crl'), Buffer.of(0x30, 0))
  writeFileSync(join(folder, 'b.pem'), '-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n')
  t.strictSame((await openBundle(folder, () => new Date())()).map(bytes => Buffer.from(bytes)), [Buffer.of(0x30, 0), Buffer.of(0x30, 0)])
})

test('openBundle() gives the same object until a file changes, and looks once a minute', async t => {
  const folder = aFolder(t)
  const clock = { now: 0 }
  const bundle = openBundle(folder, () => new Date(clock.now))
  writeFileSync(join(folder, 'a.crl'), 'old')
  const [before] = await bundle()
  writeFileSync(join(folder, 'a.crl'), 'new')
  utimesSync(join(folder, 'a.crl'), new Date(1), new Date(1))
  t.equal((await bundle())[0], before)
  clock.now = 60_000
  t.equal(Buffer.from((await bundle())[0] ?? []).toString(), 'new')
  t.equal((await bundle())[0], (await bundle())[0])
})

test('openBundle() rejects while the folder is not there, and finds it later', async t => {
  const folder = join(aFolder(t), 'later')
  const bundle = openBundle(folder, () => new Date())
  await t.rejects(bundle(), { code: 'ENOENT' })
  await t.rejects(bundle(), { code: 'ENOENT' })
})
