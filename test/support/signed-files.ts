// Signed files of today's format for tests that spoil them: the published packages and messages, and ours.
import type { Test } from 'tap'
import type { KeyObject } from 'node:crypto'
import type { OpenOptions } from '../../src/open/open-container.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { publishedPackages, trustInOwnRoot } from './published-packages.ts'
import { sealedMessage, toMailbox, toPrint } from './sealed-message.ts'
import { testParty } from './test-certificates.ts'
import { decryptCms } from '../../src/crypto/decrypt-cms.ts'

/** One whole message: package encrypted and in clear, and the business message that speaks of it. */
export interface SignedFile {
  name: string
  cms: Uint8Array
  zip: Uint8Array
  jwt: string
  key: KeyObject
  options: OpenOptions
}

/** The four published ones (where they are at hand) and two of ours. */
export async function signedFiles (t: Test): Promise<SignedFile[]> {
  const theirs = await Promise.all(publishedPackages(t).map(async ({ name, cms, zip, jwt, key, at }) => {
    const signatures = (await readContainer(zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0)
    return { name, cms, zip, jwt, key, options: { trust: trustInOwnRoot(signatures), at } }
  }))
  return [...theirs, await ours('our letter', 'eboks'), await ours('our print', 'print')]
}

async function ours (name: string, receiver: 'eboks' | 'print'): Promise<SignedFile> {
  const { key, trust } = await testParty(receiver)
  const choice = receiver === 'print' ? await toPrint() : await toMailbox('eboks', 'test.testesen#8HC7')
  const content = (text: string): { mediaType: string, content: Uint8Array } => ({ mediaType: 'text/plain', content: Buffer.from(text) })
  const documents = receiver === 'print' ? undefined : [content('the main document'), content('an attachment'), content('another')]
  const { jws, package: cms } = await sealedMessage({ choice, accessToken: 'a.b.c', ...documents !== undefined && { documents } })
  return { name, cms, zip: await decryptCms(cms, key), jwt: jws, key, options: { trust, at: new Date() } }
}
