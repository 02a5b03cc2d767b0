// A keyring file for a test, with certificates issued under the test authority, good and bad.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { issueCertificate, type Issued, type IssueOptions } from './issue-certificate.ts'
import { folderOf } from './run-tool.ts'
import { readStage } from './stage.ts'

const testPolicy = '2.16.578.1.1.1.1.100'
const dayMs = 24 * 60 * 60 * 1000

/** What a certificate shall be like; the rest is as a good one of the test sender. */
export interface KeyOptions extends Omit<IssueOptions, 'issuer'> {
  sender?: string
  /** The organization in the certificate, when it shall not be the sender. */
  organization?: string
  role?: 'current' | 'next'
}

/** A certificate that was issued and written. */
export interface KeyFixture {
  fingerprint: string
  certificate: X509Certificate
  entry: Record<string, unknown>
}

/** A folder with keys, and the keyring file in it. */
export interface KeyringFixture {
  file: string
  folder: string
  /** Issues a certificate, valid from yesterday for a year, and gives the entry for it. */
  issue: (name: string, options?: KeyOptions) => Promise<KeyFixture>
  /** Writes the file anew in one step, as an operator should. */
  write: (...keys: KeyFixture[]) => void
}

/** A day so many days from now, for validity. */
export function daysFromNow (days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString()
}

/** Makes an empty folder for a keyring. */
export async function aKeyring (t: Test): Promise<KeyringFixture> {
  const folder = await folderOf(t, [])
  const { certificates } = readStage()
  const issuer = testAuthority(certificates)
  const issuersPem = ['intermediate.pem', 'root.pem'].map(name => readCertificate(name, certificates)).join('')
  const file = join(folder, 'keyring.json')
  return {
    file,
    folder,
    issue: async (name, { sender = '313000001', organization = sender, role = 'current', ...options } = {}) => {
      const { certificate, key } = await issueCertificate({
        subject: [{ C: ['NO'] }, { O: [name] }, { '2.5.4.97': [`NTRNO-${organization}`] }, { CN: [name] }],
        issuer, policies: [testPolicy], validFrom: daysFromNow(-1), validTo: daysFromNow(365), ...options
      })
      writeFileSync(join(folder, `${name}.key.pem`), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
      writeFileSync(join(folder, `${name}.chain.pem`), `${certificate.toString()}${issuersPem}`)
      return {
        fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
        certificate,
        entry: { sender, role, driver: 'pem', keyFile: `${name}.key.pem`, chainFile: `${name}.chain.pem` }
      }
    },
    write: (...keys) => {
      writeFileSync(`${file}.new`, JSON.stringify({ entries: keys.map(({ entry }) => entry) }))
      renameSync(`${file}.new`, file)
    }
  }
}

function readCertificate (name: string, folder: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

/** The authority that issued the certificates of the test parties in a folder. */
export function testAuthority (folder: string): Issued {
  const key = createPrivateKey(readCertificate('intermediate.key.pem', folder))
  const certificate = new X509Certificate(readCertificate('intermediate.pem', folder))
  const privateKey = key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['sign'])
  const publicKey = certificate.publicKey.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['verify'])
  return { certificate, key, keys: { privateKey, publicKey }, subject: [{ C: ['NO'] }, { O: ['Postbud Test'] }, { CN: ['Postbud Test Enterprise CA'] }] }
}
