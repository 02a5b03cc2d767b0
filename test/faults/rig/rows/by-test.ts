// Rows whose stated injection is made by a test of the normal run: the row runs that file, on PostgreSQL.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from '../rig.ts'
import type { Row, RowResult } from './row.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')

/** A row of the table, and where it is shown. */
interface Shown { row: number, fault: string, target: string, files: readonly string[] }

const shown: readonly Shown[] = [
  { row: 9, fault: 'pool exhausted', target: '5xx only 503; none hangs > 5 s', files: ['faults/database-outage'] },
  { row: 12, fault: 'disk full (database volume)', target: 'accepted but unstored 0', files: ['faults/full-disk'] },
  { row: 15, fault: 'clock jumps an hour', target: 'wrong-time sends 0', files: ['queue/clock-watch'] },
  { row: 16, fault: 'both daylight-saving nights', target: 'runs per date = 1', files: ['queue/daily-duties'] },
  { row: 21, fault: 'receipts out of order', target: 'wrong final states 0', files: ['receipt/settlement', 'journey/settle'] },
  { row: 26, fault: 'access point answers 429 with Retry-After', target: 'requests inside the window 0', files: ['faults/quiet'] },
  { row: 28, fault: 'slow-loris answer', target: 'slots held beyond the deadline 0', files: ['faults/slow-parties'] },
  { row: 30, fault: 'access point shows another certificate', target: 'sends 0', files: ['faults/strange-certificate'] },
  { row: 36, fault: 'registry stale at the hand-over', target: 'sends on stale facts 0', files: ['journey/flips'] },
  { row: 38, fault: 'own certificate expires mid-batch', target: 'sealed with expired 0', files: ['journey/certificates'] },
  { row: 40, fault: 'recipient\'s certificate changed between seal and send', target: 'sent to the old certificate 0', files: ['journey/flips'] },
  { row: 41, fault: 'versions N and N+1 together', target: '5xx 0; lost 0', files: ['faults/versions'] },
  { row: 42, fault: 'back to N after N+1 wrote rows', target: 'unreadable rows 0', files: ['faults/versions'] },
  { row: 43, fault: 'SIGTERM under load', target: 'attempts burned by a deploy 0', files: ['faults/deploy'] },
  { row: 44, fault: 'two schedulers fire the same duty', target: 'double runs 0', files: ['store/duties', 'queue/timed-duties', 'queue/daily-duties'] },
  { row: 45, fault: 'scheduler dead at the duty\'s time', target: 'missed dates 0', files: ['queue/daily-duties'] },
  { row: 47, fault: 'batch cancelled halfway', target: 'sum check exact', files: ['journey/bulk-act'] }
]

/** The rows. */
export const rowsByTest: readonly Row[] = shown.map(({ files, ...row }) => ({ ...row, run: ground => runFiles(ground, files) }))

async function runFiles (ground: Ground, files: readonly string[]): Promise<RowResult> {
  const paths = files.map(file => join('test', `${file}.test.ts`))
  const missing = paths.find(path => !existsSync(join(root, path)))
  if (missing !== undefined) return { figure: `${missing} is not there`, isKept: false }
  const env = { ...process.env, POSTBUD_TEST_STAGE: join(ground.folder, 'stage.json'), POSTBUD_TEST_DATABASE: 'postgres', TAP_TIMEOUT: '600', CI: '1' }
  await node('test/support/before.ts', env)
  try {
    let [passed, failed] = [0, 0]
    for (const path of paths) {
      const { code, said } = await node(path, env)
      const names = said.match(/^(?:not )?ok \d+ - .*/gm) ?? []
      const bad = names.filter(name => name.startsWith('not ok')).length
      passed += names.length - bad
      failed += code === 0 ? bad : Math.max(bad, 1)
    }
    return { figure: `${passed} cases passed, ${failed} failed in ${paths.join(', ')}`, isKept: failed === 0 && passed > 0 }
  } finally {
    await node('test/support/after.ts', env)
  }
}

function node (script: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null, said: string }> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [script], { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] })
    const said: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    child.once('exit', code => { resolve({ code, said: Buffer.concat(said).toString() }) })
  })
}
