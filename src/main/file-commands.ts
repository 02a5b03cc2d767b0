// Commands that look into one file on this machine. They need no gateway, no database and no network.
import { stat, readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ownSettings, type Settings } from '../config.ts'
import { openFile, type OpenedFile } from '../open/open-file.ts'
import { readReceipt } from '../receipt/read-receipt.ts'
import { acceptedPolicies } from './accepted-policies.ts'
import { defaultTrust, readTrust } from './file-trust.ts'
import { maskReport, reportAsJson, reportAsText } from './print-report.ts'
import { readPrivateKey, readTestKeys } from './private-keys.ts'
import { writeDocuments } from './write-documents.ts'

/** What can be asked for on the command line. */
export interface FileOptions {
  key?: string
  trust?: string
  at?: string
  message?: string
  out?: string
  force?: boolean
  json?: boolean
  reveal?: boolean
}

/** Where a command runs. */
export interface Surroundings {
  settings: Settings
  now: Date
  stdout: { write (text: string): unknown }
  stderr: { write (text: string): unknown }
}

/** What is not proved, and what was asked for in a way that cannot be done. */
const exitNotProved = 1
const exitUsage = 2
/** Twice the limit of the infrastructure, as everywhere where packages are read. */
const maxFileBytes = 100_000_000

/** Adds `open` and `verify`. */
export function addFileCommands (program: Command): void {
  withFileOptions(program.command('open'))
    .description('open a package, container, message, receipt or archived XML document; exit 1 when it is not proved')
    .option('--out <folder>', 'write the documents there, if all is proved')
    .option('--force', 'replace files that exist')
    .action(runGuarded)
  withFileOptions(program.command('verify'))
    .description('the same without writing anything: manifest, documents, signer, certificates and verdict')
    .action(runGuarded)
}

function withFileOptions (command: Command): Command {
  return command
    .argument('<file>')
    .option('--key <file>', 'private key to decrypt with, PEM or JWK; default the sandbox\'s test keys')
    .option('--trust <file>', 'PEM of roots, authorities between, and signers to believe by themselves; default what the gateway believes')
    .option('--at <time>', 'judge certificates for this moment, as 2017-05-12T07:10:00Z; default now')
    .option('--message <file>', 'the business message that went with the package: compare fingerprints')
    .option('--reveal', 'show identity numbers whole')
    .option('--json', 'one JSON object')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitUsage))
}

async function runGuarded (file: string, options: FileOptions): Promise<void> {
  process.exitCode = await lookInto(file, options, { settings: ownSettings(), now: new Date(), stdout: process.stdout, stderr: process.stderr })
}

/**
 * Opens a file, tells what it is and, if all is proved, writes its documents where that was asked for.
 *
 * @returns the exit status: 0 proved, 1 not proved, 2 when the caller made a mistake, which is told in one line
 */
export async function lookInto (file: string, options: FileOptions, surroundings: Surroundings): Promise<number> {
  try {
    const { report, documents } = await openWith(file, options, surroundings)
    const shown = options.reveal === true ? report : maskReport(report)
    surroundings.stdout.write(options.json === true ? reportAsJson(shown) : reportAsText(shown))
    if (report.verdict === 'not-proved') return exitNotProved
    if (options.out !== undefined) {
      const written = await writeDocuments(documents, options.out, options.force ?? false)
      surroundings.stderr.write(`${written.length} written to ${options.out}\n`)
    }
    return 0
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    surroundings.stderr.write(`postbud: ${error.message}\n`)
    return exitUsage
  }
}

async function openWith (file: string, options: FileOptions, { settings, now }: Surroundings): Promise<OpenedFile> {
  const trust = options.trust === undefined ? await defaultTrust(settings) : await readTrust(options.trust)
  const at = readMoment(options.at, now)
  return await openFile(await readBounded(file), {
    trust,
    at,
    policies: acceptedPolicies(settings),
    keys: options.key === undefined ? await readTestKeys(settings.POSTBUD_CERTS_DIR) : [await readPrivateKey(options.key)],
    ...options.message !== undefined && { message: await readBounded(options.message) },
    readReceipt: async raw => await readReceipt(raw, trust, at)
  })
}

async function readBounded (file: string): Promise<Uint8Array> {
  const { size } = await stat(file).catch((): { size: number } => { throw new TypeError(`Cannot read "${file}": there is no such file`) })
  if (size > maxFileBytes) throw new TypeError(`Cannot read "${file}": it is larger than ${maxFileBytes} bytes`)
  return await readFile(file).catch((): never => { throw new TypeError(`Cannot read "${file}": it is no file, or may not be read`) })
}

function readMoment (text: string | undefined, now: Date): Date {
  const moment = text === undefined ? now : new Date(text)
  if (Number.isNaN(moment.getTime())) throw new TypeError(`Cannot judge for "${text ?? ''}": it is no moment; write it as 2017-05-12T07:10:00Z`)
  return moment
}
