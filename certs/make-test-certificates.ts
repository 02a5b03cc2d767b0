// Makes a small public key infrastructure for tests and for the sandbox, shaped like SEID 2 enterprise certificates (*virksomhetssertifikat*).
// Nothing it makes is ever committed or trusted outside this machine. The authorities' keys stay beside the rest, for the sandbox revokes with them.
import 'reflect-metadata'
import { KeyObject, X509Certificate, randomUUID, webcrypto } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  AuthorityInfoAccessExtension, AuthorityKeyIdentifierExtension, BasicConstraintsExtension, CRLDistributionPointsExtension,
  CertificatePolicyExtension, ExtendedKeyUsageExtension, Extension, KeyUsageFlags, KeyUsagesExtension, SubjectKeyIdentifierExtension,
  X509CertificateGenerator, cryptoProvider, type JsonName, type X509Certificate as MadeCertificate
} from '@peculiar/x509'

/** Who gets a certificate, and the organization number in it. */
export const testParties = {
  sender: { organizationNumber: '313000001', name: 'TESTKOMMUNE' },
  eboks: { organizationNumber: '922020175', name: 'E-BOKS TEST' },
  digipost: { organizationNumber: '984661185', name: 'DIGIPOST TEST' },
  print: { organizationNumber: '974761076', name: 'UTSKRIFT TEST' },
  maskinporten: { organizationNumber: '991825827', name: 'MASKINPORTEN TEST' }
} as const

/** Where every test certificate says it can be asked about. A sandbox on another port is reached by turning this address into its own. */
export const testAuthorityUrl = 'http://127.0.0.1:8090/ca'

/** One of the parties. */
export type TestParty = keyof typeof testParties

const dayMs = 24 * 60 * 60 * 1000
const renewBeforeDays = 7
const partyDays = 730
const authorityDays = 3650
const rsaBits = 2048
/** Digdir's own policy for test enterprise certificates. */
const testPolicy = '2.16.578.1.1.1.1.100'
/** OID of organizationIdentifier, where SEID 2 puts `NTRNO-` and the organization number. */
const organizationIdentifier = '2.5.4.97'
/** id-kp-OCSPSigning and id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2). */
const [answersForIssuer, needsNoCheck] = ['1.3.6.1.5.5.7.3.9', '1.3.6.1.5.5.7.48.1.5']
const authorityNames = ['root', 'intermediate', 'ocsp']
const signing = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

interface Made { keys: webcrypto.CryptoKeyPair, certificate: MadeCertificate }

/**
 * Fills a folder with `root.pem`, `intermediate.pem`, `ocsp.pem` (who answers for the intermediate) and their keys, and for each party
 * `NAME.key.pem` (mode 600) and `NAME.chain.pem` (leaf, intermediate, root). Does nothing when all is there and good for another week; else
 * makes all of it anew.
 *
 * The folder appears in one rename, so a reader never sees half of it, and of two makers at once one wins.
 */
