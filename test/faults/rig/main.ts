// `npm run faults`: a fleet under load and blows, three ledgers held against each other; or, with --rows, the fault table's rows one by one.
import { parseArgs } from 'node:util'
import { randomRun } from './random-run.ts'
import { brokenPromises, describeRun, figuresOf } from './report.ts'
import { breakGround, type Ground } from './rig.ts'
import { chosenRows, describeRow, runRows } from './run-rows.ts'

const help = `npm run faults -- [options]

Kills a fleet of Postbud processes and its database under load, then compares what the client was told,
what the sandbox received and what the database says. Ends with 1 if any promise was broken.

  --letters N          letters to post (20000)
  --kills N            processes to end with SIGKILL (100)
  --database-stops N   immediate stops of PostgreSQL (10)
  --seed N             repeats the plan of an earlier run; otherwise one is drawn and told
  --rows LIST          instead of the big run, rows of the fault table (docs/faults.md), such as 1,2,17-19, or all
  --keep               leaves logs and journals behind, and tells where
  --json               figures as one line of JSON on standard output
  --help               this text
`

const { values } = parseArgs({
  options: {
    'letters': { type: 'string', default: '20000' },
    'kills': { type: 'string', default: '100' },
    'database-stops': { type: 'string', default: '10' },
    'seed': { type: 'string' },
    'rows': { type: 'string' },
    'keep': { type: 'boolean', default: false },
    'json': { type: 'boolean', default: false },
    'help': { type: 'boolean', default: false }
  }
})

/** Progress goes to standard error: one line that is written over on a terminal, and one each half minute elsewhere. */
function createTell (): (line: string) => void {
  let last = 0
  return line => {
    if (process.stderr.isTTY) { process.stderr.write(`\r\x1b[K${line}`); return }
    if (Date.now() - last < 30_000) return
    last = Date.now()
    process.stderr.write(`${line}\n`)
  }
}

function whole (name: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  process.stderr.write(`faults: --${name} must be a whole number\n`)
  process.exit(2)
}

async function bigRun (ground: Ground): Promise<boolean> {
  const options = {
    letters: whole('letters', values.letters),
    kills: whole('kills', values.kills),
    databaseStops: whole('database-stops', values['database-stops']),
    seed: whole('seed', values.seed ?? String(Date.now() % 1_000_000))
  }
  process.stderr.write(`seed ${options.seed}\n`)
  const result = await randomRun(ground, options, createTell())
  const broken = brokenPromises(result)
  process.stderr.write(`\n${describeRun(result)}${broken.map(line => `BROKEN ${line}\n`).join('')}`)
  if (values.json) process.stdout.write(`${JSON.stringify(figuresOf(result))}\n`)
  return broken.length === 0
}

async function rowByRow (ground: Ground, list: string): Promise<boolean> {
  const reports = await runRows(ground, chosenRows(list), report => { process.stderr.write(describeRow(report)) })
  if (values.json) process.stdout.write(`${JSON.stringify(reports)}\n`)
  return reports.every(({ isKept }) => isKept)
}

async function main (): Promise<number> {
  if (values.help) { process.stdout.write(help); return 0 }
  const ground = await breakGround()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { ground.dispose(); process.exit(130) })
  try {
    return await (values.rows === undefined ? bigRun(ground) : rowByRow(ground, values.rows)) ? 0 : 1
  } finally {
    ground.dispose(values.keep)
    if (values.keep) process.stderr.write(`kept: ${ground.folder}\n`)
  }
}

process.exit(await main().catch((error: unknown) => {
  process.stderr.write(`faults: ${error instanceof Error ? error.message : 'an unexpected failure'}\n`)
  return 2
}))
