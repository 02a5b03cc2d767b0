import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'

/** What a tool said. */
export interface ToolAnswer {
  status: number | null
  stdout: Buffer
  /** Both channels, for judging words. */
  text: string
}

/** Writes files into a fresh folder that goes away with the test. */
export async function folderOf (t: Test, files: Iterable<readonly [string, string | Uint8Array]>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'judged-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

/** Runs a judge from outside in a folder. */
export function runTool (folder: string, tool: string, ...args: string[]): ToolAnswer {
  const { status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, maxBuffer: 200_000_000 })
  return { status, stdout, text: `${stdout.subarray(0, 10_000).toString()}${stderr.toString()}` }
}