export async function makeTestCertificates (folder: string, now: Date): Promise<void> {
  if (await isGood(folder, now)) return
  const fresh = `${resolve(folder)}.${randomUUID()}`
  await mkdir(fresh, { recursive: true, mode: 0o700 })
  try {
    await fill(fresh, now)
    await replace(folder, fresh, now)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function isGood (folder: string, now: Date): Promise<boolean> {
  const names = Object.keys(testParties)
  const certificates = [...authorityNames.map(name => `${name}.pem`), ...names.map(name => `${name}.chain.pem`)]
  const there = await readdir(folder).catch((): string[] => [])
  if (![...certificates, ...[...authorityNames, ...names].map(name => `${name}.key.pem`)].every(file => there.includes(file))) return false
  const until = now.getTime() + renewBeforeDays * dayMs
  const ends = await Promise.all(certificates.map(async file => new X509Certificate(await readFile(join(folder, file))).validToDate.getTime()))
  return ends.every(end => end > until)
}

async function fill (folder: string, now: Date): Promise<void> {
  cryptoProvider.set(webcrypto)
  const names: TestParty[] = ['sender', 'eboks', 'digipost', 'print', 'maskinporten']
  const [rootKeys, intermediateKeys, ocspKeys, ...partyKeys] = await Promise.all([
    makeKeys(), makeKeys(), makeKeys(), ...names.map(async () => await makeKeys())
  ])
  const root = await makeAuthority('Postbud Test Root CA', rootKeys, now)
  const intermediate = await makeAuthority('Postbud Test Enterprise CA', intermediateKeys, now, root)
  const answering = await makeResponder(ocspKeys, now, intermediate)
  await Promise.all(Object.entries({ root, intermediate, ocsp: answering }).map(async ([name, made]) => {
    await writeFile(join(folder, `${name}.pem`), pem([made]))
    await writeKey(folder, name, made.keys)
  }))
  await Promise.all(names.map(async (name, index) => {
    const keys = partyKeys[index]
    if (keys === undefined) throw new RangeError(`Cannot make a certificate for ${name}: there is no key pair`)
    const leaf = await makeParty(name, keys, now, intermediate)
    await writeFile(join(folder, `${name}.chain.pem`), pem([leaf, intermediate, root]))
    await writeKey(folder, name, keys)
  }))
}

async function writeKey (folder: string, name: string, { privateKey }: webcrypto.CryptoKeyPair): Promise<void> {
  await writeFile(join(folder, `${name}.key.pem`), KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
}

async function makeKeys (): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey({ ...signing, modulusLength: rsaBits, publicExponent: new Uint8Array([1, 0, 1]) }, true, ['sign', 'verify'])
}

async function makeAuthority (name: string, keys: webcrypto.CryptoKeyPair, now: Date, issuer?: Made): Promise<Made> {
  const subject: JsonName = [{ C: ['NO'] }, { O: ['Postbud Test'] }, { CN: [name] }]
  const certificate = await X509CertificateGenerator.create({
    ...validity(now, authorityDays),
    subject,
    issuer: issuer?.certificate.subjectName ?? subject,
    publicKey: keys.publicKey,
    signingKey: (issuer ?? { keys }).keys.privateKey,
    signingAlgorithm: signing,
    extensions: [
      new BasicConstraintsExtension(true, issuer === undefined ? undefined : 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ...issuer === undefined ? [] : [new CRLDistributionPointsExtension([`${testAuthorityUrl}/root.crl`])],
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create((issuer ?? { keys }).keys.publicKey)
    ]
  })
  return { keys, certificate }
}

/** Who signs OCSP answers in the intermediate's name, so that the intermediate's own key is needed for lists alone. */
async function makeResponder (keys: webcrypto.CryptoKeyPair, now: Date, issuer: Made): Promise<Made> {
  const certificate = await X509CertificateGenerator.create({
    ...validity(now, partyDays),
    subject: [{ C: ['NO'] }, { O: ['Postbud Test'] }, { CN: ['Postbud Test OCSP'] }],
    issuer: issuer.certificate.subjectName,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: signing,
    extensions: [
      new BasicConstraintsExtension(false),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([answersForIssuer]),
      new Extension(needsNoCheck, false, new Uint8Array([5, 0])),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey)
    ]
  })
  return { keys, certificate }
}

async function makeParty (party: TestParty, keys: webcrypto.CryptoKeyPair, now: Date, issuer: Made): Promise<Made> {
  const { name, organizationNumber } = testParties[party]
  const certificate = await X509CertificateGenerator.create({
    ...validity(now, partyDays),
    subject: [{ C: ['NO'] }, { O: [name] }, { [organizationIdentifier]: [`NTRNO-${organizationNumber}`] }, { CN: [name] }],
    issuer: issuer.certificate.subjectName,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: signing,
    extensions: [
      new BasicConstraintsExtension(false),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment | KeyUsageFlags.dataEncipherment, true),
      new CertificatePolicyExtension([testPolicy]),
      new CRLDistributionPointsExtension([`${testAuthorityUrl}/intermediate.crl`]),
      new AuthorityInfoAccessExtension({ ocsp: [`${testAuthorityUrl}/ocsp`] }),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey)
    ]
  })
  return { keys, certificate }
}

/** Starts a day early, so that a clock that is a little behind still finds the certificate valid. */
function validity (now: Date, days: number): { notBefore: Date, notAfter: Date } {
  return { notBefore: new Date(now.getTime() - dayMs), notAfter: new Date(now.getTime() + days * dayMs) }
}

function pem (chain: readonly Made[]): string {
  return chain.map(({ certificate }) => `${certificate.toString('pem')}\n`).join('')
}

async function replace (folder: string, fresh: string, now: Date): Promise<void> {
  const old = `${fresh}.old`
  await rename(folder, old).catch(ignoreAbsent)
  try {
    await rename(fresh, folder)
  } catch (error) {
    if (!await isGood(folder, now)) throw error
  } finally {
    await rm(old, { recursive: true, force: true })
  }
}

function ignoreAbsent (error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

if (import.meta.main) await makeTestCertificates(process.argv[2] ?? join(import.meta.dirname, 'test'), new Date())
