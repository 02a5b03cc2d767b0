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
  { row: 8, fault: 'connection silently half-open', target: 'noticed by a time-out', files: ['faults/dead-connection'] },
  { row: 21, fault: 'receipts out of order', target: 'wrong final states 0', files: ['receipt/settlement', 'journey/settle'] },
  { row: 36, fault: 'registry stale at the hand-over', target: 'sends on stale facts 0', files: ['journey/flips'] },
  { row: 38, fault: 'own certificate expires mid-batch', target: 'sealed with expired 0', files: ['journey/certificates'] },
  { row: 44, fault: 'two schedulers fire the same duty', target: 'double runs 0', files: ['store/duties', 'queue/timed-duties'] }
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
