// Commands that look into one file on this machine. They need no gateway, no database and no network.
import { stat, readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ownSettings } from '../config.ts'
import { openFile } from '../open/open-file.ts'
import { readReceipt } from '../receipt/read-receipt.ts'
import { defaultTrust, readTrust } from './file-trust.ts'
import { maskReport, reportAsJson, reportAsText } from './print-report.ts'
import { readPrivateKey, readTestKeys } from './private-keys.ts'
import { writeDocuments } from './write-documents.ts'

interface FileOptions {
  key?: string
  trust?: string
  at?: string
  message?: string
  out?: string
  force?: boolean
  json?: boolean
  reveal?: boolean
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

/** Mistakes of the caller are told in one line and have their own exit status. */
async function runGuarded (file: string, options: FileOptions): Promise<void> {
  try {
    process.exitCode = await run(file, options)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    process.stderr.write(`postbud: ${error.message}\n`)
    process.exitCode = exitUsage
  }
}

async function run (file: string, options: FileOptions): Promise<number> {
  const settings = ownSettings()
  const trust = options.trust === undefined ? await defaultTrust(settings) : await readTrust(options.trust)
  const at = readMoment(options.at)
  const { report, documents } = await openFile(await readBounded(file), {
    trust,
    at,
    keys: options.key === undefined ? await readTestKeys(settings.POSTBUD_CERTS_DIR) : [await readPrivateKey(options.key)],
    ...options.message !== undefined && { message: await readBounded(options.message) },
    readReceipt: async raw => await readReceipt(raw, trust, at)
  })
  const shown = options.reveal === true ? report : maskReport(report)
  process.stdout.write(options.json === true ? reportAsJson(shown) : reportAsText(shown))
  if (report.verdict === 'not-proved') return exitNotProved
  if (options.out !== undefined) {
    const written = await writeDocuments(documents, options.out, options.force ?? false)
    process.stderr.write(`${written.length} written to ${options.out}\n`)
  }
  return 0
}

async function readBounded (file: string): Promise<Uint8Array> {
  const { size } = await stat(file).catch((): { size: number } => { throw new TypeError(`Cannot read "${file}": there is no such file`) })
  if (size > maxFileBytes) throw new TypeError(`Cannot read "${file}": it is larger than ${maxFileBytes} bytes`)
  return await readFile(file).catch((): never => { throw new TypeError(`Cannot read "${file}": it is no file, or may not be read`) })
}

function readMoment (text: string | undefined): Date {
  const moment = text === undefined ? new Date() : new Date(text)
  if (Number.isNaN(moment.getTime())) throw new TypeError(`Cannot judge for "${text ?? ''}": it is no moment; write it as 2017-05-12T07:10:00Z`)
  return moment
}
