import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { loadParties } from '../../src/sandbox/parties.ts'
import { testCertificates, testParty } from '../support/test-certificates.ts'

test('loadParties() reads each party with its number, and the trust', async t => {
  await testParty('sender')
  const { eboks, digipost, print, maskinporten, trust } = await loadParties(testCertificates)
  t.same([eboks, digipost, print, maskinporten].map(({ organization }) => organization), ['922020175', '984661185', '974761076', '991825827'])
  t.ok([eboks, digipost, print, maskinporten].every(({ chain, key }) => chain[0]?.checkPrivateKey(key)))
  t.equal(trust.roots.length, 1)
})

test('loadParties() fails where the certificates are missing', async t => {
  await t.rejects(loadParties(mkdtempSync(join(tmpdir(), 'parties-'))), { code: 'ENOENT' })
})
