// A signed container with names that our own sealing never gives.
import { createHash } from 'node:crypto'
import { signXades } from '../../src/crypto/sign-xades.ts'
import type { Signer } from '../../src/crypto/signer.ts'
import { writeCanonicalXml } from '../../src/xml/canonical-writer.ts'
import { zipOf } from './zip-of.ts'

/** A container of small files with any names and titles, in the sender's name, its references written by `encode`. */
export async function containerOf (
  files: readonly (readonly [string, string])[], signer: Signer, encode?: (name: string) => string
): Promise<Buffer> {
  const manifest = writeCanonicalXml({
    name: 'manifest', namespaces: { '': 'http://begrep.difi.no/sdp/schema_v10' }, children: [
      { name: 'avsender', children: [{ name: 'organisasjon', children: ['0192:313000001'] }] },
      ...files.map(([name, title], index) => ({
        name: index === 0 ? 'hoveddokument' : 'vedlegg', attributes: { href: name, mime: 'text/plain' }, children: [{ name: 'tittel', children: [title] }]
      }))
    ]
  })
  const contents: [string, Buffer][] = [['manifest.xml', Buffer.from(manifest)], ...files.map(([name]): [string, Buffer] => [name, Buffer.from(name)])]
  const toSign = contents.map(([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
  const honest = Buffer.from(await signXades(toSign, signer, new Date())).toString()
  const signatures = encode === undefined ? honest : await withReferences(honest, encode, signer)
  return await zipOf([...contents, ['META-INF/signatures.xml', Buffer.from(signatures)]])
}

/** Writes the references anew and signs them again. Our signature is canonical, so SignedInfo's own text is what is signed. */
async function withReferences (xml: string, encode: (name: string) => string, by: Signer): Promise<string> {
  const info = /<SignedInfo>.*<\/SignedInfo>/s.exec(xml)?.[0] ?? ''
  const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const changed = info.replaceAll(/ URI="([^#"][^"]*)"/g, (_, uri: string) => ` URI="${attribute(encode(decodeURIComponent(uri)))}"`)
  const signed = changed.replace('<SignedInfo>', '<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">')
  const value = Buffer.from(await by.sign(Buffer.from(signed))).toString('base64')
  return xml.replace(info, () => changed).replace(/(<SignatureValue[^>]*>)[^<]*/, (_, tag: string) => tag + value)
}
