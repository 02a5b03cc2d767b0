// `npm run bench:memory`: what one package of 45 MB costs above an idle process, from content storage to the access point and never whole.
// Content storage is a PostgreSQL thrown away afterwards, or PGlite (whose memory then counts too) with --pglite or where there is none.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { postgresProgram, startCluster } from '../test/support/postgres.ts'

const { values: options } = parseArgs({ options: { pglite: { type: 'boolean', default: false }, bytes: { type: 'string', default: '44900000' } } })
const mostMb = 64

const accessPoint = createServer((request, response) => {
  request.resume().on('end', () => { response.writeHead(202).end() })
})
await new Promise<void>(resolve => { accessPoint.listen(0, '127.0.0.1', resolve) })
const address = accessPoint.address()
const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port ?? 0 : 0}`
const cluster = options.pglite || postgresProgram('initdb') === undefined ? undefined : await startCluster()
const folder = mkdtempSync(join(tmpdir(), 'postbud-memory-'))
try {
  const told = await run(cluster?.url('postgres') ?? '')
  process.stdout.write(told)
  const above = Number(/"aboveIdleMb":(-?\d+)/.exec(told)?.[1] ?? Infinity)
  process.stdout.write(above <= mostMb ? `within ${mostMb} MB\n` : `more than ${mostMb} MB\n`)
  process.exitCode = above <= mostMb ? 0 : 1
} finally {
  accessPoint.close()
  if (cluster !== undefined) process.kill(cluster.pid, 'SIGINT')
  const folders = cluster === undefined ? [folder] : [folder, cluster.folder]
  for (const each of folders) rmSync(each, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
}

function run (databaseUrl: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('memory-run.ts', import.meta.url))
    const child = spawn(process.execPath, ['--expose-gc', script, databaseUrl, folder, url, options.bytes], { stdio: ['ignore', 'pipe', 'inherit'] })
    let told = ''
    child.stdout.on('data', (chunk: Buffer) => { told += chunk.toString() })
    child.on('exit', code => {
      if (code === 0) resolve(told)
      else reject(new Error(`Cannot measure: the process ended with ${code ?? 'a signal'}`))
    })
  })
}
