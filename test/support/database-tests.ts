// Prints the test files whose imports lead to the stage's database, one a line: on another database the rest would only say the same again.
// So would those that bring a cluster of their own, and those that look at a whole gateway from outside, in one process: what lies between it
// and the tables has tests of its own here.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const folder = dirname(import.meta.dirname)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => join(folder, name))
const sources = new Map(files.map(file => [file, readFileSync(file, 'utf8')]))
const leads = new Map<string, boolean>()

function leadsToStage (file: string): boolean {
  const known = leads.get(file)
  if (known !== undefined) return known
  leads.set(file, false)
  const source = sources.get(file) ?? ''
  const imports = [...source.matchAll(/from '(\.[^']+)'/g)].map(found => join(dirname(file), found[1] ?? ''))
  const found = file.endsWith('support/stage.ts') || imports.some(leadsToStage)
  leads.set(file, found)
  return found
}

function saysTheSame (file: string): boolean {
  const source = sources.get(file) ?? ''
  return source.includes('startCluster') || (source.includes('support/running.ts') && !source.includes('support/processes.ts'))
}

const wanted = files.filter(name => name.endsWith('.test.ts') && leadsToStage(name) && !saysTheSame(name))
for (const file of wanted.toSorted()) console.log(file.slice(folder.length - 'test'.length))
