import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { makeTestCertificates, type TestParty } from '../../certs/make-test-certificates.ts'
import { readCertificates } from '../../src/crypto/pem.ts'
import { signerFromPem, type Signer } from '../../src/crypto/signer.ts'
import type { Trust } from '../../src/crypto/trust.ts'

/** Where the test certificates lie; `testParty()` makes them on first use. */
export const testCertificates = fileURLToPath(new URL('../../certs/test', import.meta.url))

/** One party with its key, the signer made of it, and the trust that accepts it. */
export interface PartyFixture {
  key: KeyObject
  certificate: X509Certificate
  chain: readonly X509Certificate[]
  signer: Signer
  trust: Trust
}

/** Reads a party's test certificates, made on the spot where they are missing. */
export async function testParty (name: TestParty): Promise<PartyFixture> {
  await makeTestCertificates(testCertificates, new Date())
  const read = async (file: string): Promise<string> => await readFile(`${testCertificates}/${file}`, 'utf8')
  const [keyPem, chainPem, rootPem, intermediatePem] = await Promise.all([
    read(`${name}.key.pem`), read(`${name}.chain.pem`), read('root.pem'), read('intermediate.pem')
  ])
  const chain = readCertificates(chainPem)
  const [certificate] = chain
  if (certificate === undefined) throw new Error(`no certificate in ${name}.chain.pem`)
  const trust = { roots: readCertificates(rootPem), intermediates: readCertificates(intermediatePem) }
  return { key: createPrivateKey(keyPem), certificate, chain, signer: signerFromPem(keyPem, chainPem), trust }
}
