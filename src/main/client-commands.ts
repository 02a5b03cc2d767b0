// Commands that speak HTTP to a running gateway. They never open its database.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import { runBatch } from '../batch/run-batch.ts'
import { runCertificates } from '../certificates/command.ts'
import { ownSettings, wantsColor, type Settings } from '../config.ts'
import { runDoctor } from '../doctor/report.ts'
import { actionStates, acts } from '../letter/act.ts'
import { runAct, runApprove } from './act-command.ts'
import { runActions } from './actions-command.ts'
import { runAuditExport, runAuditVerify, type Kept } from './audit-command.ts'
import { runPrecheck } from './precheck-command.ts'

interface ClientOptions {
  url?: string | undefined
  json?: boolean | undefined
}

/** Adds `doctor`, `precheck`, `act`, `approve`, `actions`, `audit` and `batch send`. */
export function addClientCommands (program: Command): void {
  withClientOptions(program.command('doctor'))
    .description('look at schema, clock, certificates, registers and access point of a running gateway; exit 1 when something is off')
    .action(async (options: ClientOptions) => {
      const client = clientOf(ownSettings(), options)
      process.exitCode = await runDoctor(client, { fetch, stdout: process.stdout, stderr: process.stderr })
    })
  withClientOptions(program.command('precheck'))
    .description('tell which way a letter would go to each recipient of a file, why, and what it would cost; nothing is sent; exit 3 when some would get none')
    .argument('<file>', 'the body of POST /v1/precheck, JSON')
    .action(async (file: string, options: ClientOptions) => {
      process.exitCode = await runPrecheck({ ...clientOf(ownSettings(), options), file }, { fetch, stdout: process.stdout, stderr: process.stderr })
    })
  addActCommands(program)
  addActionsCommand(program)
  addAuditCommands(program)
  const batch = program.command('batch').description('letters by the folder')
  withClientOptions(batch.command('send'))
    .description('send manifest.csv and its documents; run again, it goes on where it stopped; exit 3 when some rows were refused')
    .argument('<folder>')
    .option('--dry-run', 'check the folder and send nothing')
    .option('--concurrency <number>', 'letters under way at once', '4')
    .action(sendBatch)
}

interface SelectionOptions {
  batch?: string
  sender?: string
  class?: string
  state?: string
  channel?: string
  reasonCode?: string
  reference?: string[]
  acceptedFrom?: string
  acceptedTo?: string
}

interface GroundsOptions {
  reason?: string | undefined
  by?: string | undefined
}

interface OrderOptions {
  to?: string
  expect?: number
  key?: string
}

function addActCommands (program: Command): void {
  const ports = { fetch, sleep: (ms: number) => delay(ms), stdout: process.stdout, stderr: process.stderr }
  withClientOptions(program.command('act'))
    .description(`${acts.join(', ')} all letters that the options select; without --reason they are only counted; exit 3 when some were not acted on`)
    .addArgument(new Argument('<action>').choices(acts))
    .option('--batch <name>').option('--sender <number>').option('--class <class>').option('--state <state>')
    .option('--channel <channel>', 'of the letters now; none: of those that have no channel')
    .option('--reason-code <code>').option('--reference <reference...>')
    .option('--accepted-from <moment>').option('--accepted-to <moment>')
    .addOption(new Option('--to <channel>', 'where a redirection leads').choices(['print', 'digital']))
    .option('--reason <sentence>', 'why; kept with each letter').option('--by <name>', 'who says so')
    .option('--expect <number>', 'so many letters must be selected, or nothing is done', readCount)
    .option('--key <key>', 'of an earlier call, to follow its action instead of beginning another; without it one is made and told')
    .action(async (action: string, options: ClientOptions & SelectionOptions & GroundsOptions & OrderOptions) => {
      const { url, json, to, reason, by, expect, key = randomUUID(), reference, ...selected } = options
      const selection = { ...selected, ...reference !== undefined && { references: reference } }
      const order = { action, selection, ...to !== undefined && { channel: to } }
      const grounds = groundsOf({ reason, by })
      if (grounds === undefined && expect !== undefined) throw new TypeError('Cannot act: --expect is given with --reason and --by')
      const client = { ...clientOf(ownSettings(), { url, json }), idempotencyKey: key }
      const demanded = { ...grounds !== undefined && { grounds }, ...expect !== undefined && { expected: expect } }
      process.exitCode = await runAct({ ...client, order, ...demanded }, ports)
    })
  withClientOptions(program.command('approve'))
    .description('tell what an action is to do that another person asked for, and let it run, or refuse it')
    .argument('<id>', 'of the action').option('--refuse', 'say no').requiredOption('--reason <sentence>').requiredOption('--by <name>')
    .action(async (id: string, options: ClientOptions & { reason: string, by: string, refuse?: boolean }) => {
      const { reason, by, refuse = false } = options
      process.exitCode = await runApprove({ ...clientOf(ownSettings(), options), id, isApproved: !refuse, grounds: { reason, by } }, ports)
    })
}

