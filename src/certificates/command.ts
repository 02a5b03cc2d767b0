// `postbud certificates list | rehearse | activate`: asks a running gateway, and says what it answers.

/** What the command is told. */
export interface CertificateCommand {
  action: 'list' | 'rehearse' | 'activate'
  /** All of a fingerprint, or enough of its beginning to mean one; not for `list`. */
  fingerprint?: string
  /** Of the gateway, without a slash at the end. */
  url: string
  apiKey: string
  /** One JSON object a certificate and line instead of text. */
  json?: boolean
}

/** The world the command lives in. */
export interface CommandPorts {
  fetch: typeof globalThis.fetch
  stdout: { write: (text: string) => unknown }
  stderr: { write: (text: string) => unknown }
}

/** A certificate as the API tells of it; what we do not know of it is passed on by `--json`. */
interface Told {
  sender: string
  fingerprint: string
  role: string
  daysLeft: number
  fault: string | null
  rehearsal: { at: string, failure: string | null } | null
}

/** A recipient's certificate that letters met, told likewise. */
interface ToldRecipient extends Pick<Told, 'fingerprint' | 'daysLeft' | 'fault'> {
  organization: string | null
  metAt: string
}

const unreadable = 'The answer cannot be read: use a command and a gateway of the same version'

class Refusal extends Error {
  readonly exit: number

  constructor (message: string, exit = 1) {
    super(message)
    this.exit = exit
  }
}

/** A rehearsal makes a key and seals with a token that may be slow. */
const timeoutMs = 60_000

/**
 * Runs the command.
 *
 * @returns exit status: 0 done; 1 refused, or a rehearsal that failed; 4 the gateway cannot be reached
 */
export async function runCertificates (command: CertificateCommand, ports: CommandPorts): Promise<number> {
  try {
    const { certificates: all, recipients } = await list(command, ports)
    if (command.action === 'list') {
      print(all, command, ports)
      for (const one of recipients) write({ role: 'theirs', ...one }, sentenceOfRecipient, command, ports)
      return 0
    }
    const { fingerprint } = choose(all, command.fingerprint ?? '')
    const told = toTold(await call(command, ports, 'POST', `/${fingerprint}/${command.action}`))
    print([told], command, ports)
    return command.action === 'rehearse' && told.rehearsal?.failure !== null ? 1 : 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    ports.stderr.write(`${error.message}\n`)
    return error.exit
  }
}

async function list (command: CertificateCommand, ports: CommandPorts): Promise<{ certificates: Told[], recipients: ToldRecipient[] }> {
  const body = new Map<string, unknown>(Object.entries(await call(command, ports, 'GET', '') ?? {}))
  // A gateway of an earlier version tells nothing of recipients.
  const [certificates, recipients] = [body.get('certificates'), body.get('recipients') ?? []]
  if (!Array.isArray(certificates) || !Array.isArray(recipients) || !recipients.every(isToldRecipient)) throw new Refusal(unreadable)
  return { certificates: certificates.map(toTold), recipients }
}

function choose (all: readonly Told[], beginning: string): Told {
  const [one, another] = all.filter(({ fingerprint }) => beginning !== '' && fingerprint.startsWith(beginning.toLowerCase()))
  if (one === undefined) throw new Refusal('No certificate of the gateway has this fingerprint; see "postbud certificates list"')
  if (another !== undefined) throw new Refusal('Several certificates begin like this; give more of the fingerprint')
  return one
}

async function call ({ url, apiKey }: CertificateCommand, { fetch }: CommandPorts, method: string, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' }
  const response = await fetch(`${url}/v1/certificates${path}`, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    .catch(() => { throw new Refusal(`No answer at ${url}: start the gateway, then run the command again`, 4) })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.status === 200) return body
  const problem = new Map<string, unknown>(typeof body === 'object' && body !== null ? Object.entries(body) : [])
  const said = (name: 'detail' | 'remedy' | 'code'): string => {
    const words = problem.get(name)
    return typeof words === 'string' ? words : ''
  }
  if (said('code') === '') throw new Refusal(`The address answers with status ${response.status}, not like a Postbud gateway`)
  throw new Refusal(`${said('detail')} (${said('code')})\n  -> ${said('remedy')}`)
}

function toTold (value: unknown): Told {
  if (isTold(value)) return value
  throw new Refusal(unreadable)
}

function isTold (value: unknown): value is Told {
  return typeof value === 'object' && value !== null && 'sender' in value && 'fingerprint' in value && typeof value.fingerprint === 'string'
    && 'role' in value && 'daysLeft' in value && 'fault' in value && 'rehearsal' in value
}

function isToldRecipient (value: unknown): value is ToldRecipient {
  return typeof value === 'object' && value !== null && 'fingerprint' in value && typeof value.fingerprint === 'string'
    && 'organization' in value && 'daysLeft' in value && 'fault' in value && 'metAt' in value
}

function print (certificates: readonly Told[], command: CertificateCommand, ports: CommandPorts): void {
  for (const certificate of certificates) write(certificate, sentence, command, ports)
}

function write<One> (one: One, say: (one: One) => string, { json }: CertificateCommand, { stdout }: CommandPorts): void {
  stdout.write(`${json === true ? JSON.stringify(one) : say(one)}\n`)
}

function sentenceOfRecipient ({ organization, fingerprint, daysLeft, metAt, fault }: ToldRecipient): string {
  return `${line(organization ?? '-'.padEnd(9), 'theirs', fingerprint, daysLeft)}  met ${metAt}${fault === null ? '' : `  ${fault}`}`
}

function line (whose: string, role: string, fingerprint: string, daysLeft: number): string {
  return `${whose}  ${role.padEnd(7)}  ${fingerprint.slice(0, 16)}  ${String(daysLeft).padStart(4)} days left`
}

function sentence ({ sender, fingerprint, role, daysLeft, fault, rehearsal }: Told): string {
  const rehearsed = rehearsal === null ? 'not rehearsed' : rehearsal.failure === null ? `rehearsed ${rehearsal.at}` : `rehearsal failed: ${rehearsal.failure}`
  return `${line(sender, role, fingerprint, daysLeft)}  ${rehearsed}${fault === null ? '' : `  ${fault}`}`
}
