// Commands that speak HTTP to a running gateway. They never open its database.
import { setTimeout as delay } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import { runBatch } from '../batch/run-batch.ts'
import { runCertificates } from '../certificates/command.ts'
import { ownSettings, wantsColor, type Settings } from '../config.ts'
import { runDoctor } from '../doctor/report.ts'
import { runPrecheck } from './precheck-command.ts'

interface ClientOptions {
  url?: string
  json?: boolean
}

/** Adds `doctor`, `precheck` and `batch send`. */
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
  const batch = program.command('batch').description('letters by the folder')
  withClientOptions(batch.command('send'))
    .description('send manifest.csv and its documents; run again, it goes on where it stopped; exit 3 when some rows were refused')
    .argument('<folder>')
    .option('--dry-run', 'check the folder and send nothing')
    .option('--concurrency <number>', 'letters under way at once', '4')
    .action(sendBatch)
}

const actions = {
  list: 'the senders\' certificates: days left, which is in use, what is wrong with one',
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
