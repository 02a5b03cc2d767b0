// Which test files there are, and what each of them needs: that decides which of them may share a process.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/**
 * What a file needs. `process`: one for itself, since it starts processes or whole gateways, or measures its own. `store`: the stage's
 * database, emptied for each test. `nothing`: it opens no database.
 */
export type Need = 'process' | 'store' | 'nothing'

const root = join(import.meta.dirname, '../..')
const sources = new Map(
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(root, 'test', name))
    .map(file => [file, readFileSync(file, 'utf8')]))
const leads = new Map<string, boolean>()

/** Whether a file's imports lead to the note of the stage, and so to its database. */
function leadsToStage (file: string): boolean {
  const known = leads.get(file)
  if (known !== undefined) return known
  leads.set(file, false)
  const imports = [...(sources.get(file) ?? '').matchAll(/from '(\.[^']+)'/g)].map(found => join(dirname(file), found[1] ?? ''))
  const found = file.endsWith('support/stage.ts') || imports.some(leadsToStage)
  leads.set(file, found)
  return found
}

const mentions = (file: string, ...words: string[]): boolean => words.some(word => sources.get(join(root, file))?.includes(word))

/** All test files, by their paths in the project. */
export const testFiles: readonly string[] = [...sources.keys()].filter(file => file.endsWith('.test.ts')).map(file => relative(root, file)).toSorted()

/** What a file needs. */
export function needOf (file: string): Need {
  if (mentions(file, 'support/running.ts', 'support/processes.ts', 'startCluster', 'browser', 'memoryUsage', 'process.env', '/rig/')) return 'process'
  if (!leadsToStage(join(root, file))) return 'nothing'
  return mentions(file, 'support/a-store.ts', 'support/a-journey.ts', 'support/a-queue.ts', 'support/a-ladder.ts') ? 'store' : 'process'
}

/**
 * Files that say more on another database: those that open the stage's, but not those that bring a cluster of their own, nor those that look
 * at a whole gateway from outside, in one process. What lies between it and the tables has tests of its own.
 */
export const databaseFiles: readonly string[] = testFiles.filter(file => leadsToStage(join(root, file))
  && !mentions(file, 'startCluster') && (!mentions(file, 'support/running.ts') || mentions(file, 'support/processes.ts')))
