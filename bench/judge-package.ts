// Puts one sealed package before judges that are not ours: openssl opens it, xmlsec1 proves its signature, xmllint holds it to the schemas.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readContainer } from '../src/open/read-container.ts'

/** What the judges need beside the package. */
export interface Bench {
  /** PEM of the receiver's private key. */
  keyFile: string
  rootFile: string
  intermediateFile: string
  manifestSchema: string
  /** ETSI's schema is not part of the project; where it is not at hand, that one question is not asked. */
  signaturesSchema: string | undefined
}

/** What was asked of one package, and what each judge said. Empty objections: accepted by all. */
export interface Judgement {
  objections: string[]
  questions: number
}

interface Answer { status: number | null, stdout: Buffer, stderr: string }

/** Judges one encrypted package over this many files, the manifest included. */
export async function judgePackage (cms: Uint8Array, signedFiles: number, bench: Bench): Promise<Judgement> {
  const folder = await mkdtemp(join(tmpdir(), 'judged-'))
  try {
    await writeFile(join(folder, 'package.cms'), cms)
    const opened = await ask(folder, 'openssl', 'cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'package.cms', '-inkey', bench.keyFile)
    if (opened.status !== 0) return { objections: [`openssl: ${opened.stderr}`], questions: 1 }
    await unpack(opened.stdout, folder)
    const proved = ask(folder, 'xmlsec1', '--verify', '--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
      '--trusted-pem', bench.rootFile, '--untrusted-pem', bench.intermediateFile, 'META-INF/signatures.xml')
    const schemas = [[bench.manifestSchema, 'manifest.xml'], [bench.signaturesSchema, 'META-INF/signatures.xml']]
    const valid = schemas.flatMap(([schema, file = '']) => schema === undefined ? [] : [ask(folder, 'xmllint', '--nonet', '--noout', '--schema', schema, file)])
    const answers = await Promise.all(valid)
    const objections = [...objectionsOf(await proved, signedFiles), ...answers.filter(({ status }) => status !== 0).map(({ stderr }) => `xmllint: ${stderr}`)]
    return { objections, questions: 2 + answers.length }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** xmlsec1 must say so, and must have looked at every file and at the signed properties. */
function objectionsOf ({ status, stdout, stderr }: Answer, signedFiles: number): string[] {
  const references = signedFiles + 1
  const said = `${stdout.toString()}${stderr}`
  return status === 0 && said.includes(`SignedInfo References (ok/all): ${references}/${references}`) ? [] : [`xmlsec1: ${said}`]
}

async function unpack (zip: Uint8Array, folder: string): Promise<void> {
  for (const [name, content] of await readContainer(zip)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

async function ask (folder: string, tool: string, ...args: string[]): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.once('error', reject)
    child.once('close', status => { resolve({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }) })
  })
}
