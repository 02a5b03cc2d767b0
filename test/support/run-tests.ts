// `npm test`: all tests, the files named, or with `--database-files` those that say more on another database; the rest goes to tap.
// Files that need no process of their own share one, for starting it costs more than most of them take.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { databaseFiles, needOf, testFiles, type Need } from './test-files.ts'

const root = join(import.meta.dirname, '../..')
const groups = join('.tap', 'groups')

/** Files of one process at most: a time-out of tap's counts for all of them together. */
const perProcess: Record<Need, number> = { process: 1, store: 12, nothing: 25 }

/** Writes a file that loads the others: each of them brings its tests to the same run. */
function group (name: string, files: readonly string[]): string {
  if (files.length === 1) return files.join()
  const file = join(groups, `${name}.test.ts`)
  writeFileSync(join(root, file), files.map(other => `await import('../../${other}')\n`).join(''))
  return file
}

function grouped (files: readonly string[]): string[] {
  rmSync(join(root, groups), { recursive: true, force: true })
  mkdirSync(join(root, groups), { recursive: true })
  return (['process', 'store', 'nothing'] as const).flatMap(need => {
    const those = files.filter(file => needOf(file) === need)
    const size = perProcess[need]
    return Array.from({ length: Math.ceil(those.length / size) }, (_, index) => group(`${need}-${index + 1}`, those.slice(index * size, (index + 1) * size)))
  })
}

const given = process.argv.slice(2)
const named = given.filter(argument => argument.endsWith('.test.ts'))
const options = given.filter(argument => !argument.endsWith('.test.ts') && argument !== '--database-files')
const wanted = given.includes('--database-files') ? databaseFiles : testFiles
const tap = spawn(join(root, 'node_modules/.bin/tap'), [...options, ...grouped(named.length > 0 ? named : wanted)], { cwd: root, stdio: 'inherit' })
tap.on('exit', (code, signal) => { process.exitCode = signal === null ? code ?? 1 : 1 })