function addActionsCommand (program: Command): void {
  withClientOptions(program.command('actions'))
    .description('the last 50 actions over many letters, the newest first; or all of one')
    .argument('[id]', 'of the action')
    .addOption(new Option('--state <state>', 'only those in it').choices(actionStates))
    .action(async (id: string | undefined, options: ClientOptions & { state?: string }) => {
      const { state } = options
      if (id !== undefined && state !== undefined) throw new TypeError('Cannot list the actions: an id and --state are not given together')
      const which = { ...id !== undefined && { id }, ...state !== undefined && { state } }
      const client = clientOf(ownSettings(), options)
      process.exitCode = await runActions({ ...client, ...which }, { fetch, stdout: process.stdout, stderr: process.stderr })
    })
}

function readCount (text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number, 0 or more.')
  return Number(text)
}

function addAuditCommands (program: Command): void {
  const ports = { fetch, now: () => new Date(), stdout: process.stdout, stderr: process.stderr }
  const audit = program.command('audit').description('the log of all that happened and all that was read, as a chain that can be proved')
  withClientOptions(audit.command('export'))
    .description('print it with its chain, one JSON object a line; SHA-256 is all that is needed to verify it')
    .option('--from <number>', 'the first event', readNumber, 1).option('--to <number>', 'the last; default all there are', readNumber)
    .action(async ({ from, to = Number.MAX_SAFE_INTEGER, ...options }: ClientOptions & { from: number, to?: number }) => {
      process.exitCode = await runAuditExport({ ...clientOf(ownSettings(), options), from, to }, ports)
    })
  withClientOptions(audit.command('verify'))
    .description('compute all of the chain anew; tells the last number and its chain, or the first number that is not what it was, and exits with 1')
    .option('--kept <number:chain>', 'a number and its chain as they were told before; exit 1, too, where the number has another now', readKept)
    .action(async ({ kept, ...options }: ClientOptions & { kept?: Kept }) => {
      process.exitCode = await runAuditVerify({ ...clientOf(ownSettings(), options), kept }, ports)
    })
}

function readKept (text: string): Kept {
  const [, number, chain] = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/i.exec(text) ?? []
  if (number === undefined || chain === undefined) throw new InvalidArgumentError('It is no number, colon and chain of 64 hexadecimal digits.')
  return { number: Number(number), chain: chain.toLowerCase() }
}

function readNumber (text: string): number {
  const number = Number(text)
  if (!/^[1-9][0-9]*$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('It is no number of an event.')
  return number
}

/** Both or none: half an order must not pass for a count. */
function groundsOf ({ reason, by }: GroundsOptions): { reason: string, by: string } | undefined {
  if (reason === undefined && by === undefined) return undefined
  if (reason === undefined || by === undefined) throw new TypeError('Cannot act: --reason and --by are given together')
  return { reason, by }
}

const actions = {
  list: 'the senders\' and the recipients\' certificates: days left, which is in use, what is wrong with one',
  rehearse: 'seal a test letter with a certificate and open it again; nothing is sent; exit 1 when it fails',
  activate: 'sign with a rehearsed certificate from now on, without a restart'
} as const

/** Adds what is asked of a running gateway to the `certificates` command. */
export function addCertificateCommands (certificates: Command): void {
  for (const action of ['list', 'rehearse', 'activate'] as const) {
    const command = withClientOptions(certificates.command(action)).description(actions[action])
    const run = async (options: ClientOptions, fingerprint?: string): Promise<void> => {
      process.exitCode = await runCertificates(
        { ...clientOf(ownSettings(), options), action, ...fingerprint !== undefined && { fingerprint } },
        { fetch, stdout: process.stdout, stderr: process.stderr })
    }
    if (action === 'list') command.action((options: ClientOptions) => run(options))
    else command.argument('<fingerprint>', 'or its beginning').action((fingerprint: string, options: ClientOptions) => run(options, fingerprint))
  }
}

async function sendBatch (folder: string, options: ClientOptions & { dryRun?: boolean, concurrency: string }): Promise<void> {
  const settings = ownSettings()
  const stopping = new AbortController()
  process.once('SIGINT', () => { stopping.abort() })
  process.exitCode = await runBatch({
    ...clientOf(settings, options), folder, sender: settings.POSTBUD_SENDER, dryRun: options.dryRun ?? false,
    concurrency: Math.max(1, Number(options.concurrency) || 1), color: wantsColor()
  }, {
    fetch,
    now: () => new Date(),
    sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal: process.stderr.isTTY,
    stop: stopping.signal
  })
}

function withClientOptions (command: Command): Command {
  return command
    .addOption(new Option('--url <address>', 'of the gateway; default the one set for this machine'))
    .option('--json', 'one JSON object a line')
}

function clientOf (settings: Settings, { url, json }: ClientOptions): { url: string, apiKey: string, json: boolean } {
  const own = `http://${settings.POSTBUD_HOST}:${settings.POSTBUD_PORT}`
  return { url: (url ?? own).replace(/\/$/, ''), apiKey: settings.POSTBUD_API_KEY, json: json ?? false }
}
