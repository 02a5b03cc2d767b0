// `postbud precheck`: asks a running gateway what would become of a letter, and says so. Recipients are told by their place in the file.
import { readFile } from 'node:fs/promises'
import { Type, type Static } from 'typebox'
import { askGateway, type ClientPorts, type GatewayClient } from './ask-gateway.ts'

/** What the command is told. */
export interface PrecheckOptions extends GatewayClient {
  /** The body of POST /v1/precheck. */
  file: string
  /** One JSON object a recipient and line, and one for the totals, instead of text. */
  json: boolean
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

type Answer = Static<typeof answerSchema>

/**
 * Prints what would become of each recipient's letter.
 *
 * @returns exit status: 0 all would be sent; 1 the file was refused; 3 some would not be sent; 4 the gateway cannot be reached
 * @throws {TypeError} if the file cannot be read
 */
export async function runPrecheck (options: PrecheckOptions, ports: ClientPorts): Promise<number> {
  const body = await readFile(options.file, 'utf8').catch(() => { throw new TypeError(`Cannot read "${options.file}": there is no such file`) })
  const answer = await askGateway(options, ports, answerSchema, { method: 'POST', path: '/v1/precheck', body })
  if (!answer.ok) return answer.status
  print(answer.body, options, ports)
  return answer.body.recipients.every(({ channel }) => channel !== null) ? 0 : 3
}

function print (answer: Answer, { json }: PrecheckOptions, { stdout, stderr }: ClientPorts): void {
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
