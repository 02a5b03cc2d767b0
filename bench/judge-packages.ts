// `npm run judge:packages`: seals letters of every kind and puts each before openssl, xmlsec1 and xmllint. Exit 1 if one of them objects.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mailboxChoice, printChoice, sealInput, sealToMemory } from '../test/support/sealed-letter.ts'
import { testCertificates } from '../test/support/test-certificates.ts'
import { judgePackage, type Bench, type Judgement } from './judge-package.ts'
import { randomContents } from './random-letter.ts'

/** As many as there are cores here: the judges are programs of their own. */
const atOnce = 2

/** Seals the letter of one number and lets it be judged. Every fourth goes to print. */
export async function judgeLetter (number: number, seed: string): Promise<Judgement> {
  const isPrint = number % 4 === 3
  const contents = randomContents(`${seed}/${number}`)
  const { cms } = await sealToMemory(await sealInput(contents, {}, isPrint ? await printChoice() : await mailboxChoice()))
  return await judgePackage(cms, contents.length + 1, benchFor(isPrint ? 'print' : 'eboks'))
}

function benchFor (receiver: 'print' | 'eboks'): Bench {
  const published = fileURLToPath(new URL('../../shared/reference/official-schemas/classic-xml/xsd/', import.meta.url))
  const has = existsSync(published)
  return {
    keyFile: `${testCertificates}/${receiver}.key.pem`,
    rootFile: `${testCertificates}/root.pem`,
    intermediateFile: `${testCertificates}/intermediate.pem`,
    manifestSchema: has ? `${published}sdp-manifest.xsd` : fileURLToPath(new URL('../schemas/dpi-manifest.xsd', import.meta.url)),
    signaturesSchema: has ? `${published}asic-e/ts_102918v010201_2.xsd` : undefined
  }
}

async function main (): Promise<void> {
  const { values } = parseArgs({ options: {
    count: { type: 'string', default: '1000' }, seed: { type: 'string', default: 'postbud' }, json: { type: 'boolean', default: false }
  } })
  const count = Number(values.count)
  if (!Number.isInteger(count) || count < 1) throw new TypeError(`Cannot judge "${values.count}" packages: --count is a whole number above 0`)
  const started = performance.now()
  const told: { accepted: number, judged: number, questions: number, objections: string[] } = { accepted: 0, judged: 0, questions: 0, objections: [] }
  let next = 0
  const work = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) {
      const { objections, questions } = await judgeLetter(number, values.seed)
      told.judged++
      told.questions += questions
      if (objections.length === 0) told.accepted++
      told.objections.push(...objections.map(one => `letter ${number}: ${one}`))
      if (told.judged % 50 === 0) process.stderr.write(`${told.judged} of ${count} judged, ${told.accepted} accepted\n`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const seconds = Math.round((performance.now() - started) / 1000)
  process.stdout.write(values.json
    ? `${JSON.stringify({ ...told, seconds })}\n`
    : `${told.objections.map(one => `${one}\n`).join('')}${told.accepted} of ${told.judged} packages accepted by openssl, xmlsec1 and xmllint, `
      + `${told.questions} questions asked, ${seconds} s\n`)
  if (told.accepted < count) process.exitCode = 1
}

if (import.meta.main) await main()
