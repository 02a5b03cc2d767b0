import { createHash } from 'node:crypto'
import { test, type Test } from 'tap'
import { citizenProfile } from '../../src/crypto/seal-profile.ts'
import { signXades } from '../../src/crypto/sign-xades.ts'
import { verifyXades } from '../../src/crypto/verify-xades.ts'
import { issueChain, signerOf } from '../support/issue-certificate.ts'
import { testParty } from '../support/test-certificates.ts'

const files = new Map([['manifest.xml', Buffer.from('<manifest/>')], ['document-0.txt', Buffer.from('text')]])
const refused = { code: 'ERR_CRYPTO_SIGNATURE', message: 'Cannot accept the signature: it does not prove the files' }

async function signed (contents: ReadonlyMap<string, Uint8Array> = files, party: 'sender' | 'print' = 'sender'): Promise<string> {
  const { signer } = await testParty(party)
  const toSign = Array.from(contents, ([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
  return (await signXades(toSign, signer, new Date())).toString()
}

const { trust } = await testParty('sender')
function verify (xml: string, contents: ReadonlyMap<string, Uint8Array> = files): unknown {
  return verifyXades(Buffer.from(xml), contents, trust, new Date())
}

/** Runs once for the honest signature, and with each change, of which none may pass. */
function eachRefused (t: Test, xml: string, changes: Record<string, (xml: string) => string>): void {
  t.doesNotThrow(() => verify(xml), 'unchanged')
  for (const [name, change] of Object.entries(changes)) {
    t.not(change(xml), xml, `${name}: changes something`)
    t.throws(() => verify(change(xml)), refused, name)
  }
}

test('verifyXades() refuses a changed, missing or added file', async t => {
  const xml = await signed()
  t.throws(() => verify(xml, new Map([...files, ['document-0.txt', Buffer.from('Text')]])), refused)
  t.throws(() => verify(xml, new Map([...files].slice(0, 1))), refused)
  t.throws(() => verify(xml, new Map([...files, ['document-1.txt', Buffer.from('new')]])), refused)
  t.throws(() => verify(xml, new Map([['manifest.xml', Buffer.from('text')], ['document-0.txt', Buffer.from('<manifest/>')]])), refused)
})

test('verifyXades() refuses every changed part of the signature', async t => {
  const flip = (tag: string) => (xml: string): string => xml.replace(new RegExp(`(<${tag}>)(.)`), (_, open: string, first: string) => `${open}${first === 'A' ? 'B' : 'A'}`)
  eachRefused(t, await signed(), {
    'signature value': flip('SignatureValue'),
    'file digest': flip('DigestValue'),
    'certificate digest': flip('ds:DigestValue'),
    'serial number': xml => xml.replace(/SerialNumber>\d/, digit => digit.endsWith('9') ? 'SerialNumber>8' : 'SerialNumber>9'),
    'signing time': xml => xml.replace('<SigningTime>2', '<SigningTime>3'),
    'media type': xml => xml.replace('<MimeType>text/plain', '<MimeType>text/html'),
    'signature method': xml => xml.replace('#rsa-sha256', '#rsa-sha512'),
    'unknown method': xml => xml.replace('xmldsig-more#rsa-sha256', 'xmldsig#rsa-sha1'),
    'canonical form': xml => xml.replace('REC-xml-c14n-20010315"></Canon', 'REC-xml-c14n-20010315#WithComments"></Canon')
  })
})

test('verifyXades() refuses comments, processing instructions and document types, wherever they stand', async t => {
  eachRefused(t, await signed(), {
    'comment in a digest': xml => xml.replace('<DigestValue>', '<DigestValue><!-- x -->'),
    'comment before the root': xml => xml.replace('<XAdES', '<!-- x --><XAdES'),
    'comment at the end': xml => `${xml}<!-- x -->`,
    'processing instruction': xml => xml.replace('<SignedInfo>', '<?x y?><SignedInfo>'),
    'document type': xml => xml.replace('<XAdES', '<!DOCTYPE XAdESSignatures><XAdES')
  })
})

test('verifyXades() refuses moved, doubled and wrapped parts', async t => {
  const part = (xml: string, tag: string): string => new RegExp(`<${tag}[ >].*</${tag}>`).exec(xml)?.[0] ?? ''
  eachRefused(t, await signed(), {
    'second signature': xml => xml.replace('</XAdESSignatures>', `${part(xml, 'Signature')}</XAdESSignatures>`),
    'second signature with another Id': xml => xml.replace('</XAdESSignatures>', `${part(xml, 'Signature').replaceAll(/Id="/g, 'Id="x')}</XAdESSignatures>`),
    'element beside the signature': xml => xml.replace('</XAdESSignatures>', '<x></x></XAdESSignatures>'),
    'second SignedInfo': xml => xml.replace('<SignedInfo>', `${part(xml, 'SignedInfo')}<SignedInfo>`),
    'second Object': xml => xml.replace('<Object>', '<Object></Object><Object>'),
    'second SignedProperties': xml => xml.replace('<SignedProperties', `${part(xml, 'SignedProperties').replace('Id="', 'Id="x')}<SignedProperties`),
    'properties moved': xml => xml.replace(part(xml, 'SignedProperties'), '').replace('<KeyInfo>', `<KeyInfo>${part(xml, 'SignedProperties')}`),
    'other Id': xml => xml.replace('<SignedProperties Id="SignedProperties"', '<SignedProperties Id="Other"'),
    'Id doubled': xml => xml.replace('<KeyInfo>', '<KeyInfo Id="SignedProperties">'),
    'Id doubled in another spelling': xml => xml.replace('<KeyInfo>', '<KeyInfo ID="Signature">'),
    'signature in another namespace': xml => xml.replaceAll('http://uri.etsi.org/02918/v1.2.1#', 'urn:x')
  })
})

test('verifyXades() refuses references that say more or less than they may', async t => {
  const transform = '<Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"></Transform></Transforms>'
  eachRefused(t, await signed(), {
    'transform on a file': xml => xml.replace('<Reference Id="ID_0" URI="manifest.xml">', `$&${transform}`),
    'two transforms': xml => xml.replace('</Transforms>', '<Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></Transform></Transforms>'),
    'same file twice': xml => xml.replace('URI="document-0.txt"', 'URI="manifest.xml"'),
    'path': xml => xml.replace('URI="manifest.xml"', 'URI="./manifest.xml"'),
    'broken encoding': xml => xml.replace('URI="manifest.xml"', 'URI="manifest%.xml"'),
    'no properties': xml => xml.replace(' Type="http://uri.etsi.org/01903#SignedProperties"', ''),
    'parameters': xml => xml.replace('20010315"></CanonicalizationMethod>', '20010315"><x></x></CanonicalizationMethod>')
  })
})

test('verifyXades() refuses a certificate that was put in place of the signer\'s', async t => {
  const other = await testParty('print')
  const { certificate } = await testParty('sender')
  const xml = await signed()
  const [own, foreign] = [certificate.raw.toString('base64'), other.certificate.raw.toString('base64')]
  t.throws(() => verify(xml.replace(own, foreign)), refused)
  t.throws(() => verify(xml.replace(`<X509Certificate>${own}</X509Certificate>`, '')), refused)
  t.doesNotThrow(() => verify(xml.replace('<X509Data>', `<X509Data><X509Certificate>${foreign}</X509Certificate>`)), 'a stranger beside it proves nothing')
})

test('verifyXades() refuses a whole signature by someone we do not trust', async t => {
  const { root, leaf } = await issueChain()
  const toSign = Array.from(files, ([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
  const xml = await signXades(toSign, signerOf(leaf, root), new Date())
  t.throws(() => verify(xml.toString()), refused)
  t.doesNotThrow(() => verifyXades(xml, files, { roots: [root.certificate] }, new Date('2026-06-01')))
})

test('verifyXades() reads both ways of writing a space, and refuses a name that can mean two files', async t => {
  const spaced = new Map([['my file.pdf', Buffer.from('x')]])
  const both = new Map([...spaced, ['my+file.pdf', Buffer.from('x')]])
  const xml = await signed(spaced)
  t.doesNotThrow(() => verify(xml, spaced))
  t.throws(() => verify(xml.replace('my%20file.pdf', 'my+file.pdf'), both), refused)
})

test('verifyXades() keeps the reason for the operator, without anything of the document', async t => {
  try {
    verify(await signed(), new Map([...files, ['20914695016.txt', Buffer.from('new')]]))
    t.fail('must throw')
  } catch (error) {
    t.match(error, { ...refused, cause: { message: 'a file is not signed' } })
  }
})

test('verifyXades() reads all three container namespaces and both canonical forms', async t => {
  const { signer } = await testParty('sender')
  const toSign = Array.from(files, ([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
  for (const containerNamespace of ['http://uri.etsi.org/02918/v1.2.1#', 'http://uri.etsi.org/2918/v1.2.1#', 'http://uri.etsi.org/02918/v1.1.1#']) {
    for (const uri of ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', 'http://www.w3.org/2006/12/xml-c14n11']) {
      const xml = await signXades(toSign, signer, new Date(), { ...citizenProfile, containerNamespace, canonicalization: { uri } })
      t.doesNotThrow(() => verify(xml.toString()), `${containerNamespace} ${uri}`)
    }
  }
})
