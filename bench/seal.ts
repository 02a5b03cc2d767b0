// `npm run bench:seal`: how near sealing comes to the bare primitives it is made of, and to what one would write first.
// Options: --json, --key BITS, --bytes N, --cores N, --seconds N. Cases on one core are pinned to it where taskset is there.
import { execFile, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeKeys, type BenchCase, type BenchKeys } from './bench-case.ts'
import { readFigures, type Figures } from './wire.ts'

const allKeyBits = [2048, 3072, 4096]
const allBytes = [10_000, 100_000, 1_000_000, 10_000_000]
const script = fileURLToPath(new URL('measure.ts', import.meta.url))
const canPin = spawnSync('taskset', ['--version']).status === 0

const columns = [
  ['key', 5], ['bytes', 9], ['cores', 6], ['signs/s', 8], ['limit/s', 8], ['letters/s', 10], ['ratio', 6], ['naive A/s', 10], ['x', 6],
  ['naive B/s', 10], ['x', 7], ['stall ms', 9], ['peak MB', 8]
] as const

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    key: { type: 'string' },
    bytes: { type: 'string' },
    cores: { type: 'string' },
    seconds: { type: 'string', default: '5' }
  }
})
const chosen = (value: string | undefined, all: readonly number[]): readonly number[] => value === undefined ? all : [Number(value)]
const allCores = [...new Set([1, availableParallelism()])]

if (!options.json) process.stdout.write(tableHead())
for (const keyBits of chosen(options.key, allKeyBits)) {
  const keys = await makeKeys(keyBits)
  for (const bytes of chosen(options.bytes, allBytes)) {
    let naive: number[] = []
    for (const cores of chosen(options.cores, allCores)) {
      const wanted = { keyBits, bytes, cores, seconds: Number(options.seconds) }
      const figures = await inOwnProcess(wanted, keys, naive.length === 0)
      if (figures.naive.length > 0) naive = figures.naive
      process.stdout.write(options.json ? jsonLine(wanted, figures, naive) : tableLine(wanted, figures, naive))
    }
  }
}
if (!options.json) process.stdout.write(legend())

/** The naive ways are one thread each way: measured with the first case of a key and size, and set beside the others. */
async function inOwnProcess (wanted: BenchCase, keys: BenchKeys, withNaive: boolean): Promise<Figures> {
  const node = [process.execPath, script]
  const [command = '', ...args] = wanted.cores === 1 && canPin ? ['taskset', '-c', '0', ...node] : node
  const answer = await new Promise<string>((resolve, reject) => {
    const child = execFile(command, args, (error, stdout) => {
      if (error === null) resolve(stdout)
      else reject(new Error('Cannot measure the case', { cause: error }))
    })
    child.stdin?.end(JSON.stringify({ wanted, keys, withNaive }))
  })
  return readFigures(answer)
}

function jsonLine ({ keyBits, bytes, cores }: BenchCase, figures: Figures, [naive = 0]: number[]): string {
  const { signsPerSecond, limitPerSecond, lettersPerSecond, longestStallMs, peakRssMb } = figures
  return JSON.stringify({
    keyBits, bytes, cores,
    signsPerSecond: round(signsPerSecond), limitPerSecond: round(limitPerSecond), lettersPerSecond: round(lettersPerSecond),
    ratio: round(lettersPerSecond / limitPerSecond, 3), naiveLettersPerSecond: round(naive), longestStallMs: round(longestStallMs),
    peakRssMb: round(peakRssMb)
  }) + '\n'
}

function tableHead (): string {
  return `${columns.map(([name, width]) => name.padStart(width)).join(' ')}\n`
}

function tableLine ({ keyBits, bytes, cores }: BenchCase, figures: Figures, [first = 0, second = 0]: number[]): string {
  const { signsPerSecond, limitPerSecond, lettersPerSecond, longestStallMs, peakRssMb } = figures
  const cells = [
    keyBits, bytes, cores, round(signsPerSecond, 0), round(limitPerSecond), round(lettersPerSecond), round(lettersPerSecond / limitPerSecond, 2),
    round(first, 2), round(lettersPerSecond / first), round(second, 2), round(lettersPerSecond / second), round(longestStallMs), round(peakRssMb, 0)
  ]
  return `${cells.map((cell, index) => String(cell).padStart(columns[index]?.[1] ?? 0)).join(' ')}\n`
}

function legend (): string {
  return `
limit     one core: 2 RSA signatures, AES and CRC-32 once, SHA-256 twice, one RSA-OAEP, each timed alone in the same process
ratio     letters/s over limit/s; on several cores the limit is still that of one
naive A   xml-crypto signing, node-forge CMS       naive B   node-forge for everything      x   how many times faster we are
stall     longest time the event loop did not turn while sealing at full speed
${canPin ? '' : 'taskset is not there: cases on one core run unpinned, and the thread pool may have used another\n'}`
}

function round (value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}
