// `npm run bench:seal`: how near sealing comes to the bare primitives it is made of, and to what one would write first.
// Options: --json, --key BITS, --bytes N, --cores N, --seconds N. Several cores are as many processes, each pinned to its own where taskset is there.
import { fork, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeKeys, type BenchCase, type BenchKeys } from './bench-case.ts'
import { readTold, type Asked, type Figures } from './wire.ts'

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
      const figures = await measureCase(wanted, keys, naive.length === 0)
      if (figures.naive.length > 0) naive = figures.naive
      process.stdout.write(options.json ? jsonLine(wanted, figures, naive) : tableLine(wanted, figures, naive))
    }
  }
}
if (!options.json) process.stdout.write(legend())

/** As many processes as cores, each on a core of its own, as workers are run. The naive ways are measured by the first when it is through. */
async function measureCase (wanted: BenchCase, keys: BenchKeys, withNaive: boolean): Promise<Figures> {
  const processes = Array.from({ length: wanted.cores }, (_, core) => startProcess(core, { wanted, keys, withNaive: withNaive && core === 0 }))
  await Promise.all(processes.map(({ warm }) => warm))
  for (const { begin } of processes) begin()
  const each = await Promise.all(processes.map(({ figures }) => figures))
  const sum = (of: (one: Figures) => number): number => each.reduce((total, one) => total + of(one), 0)
  return {
    signsPerSecond: sum(one => one.signsPerSecond) / each.length,
    limitPerSecond: sum(one => one.limitPerSecond) / each.length,
    lettersPerSecond: sum(one => one.lettersPerSecond),
    longestStallMs: Math.max(...each.map(one => one.longestStallMs)),
    peakRssMb: sum(one => one.peakRssMb),
    naive: each.flatMap(({ naive }) => naive)
  }
}

/** A measuring process: warms up, waits until it may begin, and tells what it found. */
function startProcess (core: number, asked: Asked): { warm: Promise<unknown>, begin: () => void, figures: Promise<Figures> } {
  const warm = Promise.withResolvers<unknown>()
  const figures = Promise.withResolvers<Figures>()
  const child = fork(script, canPin ? { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath] } : {})
  child.on('message', message => {
    const told = readTold(message)
    if (told === 'warm') warm.resolve(told)
    else figures.resolve(told)
  }).on('exit', code => {
    const error = new Error(`Cannot measure the case: the process ended with ${code ?? 'a signal'}`)
    warm.reject(error)
    figures.reject(error)
  })
  child.send(asked)
  return { warm: warm.promise, begin: () => { child.send('begin') }, figures: figures.promise }
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
ratio     letters/s over limit/s; on several cores the limit is still that of one, letters and memory are those of all
naive A   xml-crypto signing, node-forge CMS       naive B   node-forge for everything      x   how many times faster we are
stall     longest time the event loop did not turn while sealing at full speed
${canPin ? '' : 'taskset is not there: the processes run unpinned, and a case on one core may have used another\n'}`
}

function round (value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}
