// Run as a program of its own: opens each file named on standard input as JSON and tells time and memory of each, one JSON line a file.
import { readFileSync } from 'node:fs'
import { openFile } from '../../src/open/open-file.ts'
import { testParty } from './test-certificates.ts'

/** What one file cost. */
export interface Cost {
  file: string
  verdict: string
  milliseconds: number
  /** How far the peak of the whole process rose. */
  megabytes: number
}

/** Reads one line of what this program says. */
export function readCost (line: string): Cost {
  const told: unknown = JSON.parse(line)
  const of = (name: string): unknown => typeof told === 'object' && told !== null ? Reflect.get(told, name) : undefined
  return { file: String(of('file')), verdict: String(of('verdict')), milliseconds: Number(of('milliseconds')), megabytes: Number(of('megabytes')) }
}

async function main (): Promise<void> {
  const { trust, key } = await testParty('eboks')
  const files: unknown = JSON.parse(readFileSync(0, 'utf8'))
  for (const file of Array.isArray(files) ? files.map(String) : []) {
    const bytes = readFileSync(file)
    const before = process.resourceUsage().maxRSS
    const started = process.cpuUsage()
    const { report } = await openFile(bytes, { trust, at: new Date(), keys: [key], readReceipt: () => Promise.reject(new TypeError('no receipt')) })
    const { user, system } = process.cpuUsage(started)
    const megabytes = (process.resourceUsage().maxRSS - before) / 1024
    const cost: Cost = { file, verdict: report.verdict, milliseconds: (user + system) / 1000, megabytes }
    process.stdout.write(`${JSON.stringify(cost)}\n`)
  }
}

if (import.meta.main) await main()
