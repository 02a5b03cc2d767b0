import { createHash } from 'node:crypto'
import { test } from 'tap'
import { signXades } from '../../src/crypto/sign-xades.ts'
import { openContainer, type OpenedPackage } from '../../src/open/open-container.ts'
import { testParty } from '../support/test-certificates.ts'
import { zipOf } from '../support/zip-of.ts'

const { signer, trust } = await testParty('sender')
const namespace = 'xmlns="http://begrep.difi.no/sdp/schema_v10"'
const sender = '<avsender><organisasjon>0192:313000001</organisasjon></avsender>'
const main = '<hoveddokument href="a.txt" mime="text/plain"/>'

/** Opens a properly signed container around any manifest at all. */
async function opened (manifest: string | undefined): Promise<OpenedPackage> {
  const files = new Map([['a.txt', Buffer.from('text')], ...manifest === undefined ? [] : [['manifest.xml', Buffer.from(manifest)] as const]])
  const toSign = Array.from(files, ([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
  const signatures = await signXades(toSign, signer, new Date())
  return await openContainer(await zipOf([...files, ['META-INF/signatures.xml', signatures]]), { trust, at: new Date() })
}

function because (why: string): { code: string, message: string } {
  return { code: 'ERR_OPEN_UNREADABLE', message: `Cannot read the package: ${why}` }
}

test('openContainer() reads old prefixes of organizations, and documents without title', async t => {
  for (const identifier of ['9908:313000001', '313000001', '0192:313000001']) {
    const { documents, sender: found } = await opened(`<manifest ${namespace}><avsender><organisasjon>${identifier}</organisasjon></avsender>${main}</manifest>`)
    t.equal(found, '313000001')
    t.same(documents.map(({ name, title }) => [name, title]), [['a.txt', undefined]])
  }
})

test('openContainer() refuses a proved container without a readable manifest', async t => {
  await t.rejects(opened(undefined), because('it has no manifest'))
  await t.rejects(opened('<manifest/>'), because('its manifest is none'))
  await t.rejects(opened('<!DOCTYPE a><a/>'), because('its manifest is damaged'))
})

test('openContainer() refuses a manifest without sender or with two main documents', async t => {
  await t.rejects(opened(`<manifest ${namespace}>${main}</manifest>`), because('its manifest names no sender'))
  await t.rejects(opened(`<manifest ${namespace}><avsender><organisasjon>0192:1</organisasjon></avsender>${main}</manifest>`), because('its manifest names no sender'))
  await t.rejects(opened(`<manifest ${namespace}>${sender}${main}${main}</manifest>`), because('its manifest is none'))
})

test('openContainer() refuses a manifest that names a file which is not there', async t => {
  const missing = because('its manifest names a file that is not there')
  await t.rejects(opened(`<manifest ${namespace}>${sender}<hoveddokument href="b.txt" mime="text/plain"/></manifest>`), missing)
  await t.rejects(opened(`<manifest ${namespace}>${sender}<hoveddokument mime="text/plain"/></manifest>`), missing)
  await t.rejects(opened(`<manifest ${namespace}>${sender}<hoveddokument href="META-INF/signatures.xml" mime="text/plain"/></manifest>`), missing)
})
