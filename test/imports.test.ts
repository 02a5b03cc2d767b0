// The arrows of the house, walked: who may import whom. A wrong arrow or a cycle fails.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'tap'

const src = join(import.meta.dirname, '..', 'src')

/** What each room may import besides `letter` and itself. `main` may import everyone. */
const arrows: Record<string, readonly string[]> = {
  letter: [],
  bytes: [],
  // What is signed is what is written, so signing writes its own XML.
  crypto: ['bytes', 'xml'],
  xml: [],
  privacy: [],
  certificates: ['bytes', 'crypto'],
  metrics: [],
  doctor: [],
  intake: [],
  route: [],
  maskinporten: ['bytes', 'crypto'],
  lookup: ['bytes', 'maskinporten'],
  seal: ['bytes', 'crypto', 'xml'],
  open: ['crypto', 'xml'],
  dispatch: ['bytes', 'crypto', 'xml', 'maskinporten'],
  receipt: ['bytes', 'crypto', 'xml', 'maskinporten'],
  journey: ['intake', 'lookup', 'route', 'seal', 'dispatch', 'receipt'],
  // store implements the ports of those it serves, so it knows their interfaces and no more.
  store: ['bytes', 'journey', 'dashboard', 'privacy', 'certificates'],
  queue: [],
  http: ['intake', 'maskinporten', 'journey', 'privacy'],
  dashboard: ['intake', 'journey'],
  batch: [],
  sandbox: ['crypto', 'xml', 'open', 'maskinporten', 'privacy'],
  config: []
}

/** The one room that may import each of these. */
const owners: Record<string, readonly string[]> = {
  'pg': ['store'],
  '@electric-sql/pglite': ['store'],
  '@electric-sql/pglite-prepopulatedfs': ['store'],
  'pg-boss': ['queue'],
  'fastify': ['http', 'sandbox'],
  '@fastify/fast-json-stringify-compiler': ['http'],
  '@fastify/helmet': ['http', 'sandbox'],
  '@fastify/multipart': ['http', 'sandbox'],
  '@fastify/static': ['http', 'sandbox'],
  '@fastify/swagger': ['http'],
  '@fastify/swagger-ui': ['http'],
  'node-forge': ['crypto'],
  'xml-crypto': ['crypto'],
  'prom-client': ['metrics'],
  'cockatiel': ['dispatch'],
  'commander': ['main'],
  'cli-progress': ['batch'],
  'csv-parse': ['batch'],
  '@cantoo/pdf-lib': ['sandbox']
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
const importsOf = (file: string): string[] =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/^(?:import|export)\s[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(found => found[1] ?? found[2] ?? '')
const roomOf = (file: string): string => file.split('/')[0]?.replace('.ts', '') ?? ''
const local = (file: string): string[] => importsOf(file).filter(name => name.startsWith('.')).map(name => relative(src, join(src, dirname(file), name)))

test('every arrow between rooms is one the house allows', async t => {
  const wrong = files.filter(file => roomOf(file) !== 'main').flatMap(file => local(file)
    .filter(target => roomOf(target) !== roomOf(file) && roomOf(target) !== 'letter' && arrows[roomOf(file)]?.includes(roomOf(target)) !== true)
    .map(target => `${file} -> ${target}`))
  t.strictSame(wrong, [])
})

test('every room is known to this test', async t => {
  const unknown = [...new Set(files.map(roomOf))].filter(room => room !== 'main' && arrows[room] === undefined)
  t.strictSame(unknown, [])
})

test('each library has its one room', async t => {
  const wrong = files.flatMap(file => importsOf(file)
    .filter(name => owners[name] !== undefined && !owners[name].includes(roomOf(file)))
    .map(name => `${file} -> ${name}`))
  t.strictSame(wrong, [])
})

test('no file imports itself by a detour', async t => {
  const graph = new Map(files.map(file => [file, local(file)]))
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) { cycles.push([...path.slice(path.indexOf(file)), file].join(' -> ')); return }
    if (done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  t.strictSame(cycles, [])
})

test('only config.ts reads the environment', async t => {
  const readers = files.filter(file => readFileSync(join(src, file), 'utf8').includes('process.env'))
  t.strictSame(readers, ['config.ts'])
})
