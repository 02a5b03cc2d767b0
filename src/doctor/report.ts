// `postbud doctor`: asks a running gateway how it is, and says so.
import { readFinding, type Finding, type FindingLevel } from './finding.ts'

/** What the command is told. */
export interface DoctorOptions {
  /** Of the gateway, without a slash at the end. */
  url: string
  apiKey: string
  /** One JSON object a finding and line instead of text. */
  json?: boolean
  /** How long the whole may take; default 30 000. */
  timeoutMs?: number
}

/** The world the command lives in. */
export interface DoctorPorts {
  fetch: typeof globalThis.fetch
  stdout: { write: (text: string) => unknown }
  stderr: { write: (text: string) => unknown }
}

/**
 * Prints every finding, and the repair of each that is off.
 *
 * @returns exit status: 0 all is well (warnings too); 1 something is off; 4 the gateway cannot be reached
 */
export async function runDoctor (options: DoctorOptions, ports: DoctorPorts): Promise<number> {
  const response = await ask(options, ports)
  if (response === undefined) {
    print([{ check: 'gateway', level: 'failure', detail: `no answer at ${options.url}`, repair: 'Start it: npm start' }], options, ports)
    return 4
  }
  const findings = await read(response)
  print(findings, options, ports)
  return findings.some(finding => finding.level === 'failure') ? 1 : 0
}

async function ask ({ url, apiKey, timeoutMs = 30_000 }: DoctorOptions, { fetch }: DoctorPorts): Promise<Response | undefined> {
  try {
    const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' }
    return await fetch(`${url}/v1/doctor`, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  } catch {
    return undefined
  }
}

/** Whatever is not a list of findings is a finding itself. */
async function read (response: Response): Promise<Finding[]> {
  const body: unknown = await response.json().catch(() => undefined)
  if (response.status === 401) return [odd('the gateway does not know this key', 'Give the key the gateway was started with, in POSTBUD_API_KEY')]
  const listed: unknown = typeof body === 'object' && body !== null && 'findings' in body ? body.findings : undefined
  if (response.status !== 200 || !Array.isArray(listed)) {
    return [odd(`the address answers with status ${response.status}, not like a Postbud gateway`, 'Check the address, and the gateway\'s own log')]
  }
  return listed.map(item => readFinding(item) ?? odd('one finding cannot be read', 'Use a doctor and a gateway of the same version'))
}

function odd (detail: string, repair: string): Finding {
  return { check: 'gateway', level: 'failure', detail, repair }
}

/** Words, not colors, say how a thing stands; they are of one width so that the eye can run down. */
const marks: Readonly<Record<FindingLevel, string>> = { ok: 'ok     ', warning: 'soon   ', failure: 'OFF    ' }

function print (findings: readonly Finding[], { json }: DoctorOptions, { stdout, stderr }: DoctorPorts): void {
  if (json === true) {
    for (const finding of findings) stdout.write(`${JSON.stringify(finding)}\n`)
    return
  }
  const width = Math.max(...findings.map(finding => finding.check.length), 0)
  for (const { check, level, detail, repair } of findings) {
    stdout.write(`${marks[level]}${check.padEnd(width)}  ${detail}\n`)
    if (level !== 'ok' && repair !== undefined) stdout.write(`${' '.repeat(7)}${' '.repeat(width)}  -> ${repair}\n`)
  }
  const off = findings.filter(finding => finding.level === 'failure').length
  stderr.write(off === 0 ? `${findings.length} checks, nothing is off\n` : `${findings.length} checks, ${off} off\n`)
}
