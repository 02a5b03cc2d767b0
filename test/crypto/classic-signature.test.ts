import { test } from 'tap'
import { verifyClassicSignature } from '../../src/crypto/classic-signature.ts'
import { issueChain, signerOf } from '../support/issue-certificate.ts'
import { classicElement, signedClassic, type ClassicOptions } from '../support/signed-classic.ts'
import { testParty } from '../support/test-certificates.ts'

const refused = { code: 'ERR_CRYPTO_SIGNATURE', message: 'Cannot accept the signature: it does not prove the document' }
const party = await testParty('digipost')
const other = await testParty('eboks')
const now = new Date()

function verify (xml: string): string {
  return Buffer.from(verifyClassicSignature(Buffer.from(xml), party.trust, now).bytes).toString()
}

async function reason (options: ClassicOptions): Promise<unknown> {
  try {
    verify(await signedClassic(party, options))
  } catch (error) {
    return error
  }
  return undefined
}

function because (message: string): object {
  return { ...refused, cause: { message } }
}

test('verifyClassicSignature() gives the document without its signature, and nothing else', async t => {
  const xml = await signedClassic(party)
  t.equal(verify(xml), xml.replace(/<Signature .*<\/Signature>/, ''))
  t.equal(verify(`\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`), verify(xml), 'what stands around the root does not count')
})

test('verifyClassicSignature() reads only what was proved: the prefixes of an exclusive form', async t => {
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
  const transform = (child: string): ClassicOptions => ({
    signedInfo: info => info.replace('</Transforms>', `<Transform Algorithm="${exclusive}">${child}</Transform></Transforms>`)
  })
  const list = (prefixes: string): string => `<InclusiveNamespaces xmlns="${exclusive}" PrefixList="${prefixes}"></InclusiveNamespaces>`
  for (const child of ['', list('ns9'), list('#default ns3')]) t.equal(await reason(transform(child)), undefined, child)
  t.match(await reason(transform('<x></x>')), because('a transform has unknown parameters'))
  t.match(await reason(transform(list('a'.repeat(41)))), because('the list of prefixes is none'))
  t.match(await reason(transform(list('a a a a a a a a a a a'))), because('the list of prefixes is none'))
})

test('verifyClassicSignature() takes no algorithm but the format\'s, although each of these is signed well', async t => {
  const instead = (from: string, to: string): ClassicOptions => ({ signedInfo: info => info.replace(from, to) })
  t.match(await reason(instead('xmldsig-more#rsa-sha256', 'xmldsig-more#rsa-sha512')), because('the signature method is not the format\'s'))
  t.match(await reason(instead('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2000/09/xmldsig#hmac-sha1')), refused)
  t.match(await reason(instead('2001/10/xml-exc-c14n#', '2001/10/xml-exc-c14n#WithComments')), because('the canonical form is not the format\'s'))
  t.match(await reason(instead('2001/04/xmlenc#sha256', '2000/09/xmldsig#sha1')), because('the digest is not the format\'s'))
  t.match(await reason(instead('#enveloped-signature', '#base64')), because('the transforms are not the format\'s'))
  t.match(await reason(instead('<Transform Alg', '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"></Transform><Transform Alg')), refused)
  t.match(await reason(instead('URI=""', 'URI="#x"')), because('the signature is not over the whole document'))
  t.match(await reason(instead('<Reference URI="">', '<Reference>')), because('the signature is not over the whole document'))
  t.match(await reason({ signedInfo: info => `${info}${/<Reference.*Reference>/.exec(info)?.[0] ?? ''}` }), because('SignedInfo has other parts than it must'))
})

test('verifyClassicSignature() takes the key from one certificate only, and only after its chain', async t => {
  const certificate = (one: typeof party): string => `<X509Certificate>${one.certificate.raw.toString('base64')}</X509Certificate>`
  t.match(await reason({ keyInfo: `<X509Data>${certificate(other)}</X509Data>` }), refused, 'a stranger we trust')
  t.match(await reason({ keyInfo: `<X509Data>${certificate(party)}${certificate(other)}</X509Data>` }), because('there is not exactly one certificate'))
  t.match(await reason({ keyInfo: '<KeyName>x</KeyName>' }), because('there is not exactly one X509Data'))
  const key = '<KeyValue><RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>'
  t.equal(await reason({ keyInfo: `${key}<X509Data>${certificate(party)}</X509Data>` }), undefined, 'a bare key beside it, as e-Boks wrote')
  const { root, leaf } = await issueChain()
  const stranger = { ...party, certificate: leaf.certificate, signer: signerOf(leaf) }
  t.throws(() => verify(''), refused)
  const xml = Buffer.from(await signedClassic(stranger))
  t.throws(() => verifyClassicSignature(xml, party.trust, new Date('2026-06-01')), refused, 'a stranger')
  t.doesNotThrow(() => verifyClassicSignature(xml, { roots: [root.certificate] }, new Date('2026-06-01')))
})

test('verifyClassicSignature() refuses signatures in other places, and second ones of any kind', async t => {
  t.match(await reason({ body: [classicElement('Signature')] }), because('there is not exactly one Signature'))
  t.match(await reason({ body: [classicElement('SignedInfo')] }), because('there is not exactly one SignedInfo'))
  t.match(await reason({ body: [{ name: 'a', attributes: { Id: 'x' } }, { name: 'b', attributes: { ID: 'x' } }] }), because('an Id stands twice'))
  const xml = await signedClassic(party)
  const signature = /<Signature .*<\/Signature>/.exec(xml)?.[0] ?? ''
  t.throws(() => verify(xml.replace(signature, '').replace('</kvittering>', `${signature}</kvittering>`)), refused, 'last in the body')
  t.throws(() => verify(xml.replace(signature, '').replace('<StandardBusinessDocumentHeader>', `<StandardBusinessDocumentHeader>${signature}`)), refused)
  t.throws(() => verify(xml.replace(signature, '').replace('</StandardBusinessDocument>', `${signature}</StandardBusinessDocument>`)), refused)
})

test('verifyClassicSignature() never tells xml-crypto\'s own words in its message', async t => {
  const xml = await signedClassic(party)
  try {
    verify(xml.replace(/<SignatureValue>....../, '<SignatureValue>AAAAAA'))
    t.fail('must throw')
  } catch (error) {
    t.match(error, refused)
  }
})
