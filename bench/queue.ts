// `npm run bench:queue`: what a claim costs behind many letters, letters accepted a second, how long an urgent letter takes behind a hundred
// thousand others, and letters a second from the call to the hand-over. PostgreSQL and all processes run on this machine.
import { parseArgs } from 'node:util'
import { breakGround, type Ground } from '../test/faults/rig/rig.ts'
import { measureAccepts, type Accepts } from './queue/accepts.ts'
import { measureClaims } from './queue/claims.ts'
import { measureEndToEnd, type EndToEnd } from './queue/end-to-end.ts'
import { readStolen, stolenShare } from './queue/spent.ts'
import { measureUrgent } from './queue/urgent.ts'

const parts = ['claims', 'accepts', 'urgent', 'end-to-end'] as const
type Part = typeof parts[number]

const help = `Usage: npm run bench:queue -- [--json] [--only claims,accepts,urgent,end-to-end] [--quick]
  --json    one object on standard output, and nothing else
  --only    some of the parts
  --quick   a hundredth of the letters: shows that it works, measures nothing
The access point is a sink that takes messages without opening them; registers and Maskinporten are the sandbox; revocation is not asked about.
stolenShare is the share of processor time that went to other machines while a part ran: on a shared host its figures are too low by about as much.
`

/** Everything measured. */
type Figures = Partial<{
  claimP50Ms: Record<string, number>
  urgentDelayP99Ms: number
  endToEndPerSecond: number
  processorMsPerLetter: Pick<EndToEnd, 'accept' | 'carry'>
  stolenShare: Partial<Record<Part, number>>
} & Accepts>

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' }, quick: { type: 'boolean' }, help: { type: 'boolean' } } })

async function run (): Promise<void> {
  const wanted = values.only === undefined ? parts : parts.filter(part => values.only?.split(',').includes(part))
  const ground = await breakGround()
  const stolen: Partial<Record<Part, number>> = {}
  const figures: Figures = { stolenShare: stolen }
  try {
    for (const part of wanted) {
      process.stderr.write(`${part} …\n`)
      const before = readStolen()
      Object.assign(figures, await measure[part](ground, values.quick === true ? 100 : 1))
      stolen[part] = stolenShare(before, readStolen())
    }
  } finally {
    ground.dispose()
    // Also what was measured before a part failed.
    process.stdout.write(values.json === true ? `${JSON.stringify(figures)}\n` : table(figures))
  }
}

/** The parts; `share` divides the number of letters. */
const measure: Record<Part, (ground: Ground, share: number) => Promise<Figures>> = {
  'claims': async (ground, share) => ({ claimP50Ms: await measureClaims(ground, [1_000, 10_000, 100_000, 1_000_000].map(count => count / share)) }),
  'accepts': (ground, share) => measureAccepts(ground, [1, 8, 32], 2_000 / share),
  'urgent': async (ground, share) => ({ urgentDelayP99Ms: await measureUrgent(ground, 100_000 / share, 300 / Math.min(share, 10)) }),
  'end-to-end': async (ground, share) => {
    const { perSecond, accept, carry } = await measureEndToEnd(ground, 3_000 / Math.min(share, 30))
    return { endToEndPerSecond: Math.round(perSecond), processorMsPerLetter: { accept, carry } }
  }
}

/** The same for people. */
function table (figures: Figures): string {
  const lines = Object.entries(figures).flatMap(([name, value]) => typeof value === 'number'
    ? [[name, '', String(value)]]
    : Object.entries(value).map(([key, inner], index) => [index === 0 ? name : '', key, typeof inner === 'number' ? String(inner) : JSON.stringify(inner)]))
  return lines.map(([name = '', key = '', value = '']) => `${name.padEnd(22)} ${key.padEnd(10)} ${value}\n`).join('')
}

if (values.help === true) process.stdout.write(help)
else await run()
