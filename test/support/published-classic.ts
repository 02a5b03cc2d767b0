import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import type { Trust } from '../../src/crypto/trust.ts'
import { publishedPackages } from './published-packages.ts'
import { published } from './shared.ts'
import { readContainer } from '../../src/open/read-container.ts'

/** One published document of the retired format. */
export interface PublishedClassic {
  name: string
  xml: string
  /** A moment at which its certificate was valid. */
  at: Date
  /** The test authority of its time, which a later official package still carries; where there is none, its signer itself. */
  trust: Trust
}

/** Which authority issued two of them is not published; those signers are believed by themselves. */
const orphans = /CN=Digipost Test Cert Authority|^CN=889640782$/m

/** The documents of a folder below `classic-xml`, by file name; none with a clear line where they are absent. */
export async function publishedClassic (t: Test, folder: string, names: readonly string[]): Promise<PublishedClassic[]> {
  const root = published(t, `classic-xml/${folder}/`)
  if (root === undefined) return []
  const authorities = await testAuthorities(t)
  return names.map(name => {
    const xml = readFileSync(new URL(name, root), 'utf8')
    const certificate = signerOf(xml)
    const isOrphan = orphans.test(`${certificate.subject}\n${certificate.issuer}`)
    const at = new Date((certificate.validFromDate.getTime() + certificate.validToDate.getTime()) / 2)
    return { name, xml, at, trust: isOrphan ? { roots: [], signers: [certificate] } : authorities }
  })
}

/** The certificate in the document's own signature: the last in the file, as the envelope's stands before it. */
export function signerOf (xml: string): X509Certificate {
  const text = Array.from(xml.matchAll(/<(?:\w+:)?X509Certificate>([^<]+)</g)).at(-1)?.[1] ?? ''
  return new X509Certificate(Buffer.from(text.replaceAll(/&#13;|\s/g, ''), 'base64'))
}

/** Buypass' test authorities of 2014 to 2023, as the official package of 2022 carries them. */
async function testAuthorities (t: Test): Promise<Trust> {
  const [official] = publishedPackages(t)
  const signatures = official === undefined ? undefined : (await readContainer(official.zip)).get('META-INF/signatures.xml')
  const texts = Array.from(Buffer.from(signatures ?? []).toString().matchAll(/<(?:\w+:)?X509Certificate>([^<]+)</g), ([, text = '']) => text)
  const authorities = texts.map(text => new X509Certificate(Buffer.from(text.replaceAll(/&#13;|\s/g, ''), 'base64'))).filter(one => one.ca)
  return { roots: authorities.filter(one => one.subject === one.issuer), intermediates: authorities }
}
