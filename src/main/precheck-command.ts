// `postbud precheck`: asks a running gateway what would become of a letter, and says so. Recipients are told by their place in the file.
import { readFile } from 'node:fs/promises'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

/** What the command is told. */
export interface PrecheckOptions {
  /** The body of POST /v1/precheck. */
  file: string
  /** Of the gateway, without a slash at the end. */
  url: string
  apiKey: string
  /** One JSON object a recipient and line, and one for the totals, instead of text. */
  json: boolean
}

/** The world the command lives in. */
export interface PrecheckPorts {
  fetch: typeof globalThis.fetch
  stdout: { write: (text: string) => unknown }
  stderr: { write: (text: string) => unknown }
}

const ore = Type.Union([Type.Integer(), Type.Null()])
const warnings = Type.Array(Type.Object({ code: Type.String() }))
const total = Type.Object({ recipients: Type.Integer() })

/** As much of an answer as is printed. */
const answerSchema = Type.Object({
  warnings,
  recipients: Type.Array(Type.Object({
    index: Type.Integer(), channel: Type.Union([Type.String(), Type.Null()]), state: Type.String(), rule: Type.String(),
    sentence: Type.Object({ en: Type.String() }), warnings, forecastOre: ore
  })),
  totals: Type.Object({
    channels: Type.Object({ eboks: total, digipost: total, print: total }),
    needsDecision: Type.Integer(), undeliverable: Type.Integer(), unanswered: Type.Integer(), forecastOre: Type.Integer(), isEstimate: Type.Boolean()
  })
})

const problemSchema = Type.Object({
  detail: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.Optional(Type.String()), detail: Type.String() })))
})

type Answer = Static<typeof answerSchema>

const timeoutMs = 120_000

/**
 * Prints what would become of each recipient's letter.
 *
 * @returns exit status: 0 all would be sent; 1 the file was refused; 3 some would not be sent; 4 the gateway cannot be reached
 * @throws {TypeError} if the file cannot be read
 */
export async function runPrecheck (options: PrecheckOptions, ports: PrecheckPorts): Promise<number> {
  const body = await readFile(options.file, 'utf8').catch(() => { throw new TypeError(`Cannot read "${options.file}": there is no such file`) })
  const response = await ask(options, ports, body)
  if (response === undefined) {
    ports.stderr.write(`no answer at ${options.url}; start it: npm start\n`)
    return 4
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.status !== 200 || !Value.Check(answerSchema, answer)) return refused(response.status, answer, ports)
  print(answer, options, ports)
  return answer.recipients.every(({ channel }) => channel !== null) ? 0 : 3
}

async function ask ({ url, apiKey }: PrecheckOptions, { fetch }: PrecheckPorts, body: string): Promise<Response | undefined> {
  try {
    const headers = { 'authorization': `Bearer ${apiKey}`, 'content-type': 'application/json' }
    return await fetch(`${url}/v1/precheck`, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  } catch {
    return undefined
  }
}

function refused (status: number, answer: unknown, { stderr }: PrecheckPorts): number {
  if (!Value.Check(problemSchema, answer)) {
    stderr.write(`the address answers with status ${status}, not like a Postbud gateway\n`)
    return 1
  }
  stderr.write(`${answer.detail}\n`)
  for (const { field, detail } of answer.errors ?? []) stderr.write(`  ${field ?? ''}  ${detail}\n`)
  return 1
}

function print (answer: Answer, { json }: PrecheckOptions, { stdout, stderr }: PrecheckPorts): void {
  if (json) {
    for (const recipient of answer.recipients) stdout.write(`${JSON.stringify(recipient)}\n`)
    stdout.write(`${JSON.stringify({ warnings: answer.warnings, totals: answer.totals })}\n`)
    return
  }
  for (const { index, channel, state, rule, sentence, warnings: told, forecastOre } of answer.recipients) {
    const price = forecastOre === null ? '' : `  NOK ${inKroner(forecastOre)}`
    stdout.write(`${String(index).padStart(4)}  ${(channel ?? state).padEnd(14)}  ${rule}${price}${codesOf(told)}\n      ${sentence.en}\n`)
  }
  const { channels: { eboks, digipost, print: paper }, needsDecision, undeliverable, unanswered, forecastOre, isEstimate } = answer.totals
  stderr.write(`e-Boks ${eboks.recipients}, Digipost ${digipost.recipients}, print ${paper.recipients}, for people to decide ${needsDecision}, `
    + `undeliverable ${undeliverable}, unanswered ${unanswered}; NOK ${inKroner(forecastOre)} without VAT${isEstimate ? ', estimated' : ''}${codesOf(answer.warnings)}\n`)
}

function codesOf (told: readonly { code: string }[]): string {
  return told.length === 0 ? '' : `  (${told.map(({ code }) => code).join(', ')})`
}

function inKroner (amountOre: number): string {
  return (amountOre / 100).toFixed(2)
}
